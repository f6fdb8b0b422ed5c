import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, closed } from '#domain/testing';
import { eventually, World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
let other: WorkerProcess;
beforeEach(async () => {
  world = new World();
  [worker, other] = [await world.process(), await world.process()];
});
afterEach(() => world.close());

describe('What a dead worker left on its way', () => {
  it('is put on record as interrupted and never sent again; what it had not begun with is sent', async () => {
    await prepare(5, 2);
    await worker.send(ask.send('0001.txt', '0002.txt'));
    const work = upload(other);
    await eventually(async () => (await uploaded()).length === 3);
    expect(await world.told('DocumentsInterrupted')).toMatchObject([{ document_names: ['0001.txt', '0002.txt'] }]);
    expect([...world.platform.sent].sort()).toEqual(['0003.txt', '0004.txt', '0005.txt']);
    await cancelled(work);
  });

  it('is done when the platform reports it', async () => {
    await prepare(3, 2);
    await worker.send(ask.send('0001.txt'));
    const work = upload(other);
    await eventually(async () => (await uploaded()).length === 2);
    for (const name of ['0001.txt', '0002.txt', '0003.txt']) await worker.report(name, { start: 5, end: 7 });
    await work;
    expect(await world.told('BenchmarkCompleted')).toMatchObject([{ done: 3, failed: 0 }]);
    expect(world.platform.sent).not.toContain('0001.txt');
  });

  it('is failed when the platform has not begun with it and everything else is settled', async () => {
    await prepare(3, 2);
    await worker.send(ask.send('0001.txt'));
    const work = upload(other);
    await eventually(async () => (await uploaded()).length === 2);
    for (const name of ['0002.txt', '0003.txt']) await worker.report(name, { start: 5, end: 7 });
    await work;
    expect(await world.told('DocumentUploadFailed')).toMatchObject([
      { document_name: '0001.txt', reason: expect.stringContaining('never began with it') },
    ]);
    expect(await world.told('BenchmarkCompleted')).toMatchObject([{ done: 2, failed: 1 }]);
  });

  it('is waited for as long as anything else is not settled', async () => {
    await prepare(3, 2);
    await worker.send(ask.send('0001.txt'));
    const work = upload(other);
    await eventually(async () => (await uploaded()).length === 2);
    await worker.report('0002.txt', { start: 5, end: 7 });
    await worker.report('0003.txt', { start: 5 });
    await sleep(500);
    expect(await world.types()).not.toContain('DocumentUploadFailed');
    await worker.report('0001.txt', { start: 6 });
    await worker.report('0003.txt', { end: 7 });
    await work;
    await sleep(200);
    expect(await world.types()).not.toContain('DocumentUploadFailed');
    await worker.report('0001.txt', { end: 9 });
    expect(await world.told('BenchmarkCompleted')).toMatchObject([{ done: 3, failed: 0 }]);
  });

  it('is not waited for by a worker that has to stop, nor in a run that is over', async () => {
    await prepare(2, 2);
    await worker.send(ask.send('0001.txt'));
    const stop = new AbortController();
    const stopped = upload(other, { signal: stop.signal });
    await eventually(async () => (await uploaded()).length === 1);
    stop.abort();
    await expect(stopped).rejects.toThrow();
    await cancelled(upload(worker));
    expect(await world.types()).not.toContain('ErrorOccurred');
  });
});

describe('A worker that was only believed to be dead', () => {
  it('still puts on record what the platform acknowledges in the end', async () => {
    const [first] = await prepare(4, 1);
    let answer = () => {};
    world.platform.onUpload = (names) => (names[0] === first ? new Promise<void>((resolve) => (answer = resolve)) : undefined);
    const hanging = upload(worker);
    await eventually(() => world.platform.sent.length === 1);
    const taking = upload(other);
    await eventually(async () => (await world.told('DocumentsInterrupted')).some((each) => each.document_names.includes(first!)));
    answer();
    await hanging;
    expect(await uploaded()).toContain(first);
    expect(world.platform.sent.filter((name) => name === first)).toHaveLength(1);
    await cancelled(taking);
  });

  it('and the one that took over send everything exactly once between them', async () => {
    const paths = await prepare(300, 3);
    world.platform.onUpload = async (names) => {
      await sleep(2);
      for (const name of names) await worker.report(name, { start: 5, end: 7 });
    };
    const first = upload(worker);
    await eventually(() => world.platform.sent.length > 20);
    await Promise.all([first, upload(other)]);
    expect([...world.platform.sent].sort()).toEqual(paths);
    expect(await uploaded()).toEqual(paths);
    expect(await world.told('BenchmarkCompleted')).toMatchObject([{ done: 300, failed: 0 }]);
  });
});

describe('Uploads of the same process', () => {
  it('share the memory for documents between them', async () => {
    const [first] = await prepare(4, 1);
    let answer = () => {};
    world.platform.onUpload = (names) => (names[0] === first ? new Promise<void>((resolve) => (answer = resolve)) : undefined);
    const hanging = upload(worker);
    await eventually(() => world.platform.sent.length === 1);
    const beside = upload(worker);
    await eventually(() => world.platform.sent.length === 3);
    const [whole, ...shares] = world.artifacts.allowed;
    expect(shares).toEqual([whole! / 2, whole! / 2]);
    answer();
    await cancelled(Promise.all([hanging, beside]).then(() => undefined));
  });
});

/** Plans so many documents; answers their names. */
async function prepare(documents: number, in_flight: number): Promise<readonly string[]> {
  const paths = world.artifacts.fill(documents);
  await worker.startAndPrepare({ workload: closed(in_flight) });
  return paths;
}

const upload = (by: WorkerProcess, turn?: { signal: AbortSignal }) => by.perform('run-benchmark', 'ProjectCreated', turn);

async function cancelled(work: Promise<void>): Promise<void> {
  await worker.send(ask.cancel());
  await work;
}

const uploaded = async () =>
  (await world.told('DocumentsUploaded')).flatMap(({ documents }) => documents.map(({ document_name }) => document_name)).sort();
