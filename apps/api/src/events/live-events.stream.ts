import { benchmarkStream } from '#domain';
import type { EventStore, Recorded, Revision } from '#eventsourcing';
import { isTold } from '../progress/progress.stream.js';
import type { WatchedBenchmark } from '../progress/watched-benchmark.js';
import { shownEvent } from './formats.js';

/** Milliseconds between signs of life while there is no news. */
const HEARTBEAT = 15_000;

/** What is followed, and from where. */
export interface Followed {
  readonly benchmarkId: string;
  readonly benchmark: Pick<WatchedBenchmark, 'newest' | 'news'>;
  readonly after: Revision;
  readonly isWanted: (event: Recorded) => boolean;
}

/**
 * Server-sent events, each an event of the stream with its revision as id, until the run is over and told; an event `end`
 * closes, so that whoever comes back after it knows that there is no more.
 */
export async function* liveEvents(
  store: EventStore,
  { benchmarkId, benchmark, after, isWanted }: Followed,
  signal: AbortSignal,
  heartbeat = HEARTBEAT,
): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  for (let last = after; !signal.aborted; ) {
    const known = benchmark.newest;
    for await (const event of store.read(benchmarkStream(benchmarkId), last)) {
      last = event.revision;
      if (isWanted(event)) yield `id: ${last}\ndata: ${JSON.stringify(shownEvent(event))}\n\n`;
    }
    if (known && isTold(known)) {
      yield `id: ${last}\nevent: end\ndata: {}\n\n`;
      return;
    }
    await benchmark.news(known, heartbeat, signal);
    if (benchmark.newest === known && !signal.aborted) yield ': still here\n\n';
  }
}
