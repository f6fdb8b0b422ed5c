import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { PrismaClient } from './generated/client.js';

/** Milliseconds: Prisma's own are made for short transactions of few rows. */
const TRANSACTIONS = { maxWait: 10_000, timeout: 120_000 };
const LONGEST_GOODBYE = 5_000;

/** The read side's database, over a pool that it owns. Nest closes it last, when nobody uses it any more. */
@Injectable()
export class Database extends PrismaClient implements OnApplicationShutdown {
  constructor(readonly pool: Pool) {
    super({ adapter: new PrismaPg(pool), transactionOptions: TRANSACTIONS });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
    if (!this.pool.ending) await Promise.race([this.pool.end(), sleep(LONGEST_GOODBYE, undefined, { ref: false })]);
  }
}
