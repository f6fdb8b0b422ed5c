import type { ProcessingFigures } from '#domain';
import type { Verdict } from '#measurement';
import type { Page, PageRequest } from '../page.js';
import type { BenchmarkStatus, BenchmarkSummary } from './benchmark-summary.projection.js';

/** Which benchmarks are asked for; what is missing makes no difference. */
export interface BenchmarkFilter {
  readonly status?: BenchmarkStatus | undefined;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly verdict?: Verdict | undefined;
}

/** Processing times in microseconds, of the documents that have one, did not fail, did not end before they began, and were no warm-up. */
export interface LatencySummary {
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Quantiles of type 7. */
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** A benchmark with its latencies; null: none is known yet. */
export interface BenchmarkDetails extends BenchmarkSummary {
  readonly latency: LatencySummary | null;
}

/** What the runs of a series have in common; of exactly this name, where one is given. */
export interface SeriesKey {
  /** Of the target: see hostOf. */
  readonly host: string;
  readonly type: string;
  /** SHA-256 of the corpus. */
  readonly corpus: string;
  readonly name?: string | undefined;
}

/** A run of a series: it completed, has a report, and measured something. */
export interface SeriesBenchmark extends BenchmarkSummary {
  readonly processing: ProcessingFigures;
}

/** Port for readers of the list; answered by Prisma. */
export abstract class BenchmarkSummaries {
  /** Newest first. Throws a refusal of the cursor. */
  abstract list(request: PageRequest & BenchmarkFilter): Promise<Page<BenchmarkSummary>>;
  /** The newest `limit` of a series, oldest first. */
  abstract series(key: SeriesKey, limit: number): Promise<readonly SeriesBenchmark[]>;
  abstract find(benchmarkId: string): Promise<BenchmarkDetails | undefined>;
}
