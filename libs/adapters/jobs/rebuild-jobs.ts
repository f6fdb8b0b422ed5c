import { ReadSideUnavailable } from '#read-models';
import { asking } from '../prisma/asking.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { NO_NEWS, type RebuildNews } from '../rebuild/rebuild-news.js';
import { reasonOf } from './reason.js';

/** The queue of rebuilds. It holds one that is not over at most. */
export const REBUILDS = 'rebuild-read-models';

/** What is known of a rebuild, whether or not it has begun. */
export interface RebuildState extends RebuildNews {
  readonly rebuildId: string;
  readonly acceptDifferences: boolean;
  readonly askedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

interface Row extends Omit<RebuildState, keyof RebuildNews> {
  readonly state: string;
  readonly output: unknown;
  readonly news: RebuildNews | null;
}

/** Asks for rebuilds of the read models, and tells how they are getting on. */
export class RebuildJobs {
  constructor(private readonly prisma: PrismaClient) {}

  /** Asks for one; where one is not over yet, that is the one. Throws ReadSideUnavailable before any worker has run. */
  async ask(acceptDifferences: boolean): Promise<RebuildState> {
    if (!(await asking(() => this.isInstalled()))) throw new ReadSideUnavailable('No worker has run yet that could rebuild.');
    await asking(() => this.insert({ acceptDifferences }));
    const state = await this.latest();
    if (!state) throw new ReadSideUnavailable('The rebuild that was asked for is gone.');
    return state;
  }

  /** The last one that was asked for. */
  async latest(): Promise<RebuildState | undefined> {
    if (!(await asking(() => this.isInstalled()))) return undefined;
    const [row] = await asking(
      () => this.prisma.$queryRaw<Row[]>`
        SELECT id::text AS "rebuildId", coalesce((data->>'acceptDifferences')::boolean, false) AS "acceptDifferences",
               created_on AS "askedAt", started_on AS "startedAt", completed_on AS "endedAt", state::text, output, news
        FROM pgboss.job LEFT JOIN rebuild ON rebuild_id = id::text
        WHERE name = ${REBUILDS} ORDER BY created_on DESC LIMIT 1`,
    );
    return row && stateOf(row);
  }

  /** Loads pg-boss only now, as it is hardly ever needed. */
  private async insert(data: object): Promise<void> {
    const { fromPrisma, PgBoss } = await import('pg-boss');
    const boss = new PgBoss({ db: fromPrisma(this.prisma), supervise: false, schedule: false, registerInstance: false });
    await boss.send(REBUILDS, data);
  }

  /** Workers make the queue. */
  private async isInstalled(): Promise<boolean> {
    const [found] = await this.prisma.$queryRaw<{ there: boolean }[]>`SELECT to_regclass('pgboss.queue') IS NOT NULL AS there`;
    if (found?.there !== true) return false;
    return (await this.prisma.$queryRaw<unknown[]>`SELECT 1 FROM pgboss.queue WHERE name = ${REBUILDS}`).length > 0;
  }
}

/**
 * A try that was cut short is followed by another, and only the last one's failure is the rebuild's. It is over when its
 * job is: not before can there be another one.
 */
function stateOf({ state, output, news, ...job }: Row): RebuildState {
  const told = news ?? NO_NEWS;
  if (state === 'completed') return { ...told, ...job };
  if (state === 'failed' || state === 'cancelled') return { ...told, ...job, phase: 'failed', error: told.error ?? reasonOf(output) };
  const goesOn = state === 'active' && told.phase !== 'failed';
  const isAlmostOver = told.phase === 'switched' || told.phase === 'different';
  return { ...told, ...job, phase: !goesOn ? 'waiting' : isAlmostOver ? 'switching' : told.phase, endedAt: null };
}
