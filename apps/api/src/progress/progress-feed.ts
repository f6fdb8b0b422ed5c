import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventStore, Overloaded, Refusal } from '#eventsourcing';
import { BenchmarkSummaries, type BenchmarkSummary } from '#read-models';
import { WatchedBenchmark } from './watched-benchmark.js';

/** More than this who watch at a time are an overload. */
const WATCHERS = 1000;
/** Milliseconds that the read model may take to say where to begin. */
const PATIENCE = 3000;

/** A seat in front of a benchmark. */
export interface Seat {
  readonly benchmark: WatchedBenchmark;
  /** Aborted when the seat is left, and when the process ends. */
  readonly signal: AbortSignal;
  /** To leave twice is to leave. */
  leave(): void;
}

/** How benchmarks stand, for those who watch: each is looked at once, however many watch it, and by nobody not at all. */
@Injectable()
export class ProgressFeed implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Progress');
  private readonly watched = new Map<string, { benchmark: WatchedBenchmark; seats: number }>();
  private readonly closing = new AbortController();
  private taken = 0;

  constructor(
    private readonly store: EventStore,
    private readonly summaries: BenchmarkSummaries,
  ) {}

  /** How many watch. */
  get watchers(): number {
    return this.taken;
  }

  /** Throws the refusal NotFound, StoreUnavailable, Overloaded. */
  async join(benchmarkId: string): Promise<Seat> {
    if (this.taken >= WATCHERS || this.closing.signal.aborted) throw new Overloaded(`${this.taken} watch already.`);
    const entry = this.watched.get(benchmarkId) ?? { benchmark: this.open(benchmarkId), seats: 0 };
    this.watched.set(benchmarkId, entry);
    entry.seats += 1;
    this.taken += 1;
    const left = new AbortController();
    const leave = () => {
      if (left.signal.aborted) return;
      left.abort();
      this.taken -= 1;
      entry.seats -= 1;
      if (entry.seats > 0) return;
      entry.benchmark.close();
      this.watched.delete(benchmarkId);
    };
    try {
      if ((await entry.benchmark.known()) === undefined) throw new Refusal('NotFound', 'There is no such benchmark.');
    } catch (error) {
      leave();
      throw error;
    }
    return { benchmark: entry.benchmark, signal: AbortSignal.any([left.signal, this.closing.signal]), leave };
  }

  beforeApplicationShutdown(): void {
    this.closing.abort();
  }

  private open(benchmarkId: string): WatchedBenchmark {
    const begin = () => this.begin(benchmarkId);
    return new WatchedBenchmark(benchmarkId, this.store, begin, (fault) =>
      this.logger.warn(`Benchmark ${benchmarkId} is looked at again in a moment: ${String(fault)}`),
    );
  }

  /** The read model saves reading the stream from its beginning; without it, that is what is done. */
  private async begin(benchmarkId: string): Promise<BenchmarkSummary | undefined> {
    try {
      const late = sleep(PATIENCE, undefined, { ref: false });
      return await Promise.race([this.summaries.find(benchmarkId), late]);
    } catch (fault) {
      this.logger.warn(`The read model is not there, the log is read instead: ${String(fault)}`);
      return undefined;
    }
  }
}
