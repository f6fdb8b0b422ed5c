import { randomBytes, randomInt } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { benchmarkStream, hostOf, normaliseUrl, type BenchmarkEvent } from '#domain';
import {
  at,
  benchmarkFailed,
  benchmarkId,
  changeAcknowledged,
  created,
  planned,
  projectCreated,
  reportCompleted,
  run,
  sending,
  uploaded,
} from '#domain/testing';
import { project, type Batch, type Projection } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';
import { benchmarkInstance, benchmarkSummary, documentKey, documents, reports, type BenchmarkSummary } from '#read-models';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { CheckpointMoved } from './checkpoint.js';
import { Database } from './database.js';
import { openPool } from './pool.js';
import { PrismaProjectionConsumer } from './prisma-projection.consumer.js';
import { PrismaRunningRuns } from './prisma-running-runs.js';
import type { Table } from './table.js';
import { benchmarkInstanceTable, benchmarkTable, documentTable, reportTable } from './tables.js';

it('writes the rows of a batch and how far it got', async () => {
  const projection = await start();
  await projection.consume(batch(0n, created, projectCreated, uploaded('a.txt')));
  await projection.consume(batch(3n, uploaded('b.txt'), benchmarkFailed));
  expect(await prisma.benchmark.findMany()).toMatchObject([{ id: benchmarkId, status: 'failed', uploaded: 2, projectId: '7' }]);
  expect(await (await start()).checkpoint()).toBe(4n);
});

it('keeps of each read model what was folded, to the last field', async () => {
  await keeps(benchmarkSummary, benchmarkTable, benchmarkId);
  await keeps(benchmarkInstance, benchmarkInstanceTable, 'd4e28888-794a-551e-929c-ff5acf1d8e1a');
  await keeps(documents, documentTable, documentKey(benchmarkId, 'a.txt'), documentKey(benchmarkId, 'b.txt'));
  await keeps(reports, reportTable, benchmarkId);
});

it('writes more rows than a statement takes, and finds them again', async () => {
  const names = Array.from({ length: 12_000 }, (_, index) => `${index}/ä "x".txt`);
  const chunks = [0, 1].map((chunk): BenchmarkEvent => {
    const named = names.slice(chunk * 6_000, (chunk + 1) * 6_000).map((name) => ({ ...planned('x'), document_name: name }));
    return { type: 'DocumentsPlanned', data: { benchmark_id: benchmarkId, at: at(1), chunk, documents: named } };
  });
  const consumer = new PrismaProjectionConsumer(prisma, documents, documentTable);
  await consumer.checkpoint();
  await consumer.consume(batch(0n, ...chunks, sending(...names)));
  expect(await prisma.document.count({ where: { status: 'sending' } })).toBe(12_000);
});

it('counts each event once, however often it is tried', async () => {
  const projection = await start();
  await projection.consume(batch(0n, created, projectCreated));
  const stale = await start();
  await projection.consume(batch(2n, uploaded('a.txt')));
  await expect(stale.consume(batch(2n, uploaded('a.txt')))).rejects.toThrow(CheckpointMoved);
  expect(await prisma.benchmark.findFirst()).toMatchObject({ uploaded: 1 });
});

it('lets one of two racing processes through', async () => {
  const rivals = [await start(), await start()];
  const results = await Promise.allSettled(rivals.map((rival) => rival.consume(batch(0n, ...run))));
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await prisma.benchmark.findFirst()).toMatchObject({ uploaded: 2 });
});

it('moves neither rows nor checkpoint when the write fails', async () => {
  const broken = { ...benchmarkTable, save: () => Promise.reject(new Error('disk full')) };
  const projection = new PrismaProjectionConsumer(prisma, benchmarkSummary, broken);
  await expect(projection.consume(batch(0n, created))).rejects.toThrow('disk full');
  expect(await projection.checkpoint()).toBeUndefined();
});

it('reads events of an older shape in their newer one', async () => {
  const older = { ...created, data: { ...created.data, benchmark_name: 'old' } };
  const upcasters = { lifts: { BenchmarkCreated: [(data: object) => ({ ...data, benchmark_name: 'new' })] } };
  const projection = new PrismaProjectionConsumer(prisma, { ...benchmarkSummary, upcasters }, benchmarkTable);
  await projection.consume(batch(0n, older));
  expect(await prisma.benchmark.findFirst()).toMatchObject({ name: 'new' });
});

it('moves over batches without events, but does not write down every one of them', async () => {
  const projection = await start();
  await projection.consume({ events: [], position: 10n });
  await projection.consume({ events: [], position: 11n });
  expect(await stored()).toBe(10n);
  await projection.consume(batch(12n, created));
  await projection.consume({ events: [], position: 13n });
  expect(await stored()).toBe(12n);
});

it('passes over what it cannot read, says where that is, and stops for nothing', async () => {
  const projection = await start();
  const { events, position } = batch(0n, created, projectCreated);
  const strange = { ...events[1]!, data: { benchmark_id: benchmarkId } } as unknown as (typeof events)[number];
  await projection.consume({ events: [strange, events[0]!, strange, events[1]!], position });
  expect(await prisma.benchmark.findMany()).toMatchObject([{ id: benchmarkId, projectId: '7' }]);
  expect(await stored()).toBe(1n);
  expect(said).toEqual([expect.stringContaining(`2 events that cannot be read, the first in "${STREAM}", revision 1`)]);
});

it('passes over a document whose name no index can hold, says which it is, and stops for nothing', async () => {
  const long = randomBytes(2_000).toString('hex');
  const planning: BenchmarkEvent = { type: 'DocumentsPlanned', data: { benchmark_id: benchmarkId, at: at(1), chunk: 0, documents: [planned(long), planned('a.txt')] } };
  const consumer = new PrismaProjectionConsumer(prisma, documents, documentTable);
  await consumer.checkpoint();
  await consumer.consume(batch(0n, planning, sending(long, 'a.txt')));
  expect(await prisma.document.findMany()).toMatchObject([{ documentName: 'a.txt', status: 'sending' }]);
  expect(await stored()).toBe(1n);
  expect(said).toEqual([expect.stringContaining(`2 rows whose key is too long, the first in "${STREAM}", revision 0: "${benchmarkId}/${long.slice(0, 50)}`)]);
});

it('takes a target whose address no index can hold: one that is asked for in letters of three bytes, nine characters each', async () => {
  const path = Array.from({ length: 1_900 }, () => String.fromCodePoint(0x4e00 + randomInt(20_000))).join('');
  const asked = `http://127.0.0.1:8283/${path}`;
  const long = { ...created, data: { ...created.data, benchmark_url: normaliseUrl(asked)!, benchmark_host: hostOf(asked)! } };
  await (await start()).consume(batch(0n, long, projectCreated));
  expect(await prisma.benchmark.findMany()).toMatchObject([{ id: benchmarkId, host: hostOf(asked), projectId: '7' }]);
  expect(await new PrismaRunningRuns(prisma).at(hostOf(asked)!)).toMatchObject([{ id: benchmarkId }]);
});

it('passes over a corpus that is no digest, and stops for nothing', async () => {
  const strange: BenchmarkEvent = { type: 'PlanCompleted', data: { benchmark_id: benchmarkId, at: at(1), count: 1, bytes: 1, sha256: randomBytes(5_000).toString('hex') } };
  await (await start()).consume(batch(0n, created, strange, projectCreated));
  expect(await prisma.benchmark.findMany()).toMatchObject([{ status: 'created', corpusSha256: null, projectId: '7' }]);
});

const STREAM = benchmarkStream(benchmarkId);
const said: string[] = [];

let database: FreshDatabase;
let prisma: Database;
beforeAll(async () => {
  const quiet = { log: () => undefined, warn: () => undefined };
  Logger.overrideLogger({ ...quiet, error: (message: string) => void said.push(message) });
  database = await freshDatabase();
  prisma = new Database(openPool(database.url));
});
afterAll(async () => {
  await prisma.onApplicationShutdown();
  await database.discard();
});
beforeEach(async () => {
  said.length = 0;
  await prisma.$executeRaw`TRUNCATE benchmark, benchmark_instance, document, report, checkpoint`;
});

async function start(): Promise<PrismaProjectionConsumer<BenchmarkSummary, BenchmarkEvent>> {
  const projection = new PrismaProjectionConsumer(prisma, benchmarkSummary, benchmarkTable);
  await projection.checkpoint();
  return projection;
}

/** In two batches, so that rows are read back in between; then all of it against a fold in memory. */
async function keeps<Row>(projection: Projection<Row, BenchmarkEvent>, table: Table<Row>, ...keys: string[]): Promise<void> {
  const consumer = new PrismaProjectionConsumer(prisma, projection, table);
  const measured = { ...reportCompleted, data: { ...reportCompleted.data, processing: { n: 2, p50: 2_250_000, p95: null }, search: { kept: 2, missed: null, throughput: 1.9 } } };
  const history = [...run, measured, changeAcknowledged];
  await consumer.consume(batch(0n, ...history.slice(0, 8)));
  const rest = recorded(STREAM, history).slice(8);
  await consumer.consume({ events: rest, position: rest.at(-1)!.position });
  const rows = await prisma.$transaction((tx) => table.find(tx, keys));
  expect(rows).toEqual(project(projection, recorded(STREAM, history)));
}

const stored = async () => (await prisma.checkpoint.findFirst())?.position;

function batch(from: bigint, ...events: BenchmarkEvent[]): Batch<BenchmarkEvent> {
  return { events: recorded(STREAM, events, from), position: from + BigInt(events.length) - 1n };
}

