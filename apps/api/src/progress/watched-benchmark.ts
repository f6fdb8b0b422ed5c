import { setTimeout as sleep } from 'node:timers/promises';
import { benchmarkStream, type BenchmarkEvent } from '#domain';
import { upcast, type EventStore } from '#eventsourcing';
import { benchmarkSummary, type BenchmarkSummary } from '#read-models';

/** Milliseconds between looks: short while there is news, longer while there is none or the store is away. */
const SHORTEST = 100;
const LONGEST = 1000;

/** One benchmark that somebody watches: the read model's fold, carried on from the log a moment before it. */
export class WatchedBenchmark {
  private row: BenchmarkSummary | undefined;
  private readonly open = new AbortController();
  private readonly first: Promise<void>;
  private waiting = Promise.withResolvers<void>();

  constructor(
    private readonly benchmarkId: string,
    private readonly store: EventStore,
    private readonly begin: () => Promise<BenchmarkSummary | undefined>,
    private readonly warn: (fault: unknown) => void,
  ) {
    this.first = this.look(true).then(() => undefined);
    this.first.then(
      () => void this.keepLooking(),
      () => this.close(),
    );
  }

  /** How it stands. Undefined: there is no such benchmark. Throws StoreUnavailable. */
  async known(): Promise<BenchmarkSummary | undefined> {
    await this.first;
    return this.row;
  }

  /** The newest that is known. */
  get newest(): BenchmarkSummary | undefined {
    return this.row;
  }

  /** Resolves when something newer than `known` is, or the time is over. Never rejects. */
  async news(known: BenchmarkSummary | undefined, ms: number, signal: AbortSignal): Promise<void> {
    if (this.row !== known) return;
    const over = new AbortController();
    const until = AbortSignal.any([signal, this.open.signal, over.signal]);
    const late = sleep(ms, undefined, { signal: until, ref: false }).catch(() => undefined);
    await Promise.race([this.waiting.promise, late]);
    over.abort();
  }

  close(): void {
    this.open.abort();
  }

  private async keepLooking(): Promise<void> {
    const { signal } = this.open;
    let isAway = false;
    for (let pause = SHORTEST; !signal.aborted; ) {
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        pause = (await this.look()) ? SHORTEST : Math.min(2 * pause, LONGEST);
        isAway = false;
      } catch (fault) {
        pause = LONGEST;
        if (!isAway) this.warn(fault);
        isAway = true;
      }
    }
  }

  /** Whether there was news. A fault in the middle loses nothing: what was read before it counts. */
  private async look(isFirst = false): Promise<boolean> {
    const before = isFirst ? undefined : this.row;
    let row = isFirst ? await this.begin() : before;
    try {
      const after = row === undefined ? 'no-stream' : BigInt(row.revision);
      for await (const event of this.store.read<BenchmarkEvent>(benchmarkStream(this.benchmarkId), after)) {
        const today = upcast(event, benchmarkSummary.upcasters);
        if (today) row = benchmarkSummary.evolve(row, today, this.benchmarkId);
        if (this.open.signal.aborted) return false;
      }
    } finally {
      if (row !== before) this.tell(row);
    }
    return row !== before;
  }

  private tell(row: BenchmarkSummary | undefined): void {
    this.row = row;
    this.waiting.resolve();
    this.waiting = Promise.withResolvers();
  }
}
