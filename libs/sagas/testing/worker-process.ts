import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { BenchmarkAggregates, ExecuteBenchmarkCommand, ProjectLinks } from '#commands';
import { benchmarkStream, type Benchmark, type BenchmarkCommand, type BenchmarkEvent } from '#domain';
import { ask, benchmarkId, created } from '#domain/testing';
import type { Outcome, SagaTry, SagaWorker } from '#eventsourcing';
import { Sagas } from '../sagas.js';
import type { World } from './world.js';

/** A worker with its own memory, and what the API does where the test needs it. */
export class WorkerProcess {
  readonly workers: readonly SagaWorker[];

  constructor(
    private readonly app: INestApplicationContext,
    private readonly world: World,
  ) {
    this.workers = app.get(Sagas).workers;
  }

  /** Somebody asks for the benchmark of the samples. */
  async start(changes: Parameters<typeof ask.create>[0] = {}): Promise<void> {
    await this.world.credentials.keep(benchmarkId, { username: created.data.username, password: 'correct horse' });
    await this.send(ask.create(changes));
  }

  /** The same, walked through to where the documents are about to be uploaded. */
  async startAndPrepare(changes: Parameters<typeof ask.create>[0] = {}): Promise<void> {
    await this.start(changes);
    await this.perform('run-benchmark', 'BenchmarkCreated');
    await this.perform('run-benchmark', 'PlanCompleted');
  }

  send(command: BenchmarkCommand): Promise<Outcome<BenchmarkEvent>> {
    return this.app.get(CommandBus).execute(new ExecuteBenchmarkCommand(command));
  }

  /** The instrumentation of the platform arrives: times in seconds after the samples' start. */
  async report(name: string, times: { start?: number; end?: number }): Promise<void> {
    const found = await this.app.get(ProjectLinks).find(created.data.benchmark_host, this.world.platform.project.projectId);
    if (found !== benchmarkId) throw new Error('Nobody made this project.');
    await this.send(ask.update(name, times));
  }

  /** A saga's turn at the newest fact of a type. */
  async perform(saga: string, type: BenchmarkEvent['type'], turn: Partial<SagaTry> = {}): Promise<void> {
    await this.worker(saga).perform(await this.job(type), { ...firstTry(), ...turn });
  }

  async giveUp(saga: string, type: BenchmarkEvent['type'], reason: string): Promise<void> {
    await this.worker(saga).giveUp(await this.job(type), reason);
  }

  see<Seen>(select: (benchmark: Benchmark) => Seen): Promise<Seen> {
    return this.app.get(BenchmarkAggregates).query(benchmarkStream(benchmarkId), select);
  }

  private async job(type: BenchmarkEvent['type']) {
    const fact = (await this.world.history()).findLast((event) => event.type === type);
    if (!fact) throw new Error(`There is no ${type}.`);
    return { stream: fact.stream, revision: String(fact.revision) };
  }

  private worker(name: string): SagaWorker {
    const worker = this.workers.find((each) => each.name === name);
    if (!worker) throw new Error(`There is no saga ${name}.`);
    return worker;
  }
}

const firstTry = (): SagaTry => ({ attempt: 1, isLast: false, signal: new AbortController().signal });
