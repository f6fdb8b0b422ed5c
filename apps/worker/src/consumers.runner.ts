import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { BlockedConsumers, ProcessLocks } from '#adapters';
import { Blocked, EventStore, subscribe, type Batch, type Consumer } from '#eventsourcing';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
/** After so many failures in a row, which take some seconds, people are told. */
const SEVERAL = 5;
const FAILING = 'It has failed several times in a row, and is tried again and again: the log of the worker says why.';

/** Everything that is fed from a subscription: projections, and the queues of the sagas. */
export abstract class Consumers {
  abstract readonly all: readonly Consumer[];
}

/** Keeps every consumer fed, by one worker at a time; one that throws starts again at its checkpoint, after a pause. */
@Injectable()
export class ConsumersRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Consumers');
  private readonly stopping = new AbortController();
  private running: Promise<void>[] = [];
  /** How often each has failed since it last got on. */
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly store: EventStore,
    private readonly consumers: Consumers,
    private readonly locks: ProcessLocks,
    private readonly blocked: BlockedConsumers,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.consumers.all.map((consumer) => this.run(consumer));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async run(consumer: Consumer): Promise<void> {
    const { signal } = this.stopping;
    for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const began = performance.now();
      try {
        await this.locks.hold(consumer.name, signal, (turn) => this.feed(consumer, turn));
      } catch (error) {
        if (signal.aborted) return;
        this.logger.error(`${consumer.name} starts again in ${pause} ms: ${String(error)}`);
        await this.tellOf(consumer, error);
      }
      if (performance.now() - began > LONGEST_PAUSE) pause = FIRST_PAUSE;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One that has failed several times has got on with its next event, or when it has waited for one in peace. */
  private async feed(consumer: Consumer, turn: AbortSignal): Promise<void> {
    let peace: NodeJS.Timeout | undefined;
    const wait = () => {
      if (this.isFailing(consumer)) peace = setTimeout(() => void this.tell(this.blocked.remove(consumer.name)), LONGEST_PAUSE);
    };
    const checkpoint = async () => {
      const from = await consumer.checkpoint();
      if (!this.isFailing(consumer)) await this.tell(this.blocked.remove(consumer.name));
      return from;
    };
    const consume = async (batch: Batch) => {
      clearTimeout(peace);
      await consumer.consume(batch);
      if (batch.events.length > 0) await this.getsOn(consumer);
      wait();
    };
    wait();
    await subscribe(this.store, { name: consumer.name, filter: consumer.filter, checkpoint, consume }, turn).finally(() => clearTimeout(peace));
  }

  private async getsOn(consumer: Consumer): Promise<void> {
    const wasFailing = this.isFailing(consumer);
    this.failures.delete(consumer.name);
    if (wasFailing) await this.tell(this.blocked.remove(consumer.name));
  }

  private isFailing({ name }: Consumer): boolean {
    return (this.failures.get(name) ?? 0) >= SEVERAL;
  }

  /** What an error says is for the log alone, unless it was made for people. */
  private async tellOf(consumer: Consumer, error: unknown): Promise<void> {
    const { name } = consumer;
    if (error instanceof Blocked) {
      this.failures.delete(name);
      return this.tell(this.blocked.add(name, error.message));
    }
    this.failures.set(name, (this.failures.get(name) ?? 0) + 1);
    if (this.isFailing(consumer)) await this.tell(this.blocked.add(name, FAILING));
  }

  /** What cannot be told keeps no consumer from its work. */
  private async tell(telling: Promise<void>): Promise<void> {
    await telling.catch((error: unknown) => this.logger.warn(`Who is blocked cannot be told: ${String(error)}`));
  }
}
