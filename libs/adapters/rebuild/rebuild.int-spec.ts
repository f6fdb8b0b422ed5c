import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { at, created, planned, reportCompleted, run, sending } from '#domain/testing';
import type { BenchmarkEvent } from '#domain';
import { subscribe, type Consumer } from '#eventsourcing';
import { rebuildReadModels } from './index.js';
import { ReadSide } from './testing/read-side.js';

describe('a rebuild', () => {
  it('makes the same rows of the log as the projections, to the last byte', async () => {
    for (let n = 0; n < 9; n += 1) await side.happened([...run, reportCompleted]);
    await side.happened(many(6_000));
    await side.project();
    const [rows, checkpoints] = [await side.rows(), await side.checkpoints()];
    const end = await side.rebuild();
    expect(end).toMatchObject({ phase: 'switched', error: null });
    expect(end.tables.map(({ table, result, reason }) => [table, result, reason])).toEqual([
      ['benchmark', 'equal', null],
      ['benchmark_instance', 'equal', null],
      ['document', 'equal', null],
      ['report', 'equal', null],
    ]);
    expect(await side.rows()).toEqual(rows);
    expect(await side.checkpoints()).toEqual(checkpoints);
    expect(end.events).toBeGreaterThan(100);
  });

  it('makes the tables anew', async () => {
    await side.happened();
    await side.project();
    const before = await identities();
    await side.rebuild();
    expect(Object.keys(await identities())).toEqual(Object.keys(before));
    for (const [table, identity] of Object.entries(await identities())) expect(identity).not.toBe(before[table]);
    expect(await side.leftovers()).toEqual([]);
  });

  it('fills tables that were never filled, and the projections go on from there', async () => {
    await side.happened();
    const end = await side.rebuild();
    expect(end).toMatchObject({ phase: 'switched' });
    expect(end.tables[0]).toMatchObject({ result: 'not compared', reason: 'the live table has not been filled yet' });
    await side.happened();
    await side.project();
    const rows = await side.rows();
    expect((await side.rebuild()).tables.every(({ result }) => result === 'equal')).toBe(true);
    expect(await side.rows()).toEqual(rows);
  });

  it('tells which rows differ, and takes the new tables only when it is asked to', async () => {
    const [first, second] = [await side.happened(), await side.happened()];
    await side.project();
    const rows = await side.rows();
    await side.database.$executeRaw`UPDATE benchmark SET name = 'other', planned = 9 WHERE id = ${first}`;
    await side.database.$executeRaw`DELETE FROM document WHERE benchmark_id = ${second} AND document_name = 'a.txt'`;
    await side.database.$executeRaw`INSERT INTO report VALUES ('nobody', 'completed', 1, NULL, NULL, '[]', NULL)`;
    const wrong = await side.rows();
    const kept = await side.rebuild();
    expect(kept.phase).toBe('different');
    expect(Object.fromEntries(kept.tables.map(({ table, differences }) => [table, differences]))).toEqual({
      benchmark: [{ key: first, found: 'in both', columns: ['name', 'planned'] }],
      benchmark_instance: [],
      document: [{ key: `${second}/a.txt`, found: 'in the rebuilt table only', columns: [] }],
      report: [{ key: 'nobody', found: 'in the live table only', columns: [] }],
    });
    expect(await side.rows()).toEqual(wrong);
    expect(await side.leftovers()).toEqual([]);
    expect(await side.rebuild(true)).toMatchObject({ phase: 'switched' });
    expect(await side.rows()).toEqual(rows);
  });

  it('tells ten differences at most', async () => {
    const id = await side.happened(many(500));
    await side.project();
    await side.database.$executeRaw`UPDATE document SET bytes = 1 WHERE benchmark_id = ${id}`;
    const { tables } = await side.rebuild();
    expect(tables.find(({ table }) => table === 'document')?.differences).toHaveLength(10);
  });

  it('replaces tables of another version without comparing them', async () => {
    await side.happened();
    await side.project();
    await side.database.$executeRaw`UPDATE checkpoint SET consumer = 'document.v0' WHERE consumer = 'document.v2'`;
    await expect(side.project()).rejects.toThrow('The rows are those of document.v0; document.v2 waits');
    const end = await side.rebuild();
    expect(end.phase).toBe('switched');
    expect(end.tables.map(({ result, reason }) => reason ?? result)).toEqual([
      'equal',
      'equal',
      'the live table is document.v0, the rebuilt one document.v2',
      'equal',
    ]);
    expect(Object.keys(await side.checkpoints())).toEqual(['benchmark-instance.v1', 'benchmark-summary.v2', 'document.v2', 'report.v1']);
    await side.project();
  });

  it('of a table whose projection does not get on goes past it, and says so', async () => {
    await side.happened();
    await side.project();
    await side.happened();
    const { tables, phase } = await side.rebuild();
    expect(phase).toBe('switched');
    expect(tables[0]?.reason).toMatch(/^the live table is behind: it tells of \d+, the rebuilt one of \d+$/);
    const rows = await side.rows();
    await side.project();
    expect(await side.rows()).toEqual(rows);
  });

  it('and projections that run meanwhile come to the same rows, whoever moved a checkpoint', async () => {
    const stopping = new AbortController();
    const projections = side.consumers().map((consumer) => keepFed(consumer, stopping.signal));
    const ids: string[] = [];
    const happening = (async () => {
      while (!stopping.signal.aborted && ids.length < 200) ids.push(await side.happened());
    })();
    for (let n = 0; n < 3; n += 1) expect((await side.rebuild()).phase).toBe('switched');
    stopping.abort();
    await Promise.all([happening, ...projections]);
    await side.project();
    const rows = await side.rows();
    expect((await side.rebuild()).tables.map(({ result }) => result)).toEqual(['equal', 'equal', 'equal', 'equal']);
    expect(await side.rows()).toEqual(rows);
    expect(await side.database.benchmark.count({ where: { id: { in: ids } } })).toBe(ids.length);
  });

  it('leaves nothing to a rebuild that comes after it, and takes nothing from one before it', async () => {
    await side.happened();
    await side.project();
    await side.database.$executeRawUnsafe('CREATE SCHEMA rebuild_0123456789ab');
    await side.database.$executeRawUnsafe('CREATE TABLE rebuild_0123456789ab.document (LIKE public.document)');
    await side.database.$executeRawUnsafe('CREATE SCHEMA rebuild_of_somebody_else');
    expect((await side.rebuild()).phase).toBe('switched');
    expect(await side.leftovers()).toEqual(['rebuild_of_somebody_else']);
    await side.database.$executeRawUnsafe('DROP SCHEMA rebuild_of_somebody_else');
  });

  it('says what is wrong where the log is away, and leaves everything as it was', async () => {
    await side.happened();
    await side.project();
    const rows = await side.rows();
    const gone = { readInBatches: broken, end: () => side.store.end() };
    const order = { rebuildId: 'r-1', acceptDifferences: true };
    await expect(rebuildReadModels(gone, side.databaseUrl, order)).rejects.toThrow('no log');
    const told = await side.database.rebuild.findUniqueOrThrow({ where: { rebuildId: 'r-1' } });
    expect(told.news).toMatchObject({ phase: 'failed', error: 'no log' });
    expect(await side.rows()).toEqual(rows);
  });
});

async function identities(): Promise<Record<string, number>> {
  const found = await side.database.$queryRaw<{ name: string; identity: number }[]>`
    SELECT c.relname || ' ' || coalesce(pg_get_indexdef(i.indexrelid), '') AS name, c.oid::int AS identity
    FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND (c.relname ~ '^(benchmark|document|report)')
    ORDER BY 1`;
  return Object.fromEntries(found.map(({ name, identity }) => [name, identity]));
}

/** As the worker does it. */
async function keepFed(consumer: Consumer, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await subscribe(side.store, consumer, signal).catch(() => undefined);
}

async function* broken() {
  yield* await Promise.reject<never[]>(new Error('no log'));
}

function many(count: number): readonly BenchmarkEvent[] {
  const names = Array.from({ length: count }, (_, n) => `${n}.txt`);
  const chunks = Array.from({ length: Math.ceil(count / 1000) }, (_, chunk) => names.slice(chunk * 1000, (chunk + 1) * 1000));
  return [
    created,
    ...chunks.map((chunk, index): BenchmarkEvent => {
      const data = { benchmark_id: '', at: at(1), chunk: index, documents: chunk.map(planned) };
      return { type: 'DocumentsPlanned', data };
    }),
    ...chunks.map((chunk) => sending(...chunk)),
  ];
}

let side: ReadSide;
beforeAll(async () => {
  Logger.overrideLogger(false);
  side = await ReadSide.start();
});
afterAll(() => side?.discard());
beforeEach(() => side.clear());
