import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { fromPrisma, type JobInsert, type JobWithMetadata, type PgBoss } from 'pg-boss';
import { NotYet, type SagaJob, type SagaWorker } from '#eventsourcing';
import type { Prisma } from '../prisma/generated/client.js';
import { bossOf, handBack, openQueues, POLLING, type TakenJob } from './boss.js';
import { failed, isLong, queuesOf } from './queue-names.js';
import { reasonOf } from './reason.js';
import { SparingLog } from './sparing-log.js';

/** How jobs are worked off. */
export interface SagaQueuesOptions {
  /** How many jobs of a queue a process works on at a time; missing: 4, or 32 where they take long. */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** Milliseconds that a stop waits for the jobs at hand. */
  readonly patience?: number;
}

/** Uploads wait more than they work, and share the memory that their documents may take. */
const LONG_AT_ONCE = 32;
const AT_ONCE = 4;

/** A queue for each saga, another one for its jobs that take long, and one behind both for those that failed for good. */
@Injectable()
export class SagaQueues implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly boss: PgBoss;
  private readonly log = new SparingLog('Jobs');
  private readonly stopping = new AbortController();
  /** A job may be here twice: a try that was believed to be dead, and the next one. */
  private readonly atHand = new Set<{ readonly job: TakenJob; readonly done: Promise<unknown> }>();

  constructor(
    connectionString: string,
    private readonly sagas: readonly SagaWorker[],
    private readonly options: SagaQueuesOptions = {},
  ) {
    this.boss = bossOf(connectionString);
  }

  /** Adds jobs within the transaction. Those that are there already stay as they are. */
  async insert(tx: Prisma.TransactionClient, queue: string, jobs: JobInsert<SagaJob>[]): Promise<void> {
    await this.boss.insert(queue, jobs, { db: fromPrisma(tx) });
  }

  /** Queues are there before the first job comes. */
  async onModuleInit(): Promise<void> {
    await this.boss.start();
    for (const saga of this.sagas) await openQueues(this.boss, saga);
  }

  /** Not before every command has its handler. */
  async onApplicationBootstrap(): Promise<void> {
    for (const saga of this.sagas) {
      const options = { ...POLLING, includeMetadata: true } as const;
      for (const queue of queuesOf(saga)) {
        const localConcurrency = this.options.concurrency?.[queue] ?? (isLong(queue) ? LONG_AT_ONCE : AT_ONCE);
        await this.boss.work(queue, { ...options, localConcurrency }, ([job]: JobWithMetadata<SagaJob>[]) =>
          this.take(job!, (signal) => saga.perform(job!.data, turnOf(job!, signal))),
        );
      }
      await this.boss.work(failed(saga.name), options, ([job]: JobWithMetadata<SagaJob>[]) =>
        this.take(job!, () => saga.giveUp(job!.data, reasonOf(job!.sourceOutput))),
      );
    }
  }

  /** Tells the jobs at hand, waits for them for a while, and hands back what is left, for another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('This process is about to stop.'));
    for (const saga of this.sagas) {
      const queues = [...queuesOf(saga), failed(saga.name)];
      await Promise.all(queues.map((queue) => this.boss.offWork(queue, { wait: false })));
    }
    await within(this.options.patience ?? 3_000, Promise.allSettled([...this.atHand].map(({ done }) => done)));
    // One that cannot be handed back is taken over once its heartbeat is missed.
    const left = [...this.atHand].map(({ job }) => handBack(this.boss, job).catch((error) => this.log.warn(String(error))));
    await within(1_000, Promise.all(left));
    await within(1_000, this.boss.stop({ timeout: 1_000 }));
  }

  /** A job that a stop interrupts has not failed, nor has one whose turn has not come. */
  private async take(job: JobWithMetadata<SagaJob>, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    const done = Promise.resolve().then(() => work(AbortSignal.any([job.signal, signal])));
    const entry = { job, done };
    this.atHand.add(entry);
    try {
      await done;
    } catch (error) {
      const isEarly = error instanceof NotYet;
      if (!signal.aborted && !isEarly) throw error;
      await handBack(this.boss, job, isEarly ? error.seconds : 0);
    } finally {
      this.atHand.delete(entry);
    }
  }
}

const turnOf = ({ retryCount, retryLimit }: JobWithMetadata, signal: AbortSignal) => ({
  attempt: retryCount + 1,
  isLast: retryCount >= retryLimit,
  signal,
});

const within = async (milliseconds: number, work: Promise<unknown>): Promise<void> => {
  const enough = new AbortController();
  await Promise.race([work, sleep(milliseconds, undefined, enough).catch(() => undefined)]).finally(() => enough.abort());
};
