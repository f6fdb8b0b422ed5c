import { CommandBus } from '@nestjs/cqrs';
import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates, ExecuteBenchmarkCommand } from '#commands';
import {
  benchmarkUpcasters,
  plainText,
  type Benchmark,
  type BenchmarkCommand,
  type BenchmarkEvent,
} from '#domain';
import {
  EventStore,
  NotYet,
  Refusal,
  upcast,
  type Outcome,
  type Recorded,
  type RetryPolicy,
  type Saga,
  type SagaJob,
  type SagaTry,
  type SagaWorker,
} from '#eventsourcing';
import { ArtifactChanged, ArtifactMissing, Clock, PlatformRefused } from '#ports';
import { TooManyRequests } from './run-benchmark/too-many-requests.js';

/** What every effect has: whose it is, and its name, which is that of the step. */
export interface Effect {
  readonly type: string;
  readonly benchmarkId: string;
}

/** Sends a command that follows from the fact at hand. */
export type Send = (command: BenchmarkCommand) => Promise<Outcome<BenchmarkEvent>>;

/** Carries out a saga's effects; each records its outcome before it resolves. */
export interface Effects<E extends Effect> {
  perform(effect: E, send: Send, turn: SagaTry): Promise<void>;
  readonly retry: RetryPolicy;
  /** Whether the run cannot go on without the effect. */
  isFatal(effect: E): boolean;
}

/** What every saga works with. */
@Injectable()
export class SagaTools {
  constructor(
    readonly store: EventStore,
    readonly benchmarks: BenchmarkAggregates,
    readonly bus: CommandBus,
    readonly clock: Clock,
  ) {}
}

/**
 * Job in, effect out, commands back. An effect that fails for good is a fact of its benchmark. Where that ends the run, the
 * job is done; where it does not, the job fails, too, so that people can have it tried again once its cause is gone.
 */
export class BenchmarkSagaWorker<E extends Effect> implements SagaWorker {
  readonly name: string;
  readonly reactsTo: readonly string[];
  readonly takesLong: readonly string[];
  readonly retry: RetryPolicy;

  constructor(
    private readonly saga: Saga<Benchmark, BenchmarkEvent, E>,
    private readonly effects: Effects<E>,
    private readonly tools: SagaTools,
  ) {
    ({ name: this.name, reactsTo: this.reactsTo, takesLong: this.takesLong = [] } = saga);
    this.retry = effects.retry;
  }

  delaySeconds(event: Recorded): number | undefined {
    const fact = upcast(event as Recorded<BenchmarkEvent>, benchmarkUpcasters);
    return fact && (this.saga.delaySeconds?.(fact) ?? 0);
  }

  async perform(job: SagaJob, turn: SagaTry): Promise<void> {
    const { effect, send } = await this.turnAt(job);
    if (!effect) return;
    try {
      await this.effects.perform(effect, send, turn);
    } catch (error) {
      if (error instanceof NotYet) throw error;
      const isFatal = this.effects.isFatal(effect);
      const willRetry = !turn.isLast && !(isFatal && isHopeless(error));
      if (!turn.signal.aborted) await this.record(effect, send, reasonOf(error), willRetry);
      const isOver = isFatal && !willRetry;
      if (!isOver || turn.signal.aborted) throw error;
    }
  }

  async giveUp(job: SagaJob, reason: string): Promise<void> {
    const { effect, send } = await this.turnAt(job);
    if (effect) await this.record(effect, send, reason, false);
  }

  private async record(effect: E, send: Send, reason: string, willRetry: boolean): Promise<void> {
    const { benchmarkId, type: step } = effect;
    const isFatal = this.effects.isFatal(effect);
    const data = { benchmarkId, at: this.tools.clock.now(), step, message: plainText(reason), willRetry, isFatal };
    await send({ type: 'RecordError', data });
  }

  /** What is to be done about the fact, now that everything after it is known, too. */
  private async turnAt({ stream, revision }: SagaJob): Promise<{ effect: E | undefined; send: Send }> {
    const fact = await this.fact(stream, BigInt(revision));
    const send: Send = (command) => this.tools.bus.execute(new ExecuteBenchmarkCommand(command, fact?.id));
    if (!fact) return { effect: undefined, send };
    const effect = await this.tools.benchmarks.query(stream, (benchmark) => this.saga.react(fact, benchmark));
    return { effect, send };
  }

  private async fact(stream: string, revision: bigint): Promise<Recorded<BenchmarkEvent> | undefined> {
    const before = revision === 0n ? 'no-stream' : revision - 1n;
    for await (const event of this.tools.store.read<BenchmarkEvent>(stream, before)) {
      return upcast(event, benchmarkUpcasters);
    }
    throw new Error(`${stream} has no event ${revision}.`);
  }
}

/** To try again would come to the same. */
function isHopeless(error: unknown): boolean {
  return [PlatformRefused, ArtifactMissing, ArtifactChanged, TooManyRequests, Refusal].some((kind) => error instanceof kind);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
