import type { BenchmarkSummary } from '#read-models';
import { shownBenchmark } from '../benchmarks/shown.js';
import type { WatchedBenchmark } from './watched-benchmark.js';

/** Milliseconds between signs of life while there is no news. */
const HEARTBEAT = 15_000;
/** Milliseconds after the end of a run that its report is waited for: it has the verdict, and may take minutes of a large run … */
const UNTIL_REPORT = 300_000;
/** … and its mail: a mail server may be away for hours. */
const UNTIL_MAIL = 30_000;

/** Nothing more will be told of it that somebody should wait for. */
export const isTold = ({ endedAt, reportedAt, notifiedAt }: BenchmarkSummary, now = Date.now()): boolean =>
  endedAt !== null && (notifiedAt !== null || now - endedAt.getTime() > (reportedAt === null ? UNTIL_REPORT : UNTIL_MAIL));

/**
 * Server-sent events, each the whole state with its revision as id, until the run is over and told. Whoever takes
 * them slowly gets the newest and misses what was in between.
 */
export async function* progressOf(
  benchmark: Pick<WatchedBenchmark, 'newest' | 'news'>,
  after: number,
  signal: AbortSignal,
  heartbeat = HEARTBEAT,
): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  for (let told = after; !signal.aborted; ) {
    const row = benchmark.newest;
    if (row && row.revision > told) {
      yield eventOf(row);
      told = row.revision;
    }
    if (row && isTold(row)) return;
    await benchmark.news(row, heartbeat, signal);
    if (benchmark.newest === row && !signal.aborted) yield ': still here\n\n';
  }
}

const eventOf = (row: BenchmarkSummary): string =>
  `id: ${row.revision}\ndata: ${JSON.stringify(shownBenchmark(row))}\n\n`;
