import { BENCHMARK_STREAMS, END_TYPES, benchmarkUpcasters, type BenchmarkEvent, type ReportFile } from '#domain';
import type { Projection, Recorded } from '#eventsourcing';

/** How a run ended. */
export type RunEnd = 'completed' | 'failed' | 'timed_out' | 'cancelled';

/** The report of a benchmark, from the end of its run on. Mirrors `Report` in prisma/schema.prisma. */
export interface ReportRow {
  readonly benchmarkId: string;
  readonly status: RunEnd;
  /** The event it tells the stream up to. */
  readonly revision: number;
  /** The hash chain's link at that event; null, like what follows, while there is no report yet. */
  readonly hash: string | null;
  readonly algorithmVersion: number | null;
  readonly files: readonly ReportFile[];
  readonly createdAt: Date | null;
}

const ENDS: Partial<Record<BenchmarkEvent['type'], RunEnd>> = {
  BenchmarkCompleted: 'completed',
  BenchmarkFailed: 'failed',
  BenchmarkTimedOut: 'timed_out',
  BenchmarkCancelled: 'cancelled',
};

/** Every report, with how its run ended. */
export const reports: Projection<ReportRow, BenchmarkEvent> = {
  name: 'report.v1',
  streamPrefix: BENCHMARK_STREAMS,
  types: [...END_TYPES, 'ReportCompleted'],
  upcasters: benchmarkUpcasters,
  keysOf: ({ data }) => [data.benchmark_id],
  evolve: (row, event) => (event.type === 'ReportCompleted' ? row && written(row, event.data) : (row ?? expected(event))),
};

function expected({ type, data, revision }: Recorded<BenchmarkEvent>): ReportRow | undefined {
  const [status, benchmarkId] = [ENDS[type], data.benchmark_id];
  const none = { hash: null, algorithmVersion: null, files: [], createdAt: null };
  return status && { benchmarkId, status, revision: Number(revision), ...none };
}

const written = (row: ReportRow, data: Extract<BenchmarkEvent, { type: 'ReportCompleted' }>['data']): ReportRow => ({
  ...row,
  revision: data.revision,
  hash: data.hash,
  algorithmVersion: data.algorithm_version,
  files: data.files,
  createdAt: new Date(Math.floor(data.at / 1000)),
});
