import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Optional } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, isRunning, type Benchmark } from '#domain';
import { Clock, RunningRuns, type RunningRun } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';

/** Milliseconds between looks at whether it is a run's turn. */
const LOOK = 1000;
/**
 * So many looks while nobody has begun are waited for each that comes first. One that does not begin by then cannot: its worker
 * is gone, or has as many jobs as it does at a time, all of which wait for this one.
 */
const PATIENCE = 30;

/** The runs that are at the same target at the same time. The read model names them, the log has the last word. */
@Injectable()
export class Neighbours {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly running: RunningRuns,
    private readonly clock: Clock,
    @Optional() private readonly look: number = LOOK,
  ) {}

  /**
   * A run that wants its target for itself waits until no other has begun there, nor one that was created before it is ready to;
   * or until it is over. Whoever waits so is waited for by younger ones only, so they never all wait for each other. What has
   * begun goes on, whichever worker has it: others wait for that.
   */
  async turn(benchmarkId: string, signal: AbortSignal): Promise<void> {
    if (!(await this.isStill(benchmarkId, ({ request, sent }) => request?.exclusive === true && sent === 0))) return;
    const own = await this.own(benchmarkId);
    for (let quiet = 0; await this.isStill(benchmarkId, isRunning); await sleep(this.look, undefined, { signal })) {
      const others = await this.others(own);
      const hasCompany = others.some(({ hasBegun }) => hasBegun);
      const first = others.filter((other) => other.isReady && isOlder(other, own));
      if (!hasCompany && quiet >= PATIENCE * first.length) return;
      quiet = hasCompany ? 0 : quiet + 1;
    }
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

  private isStill(benchmarkId: string, is: (benchmark: Benchmark) => boolean): Promise<boolean> {
    return this.benchmarks.query(benchmarkStream(benchmarkId), is);
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
