import type { BenchmarkDetails } from '../http/api-types.js';
import { bytes, duration, millis, moment, whatIsNeeded } from '../output/figures.js';
import { plain } from '../output/plain.js';
import type { Screen } from '../output/screen.js';
import { colourOf, colourOfVerdict, startless } from '../output/statuses.js';

const QUANTILES = ['min', 'p50', 'p90', 'p95', 'p99', 'max', 'mean'] as const;

/** A benchmark for people. */
export function summaryOf(benchmark: BenchmarkDetails, screen: Screen): readonly string[] {
  const { progress, processing_ms: processing, status } = benchmark;
  const facts: [string, string | null][] = [
    ['benchmark', benchmark.benchmark_id],
    ['name', benchmark.benchmark_name],
    ['target', `${benchmark.benchmark_url} (${[benchmark.benchmark_infra, benchmark.eigen_version].filter(Boolean).join(', ')})`],
    ['status', statusOf(benchmark)],
    ['verdict', benchmark.verdict === 'measured' ? null : benchmark.verdict],
    ...benchmark.answers.map(({ question, verdict, reason }): [string, string] => ['', `${verdict}: ${question}: ${reason}`]),
    ['documents', `${progress.completed} processed, ${progress.failed} failed, ${progress.interrupted} interrupted of ${progress.planned}`],
    ['', startlessOf(progress)],
    ['rate', rateOf(benchmark)],
    ['corpus', benchmark.corpus && `${bytes(benchmark.corpus.bytes)}, SHA-256 ${benchmark.corpus.sha256}`],
    ['started', moment(benchmark.created_at)],
    ['last error', benchmark.last_error],
    ['report', reportOf(benchmark)],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const colour = colourOf(status);
  const lines = facts.flatMap(([name, value]) => (value ? [`${name.padEnd(width)}  ${plain(value)}`] : []));
  const figures = processing ? latenciesOf(processing) : [benchmark.ended_at === null ? 'no document has been processed yet' : 'no document was processed'];
  const coloured = (line: string) => {
    if (line.startsWith('status')) return screen.paint(colour, line);
    return line.startsWith('verdict') ? screen.paint(colourOfVerdict(benchmark.verdict ?? 'measured'), line) : line;
  };
  return [...lines.map(coloured), ...figures];
}

const reportOf = ({ benchmark_id: id, ended_at: ended, reported_at: reported }: BenchmarkDetails): string | null =>
  reported === null ? ended && 'none yet' : `slowking report ${id} --open`;

function latenciesOf(processing: NonNullable<BenchmarkDetails['processing_ms']>): readonly string[] {
  const missing = (['p50', 'p90', 'p95', 'p99'] as const).filter((name) => processing[name] === null);
  return [
    `processing of ${processing.n} documents in ms${missing.length > 0 ? ` (–: not estimable from so few; ${whatIsNeeded(missing)})` : ''}:`,
    QUANTILES.map((name) => `${name} ${millis(processing[name])}`).join('   '),
  ];
}

/** An end alone counts as processed; the report wants both. */
const startlessOf = (progress: BenchmarkDetails['progress']): string | null =>
  startless(progress) > 0 ? `of at least ${startless(progress)} of these no start was told: they are not done` : null;

/** What a search found: `11.3/s kept (10.8/s done), 22.6/s was too much`. */
function rateOf({ search }: BenchmarkDetails): string | null {
  if (search === null) return null;
  const { kept_per_second: kept, missed_per_second: missed, throughput_per_second: done } = search;
  const above = missed === null ? 'no rate is known to be too much' : `${perSecond(missed)} was too much`;
  if (kept === null) return missed === null ? 'undecided: no pass tells of a rate' : `none kept, even ${above}`;
  return `${perSecond(kept)} kept${done === null ? '' : ` (${perSecond(done)} done)`}, ${above}`;
}

const perSecond = (rate: number): string => `${Number(rate.toPrecision(3))}/s`;

function statusOf({ status, reason, created_at, ended_at }: BenchmarkDetails): string {
  const took = ended_at === null ? '' : ` after ${duration(Date.parse(ended_at) - Date.parse(created_at))}`;
  return `${status.replace('_', ' ')}${took}${reason === null ? '' : `: ${reason}`}`;
}
