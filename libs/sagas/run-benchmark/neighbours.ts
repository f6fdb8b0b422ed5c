import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, isRunning, type Benchmark } from '#domain';
import { Clock, RunningRuns, type RunningRun } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';

/** The runs that are at the same target at the same time. The read model names them, the log has the last word. */
@Injectable()
export class Neighbours {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly running: RunningRuns,
    private readonly clock: Clock,
  ) {}

  /**
   * How many others a run that wants its target for itself waits for: those that have begun there, and those that were created before
   * it and are ready to. Zero: its turn has come. Whoever waits so is waited for by younger ones only, so they never all wait for each
   * other. What has begun goes on, whichever worker has it: others wait for that.
   */
  async ahead(benchmarkId: string): Promise<number> {
    const waits = (benchmark: Benchmark) => isRunning(benchmark) && benchmark.request?.exclusive === true && benchmark.sent === 0;
    if (!(await this.benchmarks.query(benchmarkStream(benchmarkId), waits))) return 0;
    const own = await this.own(benchmarkId);
    return (await this.others(own)).filter((other) => other.hasBegun || (other.isReady && isOlder(other, own))).length;
  }

  /** Whoever begins later finds the other one, and tells both. */
  async note(benchmarkId: string, send: Send): Promise<void> {
    const own = await this.own(benchmarkId);
    for (const other of await this.others(own)) {
      if (!other.hasBegun) continue;
      const at = this.clock.now();
      await send({ type: 'NoteOverlap', data: { benchmarkId, at, otherId: other.id, otherName: other.name } });
      await send({ type: 'NoteOverlap', data: { benchmarkId: other.id, at, otherId: benchmarkId, otherName: own.name } });
    }
  }

  private async others(own: Own): Promise<readonly Neighbour[]> {
    const others: Neighbour[] = [];
    for (const other of await this.running.at(own.host)) {
      if (other.id === own.id) continue;
      const standing = (benchmark: Benchmark) => ({ hasBegun: hasBegun(benchmark), isReady: isReady(benchmark) });
      others.push({ ...other, ...(await this.benchmarks.query(benchmarkStream(other.id), standing)) });
    }
    return others;
  }

  private async own(id: string): Promise<Own> {
    const { benchmark_host: host, benchmark_name: name, at } = await this.benchmarks.query(benchmarkStream(id), ({ request }) => request!);
    return { id, name, host, createdAt: Math.floor(at / 1000) * 1000 };
  }
}

interface Own extends RunningRun {
  readonly host: string;
}

/** Another run at the target, as the log has it. */
interface Neighbour extends RunningRun {
  readonly hasBegun: boolean;
  readonly isReady: boolean;
}

const hasBegun = (benchmark: Benchmark): boolean => isRunning(benchmark) && benchmark.sent > 0;

/** Its documents are next. */
const isReady = (benchmark: Benchmark): boolean => isRunning(benchmark) && benchmark.project !== undefined;

const isOlder = (one: RunningRun, other: RunningRun): boolean =>
  one.createdAt < other.createdAt || (one.createdAt === other.createdAt && one.id < other.id);
