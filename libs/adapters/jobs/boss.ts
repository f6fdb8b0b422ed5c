import { PgBoss, type JobWithMetadata, type QueueOptions } from 'pg-boss';
import type { SagaWorker } from '#eventsourcing';
import { connectionTo } from '../prisma/pool.js';
import { failed, isLong, queuesOf } from './queue-names.js';
import { SparingLog } from './sparing-log.js';

const DAY = 86_400;
/**
 * Of a worker that says nothing for so long, another takes the job; pg-boss takes no less. It is what tells that a
 * worker is dead: a job itself may take as long as pg-boss allows.
 */
export const LIFE = { heartbeatSeconds: 10, expireInSeconds: DAY };
/** What takes long may take a day more than any run. */
const LONG_LIFE = 8 * DAY;
/** A job waits for its turn as long as it takes; one that is done, or failed for good, can be looked at for a month. */
const KEEPING = { retentionSeconds: 365 * DAY, deleteAfterSeconds: 30 * DAY };
/** The last word on a job must be heard, however long that takes. */
const ALWAYS: QueueOptions = { retryLimit: 1_000_000, retryDelay: 10 };

/** Seconds. New jobs announce themselves; polling finds those whose time has come. */
export const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };

/** A pg-boss with few connections, that notices dead workers quickly. */
export function bossOf(connectionString: string): PgBoss {
  const watch = { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1, monitorVacuum: false };
  const spare = { schedule: false, registerInstance: false, useListenNotify: true, max: 3 };
  const boss = new PgBoss({ ...limitsOf(connectionString), ...watch, ...spare });
  const log = new SparingLog('Jobs');
  boss.on('error', ({ message }) => log.warn(message));
  boss.on('warning', ({ message }) => log.warn(message));
  return boss;
}

/** pg-boss hands them to `pg` as they are. */
function limitsOf(url: string) {
  const { stream, statement_timeout, connectionTimeoutMillis = 5_000 } = connectionTo(url);
  return { connectionString: url, connectionTimeoutMillis, stream, statement_timeout };
}

/** Creating a queue that exists changes nothing, so its settings are brought up to date apart. */
export async function openQueues(boss: PgBoss, saga: SagaWorker): Promise<void> {
  const { name, retry } = saga;
  const tries = {
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    retryDelayMax: retry.maxDelaySeconds,
    retryBackoff: true,
  };
  const settings = { ...LIFE, ...KEEPING, notify: true };
  const { expireInSeconds: _day, ...lasting } = settings;
  await boss.createQueue(failed(name));
  await boss.updateQueue(failed(name), { ...settings, ...ALWAYS });
  for (const queue of queuesOf(saga)) {
    await boss.createQueue(queue);
    await boss.updateQueue(queue, { ...(isLong(queue) ? lasting : settings), ...tries, deadLetter: failed(name) });
    if (isLong(queue)) await lengthen(boss, queue);
  }
}

/** pg-boss keeps to a longer life than a day, but has no other way to ask for it than its table. */
async function lengthen(boss: PgBoss, queue: string): Promise<void> {
  await boss.getDb().executeSql('UPDATE pgboss.queue SET expire_seconds = $2 WHERE name = $1', [queue, LONG_LIFE]);
}

/** What tells one try at a job from the next. */
export type TakenJob = Pick<JobWithMetadata, 'id' | 'name' | 'retryCount' | 'retryLimit'>;

/** Puts a job back into its queue, for its turn in so many seconds, with one more try for the one that was cut short. */
export async function handBack(boss: PgBoss, { id, name, retryCount, retryLimit }: TakenJob, seconds = 0): Promise<void> {
  const tx = await boss.getDb().beginTransaction?.();
  if (!tx) throw new Error('pg-boss has no transactions of its own.');
  try {
    const { db } = tx;
    // Only this try is cancelled: where another worker has the job meanwhile, it keeps it.
    await boss.cancel(name, { id, retryCount }, { db });
    await boss.resume(name, id, { db });
    await boss.update(name, undefined, { id, retryLimit: retryLimit + 1, ...(seconds > 0 && { startAfter: seconds }), db });
    await tx.commit();
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}
