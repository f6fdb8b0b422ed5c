import type { BenchmarkAggregates } from '#commands';
import { benchmarkStream, type BenchmarkEvent } from '#domain';
import { Refusal, type DataOf } from '#eventsourcing';

/** What is on record of a report. */
export type CompletedReport = DataOf<BenchmarkEvent, 'ReportCompleted'>;

/** The report of a benchmark, as it is on record. Refused while there is none. */
export async function completedReport(benchmarks: BenchmarkAggregates, id: string): Promise<CompletedReport> {
  const { exists, end, report } = await benchmarks.query(benchmarkStream(id), (benchmark) => ({
    exists: benchmark.request !== undefined,
    end: benchmark.end,
    report: benchmark.report,
  }));
  if (!exists) throw new Refusal('NotFound', 'There is no such benchmark.');
  if (!end) throw new Refusal('BenchmarkRunning', 'The benchmark is not over yet.');
  if (!report) throw new Refusal('NoReport', 'The report is being made.');
  return report;
}
