import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { onlyReading, type WholeLog } from '#eventsourcing';
import { Database } from '../prisma/database.js';
import { connectionTo, openPool } from '../prisma/pool.js';
import type { RebuildNews } from './rebuild-news.js';
import { NO_NEWS } from './rebuild-news.js';
import { Rebuild, takeLock } from './rebuild.js';

/** Of connections that write rows. What they wrote is durable with the exchange, which comes after. */
const POOL = { size: 6, options: '-c synchronous_commit=off' };
/** Milliseconds: a statement over a whole table may take its time; an open transaction that does nothing may not. */
const LONG = 15 * 60_000;
const IDLE = 60_000;
/** The server, too, lets go of a peer that has gone without a word: with it goes the lock. */
const KEEPALIVE = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c timezone=UTC';
/** Milliseconds that a rebuild which is about to end may take. */
const LOCK_PATIENCE = 20_000;

/** What a rebuild is told. */
export interface RebuildOrder {
  readonly rebuildId: string;
  readonly acceptDifferences: boolean;
}

/**
 * A rebuild with everything it needs, and nothing that could act: of the log it can only read, of the database it knows
 * the tables of the read models, their checkpoints and its own news.
 */
export async function rebuildReadModels(log: WholeLog, databaseUrl: string, order: RebuildOrder): Promise<RebuildNews> {
  const database = new Database(openPool(databaseUrl, POOL));
  const [session, witness] = [longSession(databaseUrl), longSession(databaseUrl)];
  const newspaper = new Newspaper(database, order.rebuildId);
  try {
    await Promise.all([session.connect(), witness.connect()]);
    await untilLocked(session);
    const { acceptDifferences } = order;
    const tell = (news: RebuildNews) => newspaper.print(news);
    return await new Rebuild({ log: onlyReading(log), prisma: database, session, witness, acceptDifferences, tell }).run();
  } catch (error) {
    await newspaper.print({ ...newspaper.last, phase: 'failed', error: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    await Promise.allSettled([session.end(), witness.end()]);
    await database.onApplicationShutdown();
  }
}

function longSession(url: string): Client {
  const limits = { statement_timeout: LONG, idle_in_transaction_session_timeout: IDLE, options: KEEPALIVE };
  const client = new Client({ ...connectionTo(url, LONG), ...limits });
  // Whoever asks something gets the error, too; unheard, it would end the process.
  client.on('error', () => undefined);
  return client;
}

async function untilLocked(session: Client): Promise<void> {
  for (const deadline = performance.now() + LOCK_PATIENCE; !(await takeLock(session)); await sleep(500)) {
    if (performance.now() > deadline) throw new Error('Another rebuild of the read models is running.');
  }
}

/** Writes down how far a rebuild is, one word after another. That it could not is no reason to end. */
class Newspaper {
  last = NO_NEWS;
  private printed: Promise<void> = Promise.resolve();
  private readonly logger = new Logger('Rebuild');

  constructor(
    private readonly database: Database,
    private readonly rebuildId: string,
  ) {}

  print(news: RebuildNews): Promise<void> {
    this.last = news;
    this.printed = this.printed.then(() => this.write(news)).catch((error) => this.logger.warn(`News are lost: ${String(error)}`));
    return this.printed;
  }

  private async write(news: RebuildNews): Promise<void> {
    await this.database.$executeRaw`
      INSERT INTO rebuild (rebuild_id, news, updated_at) VALUES (${this.rebuildId}, ${JSON.stringify(news)}::jsonb, now())
      ON CONFLICT (rebuild_id) DO UPDATE SET news = excluded.news, updated_at = excluded.updated_at`;
  }
}
