import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { WholeLog } from '#eventsourcing';
import type { PrismaClient } from '../prisma/generated/client.js';
import { READ_MODELS, type ReadModel } from '../prisma/read-model.js';
import { compare, type Sessions } from './comparison.js';
import { Filling } from './filling.js';
import { NO_NEWS, type RebuildNews, type TableComparison } from './rebuild-news.js';
import { Shadow } from './shadow.js';
import { dropTables, exchange, isBusy, makeTables } from './shadow-tables.js';

/** Fewer new events than this are brought in while the projections wait. */
const FEW = 500;
/** How often the exchange is tried; milliseconds in between, at most. */
const TRIES = 50;
const PAUSE = 1_000;
/** Milliseconds between news. */
const OFTEN = 250;

/** Everything that a rebuild can reach: the log, which it can only read, and the database. */
export interface RebuildParts extends Sessions {
  readonly log: WholeLog;
  /** Writes the new rows, several statements at a time. */
  readonly prisma: PrismaClient;
  readonly models?: readonly ReadModel[];
  /** Whether the new tables are taken though they differ. */
  readonly acceptDifferences: boolean;
  tell(news: RebuildNews): Promise<void>;
}

/** Fills new tables from the log, compares them with the live ones, and puts them in their place. */
export class Rebuild {
  private news = NO_NEWS;

  constructor(private readonly parts: RebuildParts) {}

  /** Answers how it ended. Throws what kept it from ending; then the live tables are as they were. */
  async run(): Promise<RebuildNews> {
    const { session, log, prisma, models = READ_MODELS } = this.parts;
    const schema = await makeTables(session, models);
    const shadows = models.map((model) => new Shadow(model, schema));
    const filling = new Filling(log, prisma, shadows);
    await this.fill(filling);
    await this.tell({ phase: 'comparing' });
    for (const { name } of models) await session.query(`ANALYZE ${schema}.${name}`);
    const tables = await compare(this.parts, filling, shadows);
    await this.tell({ phase: 'switching', tables });
    if (!this.isWanted(tables)) {
      await dropTables(session);
      return this.tell({ phase: 'different' });
    }
    await this.switchOver(schema, models, filling, shadows);
    return this.tell({ phase: 'switched', events: filling.events, total: filling.events });
  }

  private isWanted(tables: readonly TableComparison[]): boolean {
    return this.parts.acceptDifferences || tables.every(({ result }) => result !== 'different');
  }

  private async fill(filling: Filling): Promise<void> {
    const end = await this.parts.log.end();
    const began = performance.now();
    const progress = () => {
      const { events, position } = filling;
      const share = end === undefined || end <= 0n ? 1 : Math.min(1, Math.max(0, Number(position)) / Number(end));
      const eventsPerSecond = Math.round((1000 * events) / (performance.now() - began));
      return { phase: 'filling', events, total: share > 0 ? Math.round(events / share) : 0, eventsPerSecond } as const;
    };
    const timer = setInterval(() => void this.tell(progress()), OFTEN);
    try {
      await this.tell(progress());
      await filling.pass();
    } finally {
      clearInterval(timer);
    }
    await this.tell({ ...progress(), total: filling.events });
  }

  private async switchOver(schema: string, models: readonly ReadModel[], filling: Filling, shadows: readonly Shadow[]): Promise<void> {
    const fillUp = async () => {
      await filling.pass();
      return new Map(shadows.map(({ consumer, reached }) => [consumer, reached]));
    };
    for (let left = TRIES; ; left -= 1) {
      for (let round = 0; round < TRIES && (await filling.pass()) > FEW; round += 1);
      try {
        return await exchange(this.parts.session, schema, models, fillUp);
      } catch (error) {
        if (!isBusy(error) || left === 1) throw error;
        await sleep(PAUSE * Math.random());
      }
    }
  }

  private async tell(more: Partial<RebuildNews>): Promise<RebuildNews> {
    this.news = { ...this.news, ...more };
    await this.parts.tell(this.news);
    return this.news;
  }
}

/** Keeps another rebuild out for as long as the session lasts. False: there is one. */
export async function takeLock(session: Client): Promise<boolean> {
  const { rows } = await session.query<{ taken: boolean }>("SELECT pg_try_advisory_lock(hashtextextended('slowking rebuild', 0)) AS taken");
  return rows[0]?.taken === true;
}
