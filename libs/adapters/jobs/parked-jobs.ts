import type { SagaJob } from '#eventsourcing';
import { asking } from '../prisma/asking.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { sagaOf } from './queue-names.js';
import { reasonOf } from './reason.js';

/** A job whose last try has failed. */
export interface ParkedJob extends SagaJob {
  readonly id: string;
  readonly saga: string;
  readonly reason: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly failedAt: Date;
}

type Row = Omit<ParkedJob, 'saga' | 'reason'> & { readonly queue: string; readonly output: unknown };

/** Most that are listed. */
const LIMIT = 1_000;

/** The jobs that failed for good, for people to look at and to try again. */
export class ParkedJobs {
  constructor(private readonly prisma: PrismaClient) {}

  /** Last failed first, for a month. */
  async list(): Promise<readonly ParkedJob[]> {
    if (!(await asking(() => this.isInstalled()))) return [];
    const rows = await asking(
      () => this.prisma.$queryRaw<Row[]>`
        SELECT id::text, name AS queue, data->>'stream' AS stream, data->>'revision' AS revision, output,
               retry_count + 1 AS attempts, created_on AS "createdAt", completed_on AS "failedAt"
        FROM pgboss.job WHERE state = 'failed' AND data ? 'revision'
        ORDER BY completed_on DESC, id LIMIT ${LIMIT}`,
    );
    return rows.map(({ queue, output, ...job }) => ({ ...job, saga: sagaOf(queue), reason: reasonOf(output) }));
  }

  /** Gives a job one more try, at once. False: no such job is parked. */
  async retry(id: string): Promise<boolean> {
    if (!(await asking(() => this.isInstalled()))) return false;
    const [job] = await asking(
      () => this.prisma.$queryRaw<{ name: string }[]>`
        SELECT name FROM pgboss.job WHERE id::text = ${id} AND state = 'failed' AND data ? 'revision'`,
    );
    if (job) await asking(() => this.tryAgain(job.name, id));
    return job !== undefined;
  }

  /** Loads pg-boss only now: the API, which hardly ever needs it, is 5 MB smaller. */
  private async tryAgain(queue: string, id: string): Promise<void> {
    const { fromPrisma, PgBoss } = await import('pg-boss');
    const boss = new PgBoss({ db: fromPrisma(this.prisma), supervise: false, schedule: false, registerInstance: false });
    await boss.retry(queue, id);
  }

  /** No worker may have run yet. */
  private async isInstalled(): Promise<boolean> {
    const [found] = await this.prisma.$queryRaw<{ there: boolean }[]>`SELECT to_regclass('pgboss.job') IS NOT NULL AS there`;
    return found?.there === true;
  }
}
