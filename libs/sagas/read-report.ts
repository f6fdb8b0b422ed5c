import { Injectable } from '@nestjs/common';
import { EventStore, WeightedLru } from '#eventsourcing';
import { reportOf, summaryOf, type ReadBaseline, type Report, type ReportSummary } from '#reports';
import { readHistory } from './read-history.js';

/** How many summaries are remembered. */
const REMEMBERED = 100;

/** Tells a run's report from its stream; whenever it is asked, it is the same. */
@Injectable()
export class ReadReport {
  private readonly summaries = new WeightedLru<string, ReportSummary>(REMEMBERED);

  constructor(private readonly store: EventStore) {}

  /** Reads the stream. Throws when the run has no end yet. */
  async of(benchmarkId: string): Promise<Report> {
    const report = await reportOf(readHistory(this.store, benchmarkId), { readBaseline: this.baseline });
    this.summaries.set(benchmarkId, summaryOf(report), 1);
    return report;
  }

  /** In words; perhaps as this process read it a moment ago: for the mail that tells of the report just made. */
  async summary(benchmarkId: string): Promise<ReportSummary> {
    return this.summaries.get(benchmarkId) ?? summaryOf(await this.of(benchmarkId));
  }

  /** The history of the run that another one is compared with. */
  readonly baseline: ReadBaseline = ({ benchmark_id: id }) => readHistory(this.store, id);
}
