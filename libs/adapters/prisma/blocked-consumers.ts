import { asking } from './asking.js';
import type { PrismaClient } from './generated/client.js';

/** A consumer that does not get on, why, and since when. */
export interface BlockedConsumer {
  readonly consumer: string;
  readonly reason: string;
  readonly since: Date;
}

/** Which consumers wait for people, or fail again and again: written by the worker that runs them, for whoever looks at the system from outside. */
export class BlockedConsumers {
  constructor(private readonly prisma: PrismaClient) {}

  /** As long as it is blocked, `since` stays. */
  async add(consumer: string, reason: string): Promise<void> {
    await asking(
      () => this.prisma.$executeRaw`
        INSERT INTO blocked_consumer (consumer, reason, since) VALUES (${consumer}, ${reason}, now())
        ON CONFLICT (consumer) DO UPDATE SET reason = excluded.reason`,
    );
  }

  async remove(consumer: string): Promise<void> {
    await asking(() => this.prisma.$executeRaw`DELETE FROM blocked_consumer WHERE consumer = ${consumer}`);
  }

  list(): Promise<readonly BlockedConsumer[]> {
    return asking(() => this.prisma.blockedConsumer.findMany());
  }
}
