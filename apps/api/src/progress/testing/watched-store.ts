import { benchmarkStream, type BenchmarkEvent } from '#domain';
import { benchmarkCompleted, benchmarkId } from '#domain/testing';
import { CHAIN_START, seal, StoreUnavailable, type Event, type Revision } from '#eventsourcing';
import { InMemoryEventStore, recorded } from '#eventsourcing/testing';
import {
  BenchmarkSummaries,
  benchmarkSummary,
  ReadSideUnavailable,
  type BenchmarkDetails,
  type BenchmarkSummary,
  type Page,
} from '#read-models';

const STREAM = benchmarkStream(benchmarkId);

/** A log that somebody else writes the sample benchmark to; it knows who read from where. */
export class WatchedStore extends InMemoryEventStore {
  readonly reads: Revision[] = [];
  isAway = false;
  private count = 0n;

  override async *read<E extends Event>(stream: string, after: Revision = 'no-stream') {
    this.reads.push(after);
    if (this.isAway) throw new StoreUnavailable('The store is away.');
    yield* super.read<E>(stream, after);
  }

  async add(...events: readonly BenchmarkEvent[]): Promise<void> {
    for (const event of events) {
      const place = { stream: STREAM, revision: this.count, previous: CHAIN_START };
      await this.append(STREAM, [seal(event, { schema: 1 }, place).sealed], this.count === 0n ? 'no-stream' : this.count - 1n);
      this.count += 1n;
    }
  }
}

/** The read model, as it is or is not there. */
export class Summaries extends BenchmarkSummaries {
  row: BenchmarkDetails | undefined;
  isAway = false;

  async list(): Promise<Page<BenchmarkSummary>> {
    return { items: this.row ? [this.row] : [], nextCursor: null };
  }

  async series(): Promise<never[]> {
    return [];
  }

  async find(): Promise<BenchmarkDetails | undefined> {
    if (this.isAway) throw new ReadSideUnavailable('The read models are away.');
    return this.row;
  }
}

/** The read model's row after these events. */
export const rowAfter = (events: readonly BenchmarkEvent[]): BenchmarkSummary | undefined =>
  recorded(STREAM, events).reduce<BenchmarkSummary | undefined>(
    (row, event) => benchmarkSummary.evolve(row, event, benchmarkId),
    undefined,
  );

/** The run ends at this moment. */
export const endsNow = (): BenchmarkEvent => ({
  ...benchmarkCompleted,
  data: { ...benchmarkCompleted.data, at: Date.now() * 1000 },
});
