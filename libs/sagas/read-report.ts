import { Injectable } from '@nestjs/common';
import { EventStore } from '#eventsourcing';
import { reportOf, type ReadBaseline, type Report } from '#reports';
import { readHistory } from './read-history.js';

/** Tells a run's report from its stream; whenever it is asked, it is the same. */
@Injectable()
export class ReadReport {
  constructor(private readonly store: EventStore) {}

  /** Throws when the run has no end yet. */
  async of(benchmarkId: string): Promise<Report> {
    return reportOf(readHistory(this.store, benchmarkId), { readBaseline: this.baseline });
  }

  /** The history of the run that another one is compared with. */
  readonly baseline: ReadBaseline = ({ benchmark_id: id }) => readHistory(this.store, id);
}
