import { Blocked } from '#eventsourcing';
import type { Prisma, PrismaClient } from './generated/client.js';

/** A read model's name without its version. */
export const familyOf = (consumer: string): string => consumer.replace(/\.v\d+$/, '');

/** Somebody else moved this checkpoint: two processes run the same consumer. Starting over from there is safe. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/** The rows are of another version of the read model: folding into them would mix the two. A rebuild replaces them. */
export class OtherVersion extends Blocked {
  override readonly name = 'OtherVersion';

  constructor(wanted: string, found: string) {
    super(`The rows are those of ${found}; ${wanted} waits for \`slowking rebuild read-models\`.`);
  }
}

/** Milliseconds. What is skipped meanwhile is only looked at again after a crash. */
const EMPTY_MOVE = 5_000;

/** How far one consumer has read. It moves together with the consumer's own writes, so each event counts once. */
export class Checkpoint {
  private position: bigint | undefined;
  private movedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly consumer: string,
  ) {}

  async load(): Promise<bigint | undefined> {
    const found = await this.prisma.checkpoint.findUnique({ where: { consumer: this.consumer } });
    this.position = found?.position;
    return this.position;
  }

  /** The same of a read model. Throws OtherVersion where its rows are of another one. */
  async loadVersion(): Promise<bigint | undefined> {
    const position = await this.load();
    if (position !== undefined) return position;
    const family = familyOf(this.consumer);
    const others = await this.prisma.checkpoint.findMany({ where: { consumer: { startsWith: `${family}.v` } } });
    const other = others.find(({ consumer }) => familyOf(consumer) === family);
    if (other) throw new OtherVersion(this.consumer, other.consumer);
    return undefined;
  }

  /** Does the work and moves on, both or neither. */
  async advance(to: bigint, work: (tx: Prisma.TransactionClient) => Promise<void>): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      await this.move(tx, to);
      await work(tx);
    });
    this.arrived(to);
  }

  /** Moves on over what is of no interest: now and then, since nothing would be lost. */
  async skip(to: bigint): Promise<void> {
    if (performance.now() - this.movedAt < EMPTY_MOVE) return;
    await this.move(this.prisma, to);
    this.arrived(to);
  }

  private arrived(at: bigint): void {
    this.position = at;
    this.movedAt = performance.now();
  }

  /**
   * Compare and set. It comes first: the row's lock makes a second process wait, and then notice.
   * It need not wait for the disk: a crash takes what was written and the checkpoint back together.
   */
  private async move(tx: Prisma.TransactionClient, to: bigint): Promise<void> {
    const { consumer, position } = this;
    const moved =
      position === undefined
        ? await tx.$queryRaw<unknown[]>`
            INSERT INTO checkpoint (consumer, position) VALUES (${consumer}, ${to}) ON CONFLICT DO NOTHING
            RETURNING set_config('synchronous_commit', 'off', true)`
        : await tx.$queryRaw<unknown[]>`
            UPDATE checkpoint SET position = ${to} WHERE consumer = ${consumer} AND position = ${position}
            RETURNING set_config('synchronous_commit', 'off', true)`;
    if (moved.length !== 1) throw new CheckpointMoved(`${consumer} is no longer at ${position}.`);
  }
}
