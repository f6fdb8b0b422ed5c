import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, benchmarkId } from '#domain/testing';
import type { SagaTry } from '#eventsourcing';
import { ALGORITHM_VERSION, renderers } from '#reports';
import { sha256Of, World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
  for (const command of [ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project(), ask.send('a.txt')]) {
    await worker.send(command);
  }
  await worker.send(ask.upload(['a.txt']));
});
afterEach(() => world.close());

describe('The report of a run', () => {
  beforeEach(async () => {
    await worker.send(ask.update('a.txt', { start: 5, end: 7 }));
  });

  it('is written in every format and put on record with sizes and hashes, and with what it is a report of', async () => {
    await makeReport();
    const end = (await world.history()).find(({ type }) => type === 'BenchmarkCompleted')!;
    const files = Object.values(renderers).map(({ format, version, extension }) => {
      const file = `${benchmarkId}-${end.revision}.${extension}`;
      const text = world.files.texts.get(file)!;
      return { format, renderer_version: version, file, bytes: Buffer.byteLength(text), sha256: sha256Of(text) };
    });
    expect(world.files.texts.get(files[0]!.file)).toMatch(
      /^Benchmark Name,.*\r\nRelease 5\.11,latency,docker,5\.11\.0,a\.txt,2,/,
    );
    const { hash } = end.metadata;
    expect(await world.told('ReportCompleted')).toMatchObject([
      { revision: Number(end.revision), hash, algorithm_version: ALGORITHM_VERSION, verdict: 'measured', answers: [], processing: { n: 1, p50: 2_000_000, p95: null }, files },
    ]);
  });

  it('is written once, however often the job comes', async () => {
    await makeReport();
    await makeReport();
    expect(world.files.writes).toBe(FORMATS);
    expect(await world.told('ReportCompleted')).toHaveLength(1);
  });

  it('is the same when a worker died before it could say that it was written', async () => {
    world.store.onAppend = (events) => {
      if (events.some(({ type }) => type === 'ReportCompleted')) throw new Error('the power went out');
    };
    await expect(makeReport()).rejects.toThrow('the power went out');
    const before = [...world.files.texts];
    world.store.onAppend = () => {};
    const other = await world.process();
    await other.send(ask.error({ step: 'Notify', isFatal: false }));
    await other.perform('make-report', 'BenchmarkCompleted');
    expect([...world.files.texts]).toEqual(before);
    expect(await world.told('ReportCompleted')).toHaveLength(1);
  });

  it('comes in the end, however long the disk is full; that is on record once', async () => {
    world.files.fault = new Error('the disk is full');
    await expect(makeReport()).rejects.toThrow('the disk is full');
    await expect(makeReport()).rejects.toThrow('the disk is full');
    expect(await world.told('ErrorOccurred')).toMatchObject([{ step: 'MakeReport', will_retry: true }]);
    world.files.fault = undefined;
    await makeReport();
    expect(await world.told('ReportCompleted')).toHaveLength(1);
  });

  it('that can never be written does not undo the end of the run', async () => {
    world.files.fault = new Error('the disk is full');
    await expect(makeReport({ isLast: true })).rejects.toThrow('the disk is full');
    expect(await world.told('ErrorOccurred')).toMatchObject([{ step: 'MakeReport', will_retry: false }]);
    expect(await world.types()).not.toContain('BenchmarkFailed');
  });

  it('comes after all when somebody has its job tried again', async () => {
    world.files.fault = new Error('the disk is full');
    await expect(makeReport({ isLast: true })).rejects.toThrow('the disk is full');
    world.files.fault = undefined;
    await makeReport({ isLast: true });
    expect(await world.told('ReportCompleted')).toHaveLength(1);
  });
});

it('A run that was cancelled is reported, too', async () => {
  await worker.send(ask.cancel());
  await worker.perform('make-report', 'BenchmarkCancelled');
  expect(await world.told('ReportCompleted')).toHaveLength(1);
  for (const [file, text] of world.files.texts) if (!file.endsWith('.xml')) expect(text).toContain('a.txt');
});

const FORMATS = Object.keys(renderers).length;

const makeReport = (turn?: Partial<SagaTry>) => worker.perform('make-report', 'BenchmarkCompleted', turn);
