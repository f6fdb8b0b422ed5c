import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, closed } from '#domain/testing';
import { sha256Of, World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
});
afterEach(() => world.close());

describe('A plan', () => {
  it('says name, path, size and hash of every document, and of the corpus', async () => {
    hold({ 'one.txt': 'first', 'more/two.txt': '', 'more/one.txt': 'other' });
    await worker.start();
    await plan();
    expect((await world.told('DocumentsPlanned')).map(({ documents }) => documents)).toEqual([
      [
        { document_name: 'more__one.txt', path: 'more/one.txt', bytes: 5, sha256: sha256Of('other') },
        { document_name: 'two.txt', path: 'more/two.txt', bytes: 0, sha256: sha256Of('') },
        { document_name: 'one.txt', path: 'one.txt', bytes: 5, sha256: sha256Of('first') },
      ],
    ]);
    const lines = [`${sha256Of('other')}  more__one.txt\n`, `${sha256Of('')}  two.txt\n`, `${sha256Of('first')}  one.txt\n`];
    expect(await world.told('PlanCompleted')).toMatchObject([{ count: 3, bytes: 10, sha256: sha256Of(lines.join('')) }]);
  });

  it('is of the folder that was asked for', async () => {
    hold({ 'a/1.txt': '1', 'b/2.txt': '2' });
    await worker.start({ documents: { kind: 'folder', path: 'b' } });
    await plan();
    expect(await names()).toEqual(['2.txt']);
  });

  it('is of the files that were asked for by name, once all their names are there', async () => {
    hold({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c', 'd.txt': 'd' });
    await worker.start({ documents: { kind: 'files', count: 3 } });
    await worker.send(ask.select(0, 'c.txt', 'a.txt'));
    await worker.perform('run-benchmark', 'DocumentsSelected');
    expect(await world.types()).not.toContain('DocumentsPlanned');
    await worker.send(ask.select(1, 'd.txt'));
    await worker.perform('run-benchmark', 'DocumentsSelected');
    expect(await names()).toEqual(['c.txt', 'a.txt', 'd.txt']);
    expect(await world.told('PlanCompleted')).toMatchObject([{ count: 3 }]);
  });

  it('comes in chunks that fit an event, whatever the names are', async () => {
    const folders = ['\\', '"', '語'].map((character) => character.repeat(120));
    for (const folder of folders) for (let n = 0; n < 900; n += 1) hold({ [`${folder}/${n}`]: '' });
    await worker.start();
    await plan();
    const chunks = await world.told('DocumentsPlanned');
    expect(chunks.map(({ chunk }) => chunk)).toEqual(chunks.map((_, index) => index));
    expect(await names()).toHaveLength(2700);
    for (const { documents } of chunks) expect(documents.length).toBeLessThanOrEqual(1000);
    for (const event of await world.history()) expect(bytesOf(event)).toBeLessThan(256 * 1024);
  });

  it('has every pass, under names of its own, of the same corpus', async () => {
    hold({ 'a.txt': 'a', 'b.txt': 'b' });
    await worker.start({ workload: closed(1, { repeat: 2, warmup: 1 }) });
    await plan();
    const [{ documents } = { documents: [] }] = await world.told('DocumentsPlanned');
    expect(documents).toEqual([
      { document_name: 'a.txt', path: 'a.txt', bytes: 1, sha256: sha256Of('a'), pass: 1, warmup: true },
      { document_name: 'b.txt', path: 'b.txt', bytes: 1, sha256: sha256Of('b'), pass: 1 },
      { document_name: 'pass-2__a.txt', path: 'a.txt', bytes: 1, sha256: sha256Of('a'), pass: 2 },
      { document_name: 'pass-2__b.txt', path: 'b.txt', bytes: 1, sha256: sha256Of('b'), pass: 2 },
    ]);
    const sha256 = sha256Of(`${sha256Of('a')}  a.txt\n${sha256Of('b')}  b.txt\n`);
    expect(await world.told('PlanCompleted')).toMatchObject([{ count: 4, bytes: 4, sha256 }]);
  });

  it('is in the order of the seed, and of the same corpus whatever the order', async () => {
    const paths = world.artifacts.fill(30);
    await worker.start({ workload: closed(1, { order: { kind: 'shuffled', seed: 3 } }) });
    await plan();
    expect(await names()).not.toEqual(paths);
    expect((await names()).toSorted()).toEqual(paths);
    const sha256 = sha256Of(paths.map((path) => `${sha256Of(path)}  ${path}\n`).join(''));
    expect(await world.told('PlanCompleted')).toMatchObject([{ sha256 }]);
  });

  it('hashes each document once, however often it is sent', async () => {
    const paths = world.artifacts.fill(5);
    await worker.start({ workload: closed(1, { repeat: 4 }) });
    const hashed: string[] = [];
    world.artifacts.onFingerprint = (path) => hashed.push(path);
    await plan();
    expect(hashed).toEqual(paths);
  });

  it('that was begun is carried on by another worker', async () => {
    world.artifacts.fill(2500);
    await worker.start();
    world.artifacts.onFingerprint = (path) => {
      if (path === '1800.txt') throw new Error('the power went out');
    };
    await expect(plan()).rejects.toThrow('the power went out');
    world.artifacts.onFingerprint = () => {};
    const other = await world.process();
    await other.perform('run-benchmark', 'BenchmarkCreated');
    expect((await world.told('DocumentsPlanned')).map(({ documents }) => documents.length)).toEqual([1000, 1000, 500]);
    expect(await world.told('PlanCompleted')).toMatchObject([{ count: 2500 }]);
  });

  it('is made once, however often the job comes', async () => {
    world.artifacts.fill(3);
    await worker.start();
    await plan();
    const before = await world.types();
    await plan();
    expect(await world.types()).toEqual(before);
  });

  it('is left alone when the worker has to stop, for the next one to carry on', async () => {
    world.artifacts.fill(1500);
    await worker.start();
    const stop = new AbortController();
    world.artifacts.onFingerprint = (path) => {
      if (path === '1200.txt') stop.abort(new Error('shutting down'));
    };
    await expect(worker.perform('run-benchmark', 'BenchmarkCreated', { signal: stop.signal })).rejects.toThrow('shutting down');
    expect(await world.types()).toEqual(['BenchmarkCreated', 'DocumentsPlanned']);
  });
});

describe('A run fails at once', () => {
  it('when documents cannot be told apart by their names', async () => {
    hold({ 'a/x.txt': '', 'b/x.txt': '', a__x: '', 'a/x': '', 'b/x': '' });
    await worker.start();
    await plan();
    await expectFailure('PlanDocuments: Documents with the same name: a__x.');
  });

  it('of names that no platform would report as they are', async () => {
    hold({ 'a\nb.txt': 'a' });
    await worker.start();
    await plan();
    await expectFailure('PlanDocuments: Names with control characters: ["a\\nb.txt"].');
  });

  it('of a name that is too long, and names it', async () => {
    const name = `${'x'.repeat(197)}.txt`;
    hold({ [`more/${name}`]: 'a', 'b.txt': 'b' });
    await worker.start();
    await plan();
    await expectFailure(`PlanDocuments: Names of more than 200 characters: ["${name}"].`);
  });

  it('when the workload is not possible any more with the documents that there are now', async () => {
    hold({ 'a.txt': '', 'pass-2__a.txt': '' });
    await worker.start({ workload: closed(1, { repeat: 2 }) });
    await plan();
    await expectFailure(
      'PlanDocuments: The workload is not possible with these documents: a later pass would use the name of a document that is there: "pass-2__a.txt".',
    );
  });

  it('when there are no documents', async () => {
    await worker.start();
    await plan();
    await expectFailure('PlanDocuments: There are no documents to upload.');
  });

  it('when a file that was asked for is gone', async () => {
    await worker.start({ documents: { kind: 'files', count: 1 } });
    await worker.send(ask.select(0, 'gone.txt'));
    await worker.perform('run-benchmark', 'DocumentsSelected');
    await expectFailure('PlanDocuments: there is no gone.txt');
  });
});

const plan = () => worker.perform('run-benchmark', 'BenchmarkCreated');

function hold(documents: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(documents)) world.artifacts.documents.set(path, text);
}

const names = async () =>
  (await world.told('DocumentsPlanned')).flatMap(({ documents }) => documents.map(({ document_name }) => document_name));

async function expectFailure(reason: string): Promise<void> {
  expect(await world.told('ErrorOccurred')).toMatchObject([{ step: 'PlanDocuments', will_retry: false }]);
  expect(await world.told('BenchmarkFailed')).toMatchObject([{ reason }]);
}

const bytesOf = (event: object): number =>
  Buffer.byteLength(JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)));
