import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startNode, type RunningNode } from '#eventstore';
import { benchmarkStream, type BenchmarkEvent } from '#domain';
import { CHAIN_START, seal } from '#eventsourcing';
import { run } from '#domain/testing';
import { Log } from '../../adapters.providers.js';
import { Database, LIVE, openPool, PrismaProjectionConsumer, READ_MODELS } from '../../prisma/index.js';
import { freshDatabase, type FreshDatabase } from '../../testing/fresh-database.js';
import { rebuildReadModels } from '../index.js';

const TABLES = READ_MODELS.map(({ name }) => name);

/** A log, a database, and what lies between them. */
export class ReadSide {
  private constructor(
    private readonly node: RunningNode,
    private readonly fresh: FreshDatabase,
    readonly store: Log,
    readonly database: Database,
  ) {}

  static async start(): Promise<ReadSide> {
    const [node, fresh] = await Promise.all([startNode({ inMemory: true }), freshDatabase()]);
    return new ReadSide(node, fresh, new Log(node.url), new Database(openPool(fresh.url)));
  }

  get databaseUrl(): string {
    return this.fresh.url;
  }

  /** Empty tables. The log keeps what it has. */
  async clear(): Promise<void> {
    await this.database.$executeRawUnsafe(`TRUNCATE ${[...TABLES, 'checkpoint', 'rebuild'].join(', ')}`);
  }

  /** Stores a benchmark's whole history; answers its id. */
  async happened(history: readonly BenchmarkEvent[] = run, id: string = randomUUID()): Promise<string> {
    let previous = CHAIN_START;
    const stream = benchmarkStream(id);
    const events = history.map(({ type, data }, at) => {
      const event = { type, data: { ...data, benchmark_id: id } } as BenchmarkEvent;
      const { sealed, hash } = seal(event, { schema: 1 }, { stream, revision: BigInt(at), previous });
      previous = hash;
      return sealed;
    });
    await this.store.append(stream, events, 'no-stream');
    return id;
  }

  consumers() {
    return READ_MODELS.map(({ projection, tableIn }) => new PrismaProjectionConsumer(this.database, projection, tableIn(LIVE)));
  }

  /** Lets the projections read to the end of the log. */
  async project(): Promise<void> {
    for (const consumer of this.consumers()) {
      for await (const batch of this.store.readInBatches(await consumer.checkpoint())) {
        const { prefix, types } = consumer.filter;
        const events = batch.filter(({ stream, type }) => stream.startsWith(prefix) && (types?.includes(type) ?? true));
        if (events.length > 0) await consumer.consume({ events, position: events.at(-1)!.position });
      }
    }
  }

  rebuild(acceptDifferences = false) {
    return rebuildReadModels(this.store, this.databaseUrl, { rebuildId: randomUUID(), acceptDifferences });
  }

  /** Every row of every read model, in some order that is always the same. */
  async rows(): Promise<unknown> {
    const tables = TABLES.map(async (name) => [name, await this.database.$queryRawUnsafe(`SELECT row::text FROM ${name} row ORDER BY 1`)] as const);
    return Object.fromEntries(await Promise.all(tables));
  }

  async checkpoints(): Promise<Record<string, bigint>> {
    const found = await this.database.checkpoint.findMany({ orderBy: { consumer: 'asc' } });
    return Object.fromEntries(found.map(({ consumer, position }) => [consumer, position]));
  }

  /** What rebuilds have left behind. */
  async leftovers(): Promise<readonly string[]> {
    const found = await this.database.$queryRaw<{ nspname: string }[]>`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rebuild%'`;
    return found.map(({ nspname }) => nspname);
  }

  async client(): Promise<Client> {
    const client = new Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async discard(): Promise<void> {
    await this.store.close();
    await this.node.stop();
    await this.database.onApplicationShutdown();
    await this.fresh.discard();
  }
}
