import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { BlockedConsumers, ProcessLocks } from '#adapters';
import { Blocked, EventStore, subscribe, type Consumer } from '#eventsourcing';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;

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
        await this.locks.hold(consumer.name, signal, (turn) => subscribe(this.store, this.unblocked(consumer), turn));
      } catch (error) {
        if (signal.aborted) return;
        this.logger.error(`${consumer.name} starts again in ${pause} ms: ${String(error)}`);
        if (error instanceof Blocked) await this.tell(this.blocked.add(consumer.name, error.message));
      }
      if (performance.now() - began > LONGEST_PAUSE) pause = FIRST_PAUSE;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One that knows where to begin waits for nobody. */
  private unblocked(consumer: Consumer): Consumer {
    const checkpoint = async () => {
      const from = await consumer.checkpoint();
      await this.tell(this.blocked.remove(consumer.name));
      return from;
    };
    return { name: consumer.name, filter: consumer.filter, checkpoint, consume: (batch) => consumer.consume(batch) };
  }

  /** What cannot be told keeps no consumer from its work. */
  private async tell(telling: Promise<void>): Promise<void> {
    await telling.catch((error: unknown) => this.logger.warn(`Who is blocked cannot be told: ${String(error)}`));
  }
}
