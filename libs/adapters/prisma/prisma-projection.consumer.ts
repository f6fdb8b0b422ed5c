import { Logger } from '@nestjs/common';
import {
  partsOf,
  project,
  tooLong,
  upcast,
  type Batch,
  type Consumer,
  type Event,
  type EventFilter,
  type Projection,
  type Recorded,
} from '#eventsourcing';
import { Checkpoint } from './checkpoint.js';
import type { Prisma, PrismaClient } from './generated/client.js';
import type { Table } from './table.js';

/** Rows of a statement. More would cost memory, and gain nothing. */
const ROWS = 5_000;

/** Runs a projection over Prisma. Rows and checkpoint move in one transaction. */
export class PrismaProjectionConsumer<Row, E extends Event> implements Consumer {
  readonly name: string;
  readonly filter: EventFilter;
  private readonly place: Checkpoint;
  private readonly logger = new Logger('Projections');

  constructor(
    prisma: PrismaClient,
    private readonly projection: Projection<Row, E>,
    private readonly table: Table<Row>,
  ) {
    const { name, streamPrefix: prefix, types } = projection;
    this.name = name;
    this.filter = { prefix, ...(types && { types }) };
    this.place = new Checkpoint(prisma, name);
  }

  checkpoint(): Promise<bigint | undefined> {
    return this.place.loadVersion();
  }

  async consume({ events, position }: Batch): Promise<void> {
    if (events.length === 0) return this.place.skip(position);
    const today = this.readable(events);
    this.tellTooLong(today);
    await this.place.advance(position, async (tx) => {
      for (const { part, keys } of partsOf(this.projection, today, ROWS)) await this.apply(tx, part, keys);
    });
  }

  /** One event that should not be there must not stop all the others. */
  private readable(events: readonly Recorded[]): readonly Recorded<E>[] {
    const today = events.map((event) => upcast(event as Recorded<E>, this.projection.upcasters));
    const strange = events.filter((_, index) => !today[index]);
    const [first] = strange;
    if (first) {
      const where = `${JSON.stringify(first.stream)}, revision ${first.revision}`;
      this.logger.error(`${this.name} passes over ${strange.length} events that cannot be read, the first in ${where}`);
    }
    return today.filter((event) => event !== undefined);
  }

  private tellTooLong(events: readonly Recorded<E>[]): void {
    const found = events.flatMap((event) => tooLong(this.projection, event).map((key) => ({ key, event })));
    if (!found[0]) return;
    const { key, event } = found[0];
    const where = `${JSON.stringify(event.stream)}, revision ${event.revision}: ${JSON.stringify(`${key.slice(0, 200)}…`)}`;
    this.logger.error(`${this.name} passes over ${found.length} rows whose key is too long, the first in ${where}`);
  }

  private async apply(tx: Prisma.TransactionClient, events: readonly Recorded<E>[], keys: string[]): Promise<void> {
    const before = await this.table.find(tx, keys);
    const rows = [...project(this.projection, events, before).values()];
    for (let from = 0; from < rows.length; from += ROWS) await this.table.save(tx, rows.slice(from, from + ROWS));
  }
}
