import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { benchmarkStream, type BenchmarkEvent, type ProcessingFigures } from '#domain';
import { at, benchmarkCompleted, benchmarkId, cancelled, changeAcknowledged, completed, created, planCompleted, planned, reportCompleted, run, sending, started, uploadFailed } from '#domain/testing';
import { recorded } from '#eventsourcing/testing';
import { benchmarkInstance, benchmarkSummary, cursorOf, documents, ReadSideUnavailable, reports, type SeriesKey } from '#read-models';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { Database } from './database.js';
import { openPool } from './pool.js';
import { PrismaBenchmarkInstances } from './prisma-benchmark-instances.js';
import { PrismaBenchmarkSummaries } from './prisma-benchmark-summaries.js';
import { PrismaDocuments } from './prisma-documents.js';
import { PrismaProjectionConsumer } from './prisma-projection.consumer.js';
import { PrismaReports } from './prisma-reports.js';
import { benchmarkInstanceTable, benchmarkTable, documentTable, reportTable } from './tables.js';

it('lists benchmarks from the newest on, page by page, whatever is added meanwhile', async () => {
  await happened(...[0, 1, 1, 1, 2].map((second, index) => another(`b-${index}`, second)));
  const summaries = new PrismaBenchmarkSummaries(prisma);
  const first = await summaries.list({ limit: 2 });
  await happened(another('b-9', 9));
  const second = await summaries.list({ limit: 2, cursor: first.nextCursor! });
  const third = await summaries.list({ limit: 2, cursor: second.nextCursor! });
  const ids = [first, second, third].map(({ items }) => items.map(({ id }) => id));
  expect(ids).toEqual([['b-4', 'b-3'], ['b-2', 'b-1'], ['b-0']]);
  expect(third.nextCursor).toBeNull();
});

it('lists the benchmarks of a status, a name, a type', async () => {
  await happened(another('b-1', 1), another('b-2', 2, { benchmark_name: 'Two', benchmark_type: 'other' }), ...run);
  const summaries = new PrismaBenchmarkSummaries(prisma);
  const ids = async (filter: object) => (await summaries.list({ limit: 9, ...filter })).items.map(({ id }) => id);
  expect(await ids({ status: 'completed' })).toEqual([benchmarkId]);
  expect(await ids({ name: 'Two' })).toEqual(['b-2']);
  expect(await ids({ type: 'other', status: 'created' })).toEqual(['b-2']);
  expect(await ids({ name: 'no\0ne' })).toEqual([]);
});

it.each(['-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', '-004713-01-01T00:00:00.000Z', '2026-11-23', 'soon'])(
  'refuses a cursor of the time %s, which no benchmark has',
  async (time) => {
    const refused = expect.objectContaining({ code: 'InvalidCursor' });
    await expect(new PrismaBenchmarkSummaries(prisma).list({ limit: 2, cursor: cursorOf([time, 'a']) })).rejects.toEqual(refused);
  },
);

it.each([-1, -3e9, -1e300])('refuses a cursor of the document %s', async (place) => {
  const refused = expect.objectContaining({ code: 'InvalidCursor' });
  await expect(new PrismaDocuments(prisma).list('b-1', { limit: 2, cursor: cursorOf([place]) })).rejects.toEqual(refused);
});

it('refuses a cursor that is none', async () => {
  const refused = expect.objectContaining({ code: 'InvalidCursor' });
  const forged = btoa(encodeURIComponent(JSON.stringify(['no date', 'b-1'])));
  await expect(new PrismaBenchmarkSummaries(prisma).list({ limit: 2, cursor: 'x' })).rejects.toEqual(refused);
  await expect(new PrismaBenchmarkSummaries(prisma).list({ limit: 2, cursor: forged })).rejects.toEqual(refused);
  await expect(new PrismaDocuments(prisma).list('b-1', { limit: 2, cursor: forged })).rejects.toEqual(refused);
});

it('sums up the latencies of the valid documents, with quantiles of type 7', async () => {
  const seconds = [1, 2, 3, 4];
  const names = [...seconds.map((second) => `${second}.txt`), 'zero', 'backwards', 'failed', 'open'];
  const warm = { ...planned('warm'), warmup: true } as const;
  await happened(
    created,
    { type: 'DocumentsPlanned', data: { benchmark_id: benchmarkId, at: at(1), chunk: 0, documents: [...names.map(planned), warm] } },
    sending(...names, 'warm'),
    ...seconds.flatMap((second) => [started(`${second}.txt`, 10), completed(`${second}.txt`, 10 + second)]),
    started('zero', 10),
    completed('zero', 10),
    started('backwards', 11),
    completed('backwards', 10),
    uploadFailed('failed'),
    started('failed', 1),
    completed('failed', 100),
    started('open', 10),
    started('warm', 1),
    completed('warm', 200),
  );
  const found = await new PrismaBenchmarkSummaries(prisma).find(benchmarkId);
  expect(found).toMatchObject({ id: benchmarkId, planned: 9, completed: 8 });
  expect(found?.latency).toEqual({
    n: 5,
    min: 0,
    max: 4_000_000,
    mean: 2_000_000,
    p50: 2_000_000,
    p90: 3_600_000,
    p95: 3_800_000,
    p99: 3_960_000,
  });
});

it('finds the newest runs of a series, oldest first, with what each measured', async () => {
  await happened(...['a', 'b', 'c', 'd'].flatMap((id, second) => completedRun(id, second, { n: 80, p50: 1000 + second, p95: 2000 })));
  await happened({ ...changeAcknowledged, data: { ...changeAcknowledged.data, benchmark_id: 'c' } });
  const found = await new PrismaBenchmarkSummaries(prisma).series(SERIES, 3);
  expect(found.map(({ id, processing: { p50 }, acknowledged }) => [id, p50, acknowledged?.reason])).toEqual([
    ['b', 1001, undefined],
    ['c', 1002, 'the new parser'],
    ['d', 1003, undefined],
  ]);
  expect(await ids({ name: 'Release 5.11' })).toEqual(['a', 'b', 'c', 'd']);
  for (const other of [{ host: 'elsewhere' }, { type: 'throughput' }, { corpus: 'f'.repeat(64) }, { name: 'Release 5' }, { name: 'no\0ne' }]) {
    expect(await ids(other)).toEqual([]);
  }
});

it('leaves out of a series what did not complete, has no report, or measured nothing', async () => {
  const [, plan, , reported] = completedRun('x', 1, { n: 1, p50: 1, p95: null });
  await happened(...completedRun('good', 1, { n: 1, p50: 1, p95: null }), ...completedRun('empty', 2));
  await happened(...[another('cut', 3), plan!, cancelled, reported!].map((fact) => of('cut', fact)));
  await happened(...[another('unreported', 4), plan!, benchmarkCompleted].map((fact) => of('unreported', fact)));
  expect(await ids({})).toEqual(['good']);
  expect(await new PrismaBenchmarkSummaries(prisma).series(SERIES, 1)).toMatchObject([{ id: 'good' }]);
});

it('looks at the documents of runs whose report did not say yet what was measured', async () => {
  await happened(...run, reportCompleted);
  const [found] = await new PrismaBenchmarkSummaries(prisma).series(SERIES, 9);
  expect(found?.processing).toEqual({ n: 2, p50: 2_250_000, p95: null });
});

it('has no latencies before the first document is done, and no benchmark that nobody created', async () => {
  await happened(created);
  expect(await new PrismaBenchmarkSummaries(prisma).find(benchmarkId)).toMatchObject({ latency: null });
  expect(await new PrismaBenchmarkSummaries(prisma).find('another')).toBeUndefined();
});

it('lists documents in the order of the plan', async () => {
  const names = ['z', 'a', 'm', 'b', 'y'];
  const chunks = [names.slice(0, 3), names.slice(3)].map((chunk, index): BenchmarkEvent => {
    const data = { benchmark_id: benchmarkId, at: at(1), chunk: index, documents: chunk.map(planned) };
    return { type: 'DocumentsPlanned', data };
  });
  await happened(...chunks);
  const list = new PrismaDocuments(prisma);
  const first = await list.list(benchmarkId, { limit: 4 });
  const second = await list.list(benchmarkId, { limit: 4, cursor: first.nextCursor! });
  expect([...first.items, ...second.items].map(({ documentName }) => documentName)).toEqual(names);
  expect(second.nextCursor).toBeNull();
  expect(first.items[0]).toMatchObject({ bytes: 100, status: 'planned', processingUs: null });
});

it('lists targets, last used first', async () => {
  await happened(another('b-1', 1), another('b-2', 2, { username: 'other' }), another('b-3', 3));
  const targets = await new PrismaBenchmarkInstances(prisma).list();
  expect(targets.map(({ username, benchmarks }) => [username, benchmarks])).toEqual([
    ['bench', 2],
    ['other', 1],
  ]);
});

it('finds a report in a format it was written in', async () => {
  await happened(...run);
  const found = new PrismaReports(prisma);
  expect(await found.list(benchmarkId)).toEqual([]);
  await happened(reportCompleted);
  const expected = { benchmarkId, status: 'completed', revision: 11, format: 'csv', file: `${benchmarkId}-11.csv`, bytes: 400 };
  expect(await found.find(benchmarkId, 'csv')).toMatchObject(expected);
  expect(await found.list(benchmarkId)).toHaveLength(1);
  expect(await found.find(benchmarkId, 'pdf')).toBeUndefined();
});

it('says that the read side is away, and answers once it is back', async () => {
  const summaries = new PrismaBenchmarkSummaries(prisma);
  await happened(created);
  await database.stop();
  await expect(summaries.list({ limit: 1 })).rejects.toThrow(ReadSideUnavailable);
  await expect(summaries.find(benchmarkId)).rejects.toThrow(ReadSideUnavailable);
  await database.start();
  expect((await summaries.list({ limit: 1 })).items).toHaveLength(1);
});

let database: FreshDatabase;
let prisma: Database;
let position = 0n;
beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await freshDatabase();
  prisma = new Database(openPool(database.url));
});
afterAll(async () => {
  await prisma.onApplicationShutdown();
  await database.discard();
});
beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE benchmark, benchmark_instance, document, report, checkpoint`;
});

async function happened(...facts: BenchmarkEvent[]): Promise<void> {
  const consumers = [
    new PrismaProjectionConsumer(prisma, benchmarkSummary, benchmarkTable),
    new PrismaProjectionConsumer(prisma, benchmarkInstance, benchmarkInstanceTable),
    new PrismaProjectionConsumer(prisma, documents, documentTable),
    new PrismaProjectionConsumer(prisma, reports, reportTable),
  ];
  const events = recorded('', facts, position).map((event) => ({ ...event, stream: benchmarkStream(event.data.benchmark_id) }));
  position += BigInt(facts.length);
  for (const consumer of consumers) {
    await consumer.checkpoint();
    await consumer.consume({ events, position });
  }
}

const SERIES = { host: created.data.benchmark_host, type: 'latency', corpus: planCompleted.data.sha256 };

const ids = async (more: Partial<SeriesKey>) => (await new PrismaBenchmarkSummaries(prisma).series({ ...SERIES, ...more }, 9)).map(({ id }) => id);

const of = (benchmark_id: string, fact: BenchmarkEvent) => ({ ...fact, data: { ...fact.data, benchmark_id } }) as BenchmarkEvent;

function completedRun(id: string, second: number, processing?: ProcessingFigures): readonly BenchmarkEvent[] {
  const reported = { ...reportCompleted, data: { ...reportCompleted.data, ...(processing && { processing }) } };
  return [another(id, second), planCompleted, benchmarkCompleted, reported].map((fact) => of(id, fact));
}

const another = (id: string, second: number, change: Partial<(typeof created)['data']> = {}): BenchmarkEvent => ({
  ...created,
  data: { ...created.data, benchmark_id: id, at: at(second), ...change },
});
