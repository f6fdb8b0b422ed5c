import { Injectable } from '@nestjs/common';
import { EventStore, WeightedLru } from '#eventsourcing';
import { reportOf, type ReadBaseline, type Report } from '#reports';
import { readHistory } from './read-history.js';

/** Documents in the reports that are remembered, all together. */
const REMEMBERED = 10_000;

/** Tells a run's report from its stream; whenever it is asked, it is the same. */
@Injectable()
export class ReadReport {
  private readonly reports = new WeightedLru<string, Report>(REMEMBERED);

  constructor(private readonly store: EventStore) {}

  /** Reads the stream, whatever is remembered. Throws when the run has no end yet. */
  async of(benchmarkId: string): Promise<Report> {
    const report = await reportOf(readHistory(this.store, benchmarkId), { readBaseline: this.baseline });
    const { length } = report.documents;
    if (length <= REMEMBERED) this.reports.set(benchmarkId, report, length);
    return report;
  }

  /** The same, perhaps as this process read it a moment ago: for the mail that tells of the report just made. */
  async recent(benchmarkId: string): Promise<Report> {
    return this.reports.get(benchmarkId) ?? this.of(benchmarkId);
  }

  /** The history of the run that another one is compared with. */
  readonly baseline: ReadBaseline = ({ benchmark_id: id }) => readHistory(this.store, id);
}
