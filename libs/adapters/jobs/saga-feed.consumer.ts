import { v5 } from 'uuid';
import type { Batch, Consumer, EventFilter, Recorded, SagaWorker } from '#eventsourcing';
import { Checkpoint } from '../prisma/checkpoint.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { queueOf } from './queue-names.js';
import type { SagaQueues } from './saga-queues.js';

const NAMESPACE = '5f0c3c1c-5f7e-4a0c-8a53-3c2f3a7d9b10';

/**
 * Makes a job of every fact one saga waits for. Jobs and checkpoint move in one transaction: none is lost. A saga
 * that is added later begins with the first event.
 */
export class SagaFeed implements Consumer {
  readonly name: string;
  readonly filter: EventFilter;
  private readonly place: Checkpoint;

  constructor(
    prisma: PrismaClient,
    private readonly queues: SagaQueues,
    private readonly saga: SagaWorker,
    prefix: string,
  ) {
    this.name = saga.name;
    this.filter = { prefix, types: saga.reactsTo };
    this.place = new Checkpoint(prisma, this.name);
  }

  checkpoint(): Promise<bigint | undefined> {
    return this.place.load();
  }

  async consume({ events, position }: Batch): Promise<void> {
    if (events.length === 0) return this.place.skip(position);
    const jobs = events.flatMap((event) => jobOf(event, this.saga) ?? []);
    const byQueue = Map.groupBy(jobs, ({ queue }) => queue);
    await this.place.advance(position, async (tx) => {
      for (const [queue, some] of byQueue) await this.queues.insert(tx, queue, some.map(({ job }) => job));
    });
  }
}

/** The same fact has another job in another queue, and in its own one always the same; what cannot be read has none. */
function jobOf(event: Recorded, saga: SagaWorker) {
  const { id, type, stream, revision, created } = event;
  const seconds = saga.delaySeconds(event);
  if (seconds === undefined) return undefined;
  const job = {
    id: v5(`${saga.name}/${id}`, NAMESPACE),
    data: { stream, revision: String(revision) },
    ...(seconds > 0 && { startAfter: new Date(created.getTime() + 1000 * seconds) }),
  };
  return { queue: queueOf(saga, type), job };
}
