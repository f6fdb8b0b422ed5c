import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { closed, search } from '#domain/testing';
import { readSearch } from '#reports';
import { eventually, World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
let other: WorkerProcess;
beforeEach(async () => {
  world = new World();
  [worker, other] = [await world.process(), await world.process()];
});
afterEach(() => world.close());

describe('A worker that has to stop', () => {
  it('finishes what is on its way, and the next one sends the rest: everything once, nothing interrupted', async () => {
    const paths = await prepare(200, 3);
    world.store.delay = 10;
    const stop = new AbortController();
    world.platform.onUpload = async () => {
      await sleep(2);
      if (world.platform.requests.length >= 20) stop.abort(new Error('shutting down'));
    };
    await expect(upload(worker, { signal: stop.signal })).rejects.toThrow('shutting down');
    expect(world.platform.sent.length).toBeLessThan(200);
    expect(await uploaded()).toEqual([...world.platform.sent].sort());
    expect(await sending()).toEqual([...world.platform.sent].sort());
    await upload(other);
    expect([...world.platform.sent].sort()).toEqual(paths);
    expect(await uploaded()).toEqual(paths);
    expect(await world.types()).not.toContain('DocumentsInterrupted');
    expect(await world.types()).not.toContain('ErrorOccurred');
  });

  it('sends at once what is on record, however long the platform takes to acknowledge: nothing of it is lost', async () => {
    await prepare(100, 2);
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    world.platform.onUpload = () => answered;
    const stop = new AbortController();
    const stopped = upload(worker, { signal: stop.signal });
    await eventually(async () => world.platform.sent.length === 2 && (await sending()).length > 2);
    stop.abort(new Error('shutting down'));
    await eventually(async () => world.platform.sent.length === (await sending()).length);
    answer();
    await expect(stopped).rejects.toThrow('shutting down');
    expect(await uploaded()).toEqual(await sending());
  });

  it('in the middle of a pass of a search: the next one says that its schedule begins anew, and the pass decides nothing', async () => {
    world.artifacts.fill(20);
    await worker.startAndPrepare({ workload: search(1, { repeat: 1, objective: 'max(end_to_end) < 1000s' }) });
    const stop = new AbortController();
    world.platform.onUpload = () => {
      if (world.platform.sent.length === 5) stop.abort(new Error('shutting down'));
    };
    await expect(upload(worker, { signal: stop.signal })).rejects.toThrow('shutting down');
    expect(world.platform.sent.length).toBeLessThan(20);
    await upload(other);
    for (const name of world.platform.sent) await worker.report(name, { start: 5, end: 7 });
    expect(await world.told('DocumentsInterrupted')).toMatchObject([{ document_names: [], pass: 1 }]);
    expect((await world.types()).at(-1)).toBe('BenchmarkCompleted');
    expect(await readSearch(await world.history())).toMatchObject({ kept: null, missed: null, passes: [{ isKept: undefined, done: 20 }] });
  });

  it('sends nothing when it hears of that while it logs in', async () => {
    await prepare(20, 3);
    const stop = new AbortController();
    world.platform.onLogin = () => stop.abort(new Error('shutting down'));
    await expect(upload(worker, { signal: stop.signal })).rejects.toThrow('shutting down');
    expect(world.platform.sent).toEqual([]);
    expect(await world.types()).not.toContain('DocumentsSending');
  });

  it('sends nothing when it hears of that while it asks for the time', async () => {
    await prepare(20, 3);
    const stop = new AbortController();
    world.platform.time = () => void stop.abort(new Error('shutting down'));
    await expect(upload(worker, { signal: stop.signal })).rejects.toThrow('shutting down');
    expect(world.platform.sent).toEqual([]);
  });

  it('sends what it was about to put on record, too', async () => {
    await prepare(20, 1);
    const stop = new AbortController();
    world.store.onAppend = (events) => {
      if (events.some(({ type }) => type === 'DocumentsSending')) stop.abort(new Error('shutting down'));
    };
    await expect(upload(worker, { signal: stop.signal })).rejects.toThrow('shutting down');
    expect(world.platform.sent).toHaveLength(2);
    expect(await sending()).toEqual([...world.platform.sent]);
  });
});

/** Plans so many documents; answers their names. */
async function prepare(documents: number, in_flight: number): Promise<readonly string[]> {
  const paths = world.artifacts.fill(documents);
  await worker.startAndPrepare({ workload: closed(in_flight) });
  return paths;
}

const upload = (by: WorkerProcess, turn?: { signal: AbortSignal }) => by.perform('run-benchmark', 'ProjectCreated', turn);

const uploaded = async () =>
  (await world.told('DocumentsUploaded')).flatMap(({ documents }) => documents.map(({ document_name }) => document_name)).sort();
const sending = async () => (await world.told('DocumentsSending')).flatMap(({ document_names }) => document_names).sort();
