import { END_TYPES, isEnd, type Benchmark, type BenchmarkEvent } from '#domain';
import type { Saga } from '#eventsourcing';

/** The report of one run, as of its end. */
export interface ReportEffect {
  readonly type: 'MakeReport';
  readonly benchmarkId: string;
}

/** Each end has one report, whatever it was. */
export const makeReport: Saga<Benchmark, BenchmarkEvent, ReportEffect> = {
  name: 'make-report',
  reactsTo: END_TYPES,
  react(event, { report }) {
    if (!isEnd(event) || report) return undefined;
    return { type: 'MakeReport', benchmarkId: event.data.benchmark_id };
  },
};
