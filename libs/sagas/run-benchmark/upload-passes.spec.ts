import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClockSample, Workload } from '#domain';
import { ask, at, burst, closed } from '#domain/testing';
import { eventually, World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
});
afterEach(() => world.close());

describe('Passes', () => {
  it('are sent one after the other, each when the platform is through with the one before', async () => {
    await prepare(6, closed(3, { repeat: 3 }));
    let open = 0;
    const openAtBegin: number[] = [];
    world.platform.onUpload = (names) => {
      if (names[0]?.endsWith('0001.txt')) openAtBegin.push(open);
      open += names.length;
      void sleep(10).then(async () => {
        await processed(names);
        open -= names.length;
      });
    };
    await upload();
    await eventually(async () => (await world.types()).includes('BenchmarkCompleted'));
    const passes = world.platform.sent.map((name) => /^pass-(\d)__/.exec(name)?.[1] ?? '1');
    expect(passes.join('')).toBe('1'.repeat(6) + '2'.repeat(6) + '3'.repeat(6));
    expect(openAtBegin).toEqual([0, 0, 0]);
    expect(await world.told('BenchmarkCompleted')).toMatchObject([{ done: 18, failed: 0 }]);
  });

  it('send the same documents each time', async () => {
    await prepare(2, closed(1, { repeat: 2 }));
    world.platform.onUpload = (names) => processed(names);
    await upload();
    expect([...world.platform.contents]).toEqual([
      ['0001.txt', '0001.txt'],
      ['0002.txt', '0002.txt'],
      ['pass-2__0001.txt', '0001.txt'],
      ['pass-2__0002.txt', '0002.txt'],
    ]);
  });

  it('go on after documents that failed', async () => {
    await prepare(2, closed(1, { repeat: 2 }));
    world.platform.onUpload = async (names) => {
      if (names.includes('0002.txt')) throw new Error('the platform answered 500');
      await processed(names);
    };
    await upload();
    expect(await world.told('BenchmarkCompleted')).toMatchObject([{ done: 3, failed: 1 }]);
  });

  it('wait for a platform that never reports until the run is ended, and send nothing more', async () => {
    await prepare(2, closed(1, { repeat: 2 }));
    const work = upload();
    await eventually(async () => (await world.told('DocumentsUploaded')).length > 0);
    await sleep(100);
    await worker.send(ask.timeOut());
    await work;
    expect(world.platform.sent).toEqual(['0001.txt', '0002.txt']);
    expect((await world.types()).at(-1)).toBe('BenchmarkTimedOut');
  });

  it('are carried on by another worker: what was lost is failed, what was sent is not sent again', async () => {
    await prepare(3, closed(1, { repeat: 2 }));
    await worker.send(ask.send('0001.txt'));
    world.platform.onUpload = (names) => processed(names);
    const other = await world.process();
    await other.perform('run-benchmark', 'ProjectCreated');
    expect(world.platform.sent).toEqual(['0002.txt', '0003.txt', 'pass-2__0001.txt', 'pass-2__0002.txt', 'pass-2__0003.txt']);
    expect(await world.told('DocumentsInterrupted')).toMatchObject([{ document_names: ['0001.txt'] }]);
    expect(await world.told('DocumentUploadFailed')).toMatchObject([{ document_name: '0001.txt' }]);
    expect(await world.told('BenchmarkCompleted')).toMatchObject([{ done: 5, failed: 1 }]);
  });

  it('stop between two of them when the worker has to', async () => {
    await prepare(2, closed(1, { repeat: 2 }));
    const stop = new AbortController();
    const work = worker.perform('run-benchmark', 'ProjectCreated', { signal: stop.signal });
    await eventually(async () => (await world.told('DocumentsUploaded')).length > 0);
    stop.abort(new Error('shutting down'));
    await expect(work).rejects.toThrow('aborted');
    expect(world.platform.sent).toHaveLength(2);
    expect(await world.types()).not.toContain('ErrorOccurred');
  });
});

describe('A batch', () => {
  it('is one request; the last one holds what is left', async () => {
    const paths = await prepare(7, closed(1, { batch: 3 }));
    await upload();
    expect(world.platform.requests).toEqual([paths.slice(0, 3), paths.slice(3, 6), paths.slice(6)]);
  });

  it('keeps so many requests in flight', async () => {
    await prepare(40, closed(3, { batch: 4 }));
    world.platform.onUpload = () => sleep(20);
    await upload();
    expect(world.platform.requests).toHaveLength(10);
    expect(Math.max(...world.platform.concurrency)).toBe(3);
  });

  it('of a burst leaves together with all others, each when it was wanted', async () => {
    await prepare(50, burst({ batch: 5 }));
    world.platform.onUpload = () => sleep(20);
    await upload();
    expect(Math.max(...world.platform.concurrency)).toBe(10);
    const documents = (await world.told('DocumentsUploaded')).flatMap((each) => each.documents);
    expect(new Set(documents.map(({ scheduled_at }) => scheduled_at)).size).toBe(1);
  });

  it('that fails fails every document in it, and no other', async () => {
    await prepare(6, closed(1, { batch: 2 }));
    world.platform.onUpload = (names) => {
      if (names.includes('0003.txt')) throw new Error('the platform answered 413');
    };
    await upload();
    const failed = (await world.told('DocumentUploadFailed')).map(({ document_name }) => document_name);
    expect(failed).toEqual(['0003.txt', '0004.txt']);
  });
});

describe('The memory of a generator', () => {
  it.each<[string, Workload, number]>([
    ['of four requests', closed(4), 16 * 1024 * 1024],
    ['of a burst of everything', burst(), 671_088],
    ['of batches', closed(10, { batch: 10 }), 671_088],
  ])('%s is shared by the documents that are open at a time', async (_what, workload, share) => {
    await prepare(100, workload);
    const shares = new Set<number | undefined>();
    const reallyOpen = world.artifacts.open.bind(world.artifacts);
    world.artifacts.open = (path, expected, inMemory?: number) => {
      shares.add(inMemory);
      return reallyOpen(path, expected);
    };
    await upload();
    expect([...shares]).toEqual([share]);
  });
});

describe("The platform's clock", () => {
  it('is asked before the first upload and after the last, and both are on record before the run can be over', async () => {
    await prepare(20, closed(4));
    world.platform.time = sample;
    world.platform.onUpload = (names) => processed(names);
    await upload();
    const samples = Array.from({ length: 8 }, () => sample());
    expect(await world.told('ClockSampled')).toMatchObject([
      { phase: 'before', samples },
      { phase: 'after', samples },
    ]);
    const types = await world.types();
    expect(types.indexOf('ClockSampled')).toBeLessThan(types.indexOf('DocumentsSending'));
    expect(types.lastIndexOf('ClockSampled')).toBeLessThan(types.indexOf('BenchmarkCompleted'));
  });

  it('is asked after the last pass only', async () => {
    await prepare(2, closed(1, { repeat: 3 }));
    world.platform.time = sample;
    world.platform.onUpload = (names) => processed(names);
    await upload();
    expect((await world.told('ClockSampled')).map(({ phase }) => phase)).toEqual(['before', 'after']);
  });

  it('may be missing', async () => {
    await prepare(2, closed(1));
    await upload();
    expect(await world.types()).not.toContain('ClockSampled');
    expect(world.platform.sent).toHaveLength(2);
  });

  it('is not asked for a time before by a worker that carries on', async () => {
    await prepare(3, closed(1));
    world.platform.time = sample;
    await worker.send(ask.send('0001.txt'));
    const work = upload();
    await eventually(async () => (await world.told('ClockSampled')).length > 0);
    expect((await world.told('ClockSampled')).map(({ phase }) => phase)).toEqual(['after']);
    await worker.send(ask.cancel());
    await work;
  });
});

const sample = (): ClockSample => ({ t1: at(1), t2: at(1.5), t3: at(1.5), t4: at(1.1) });

/** Plans so many documents; answers their names. */
async function prepare(documents: number, workload: Workload): Promise<readonly string[]> {
  const paths = world.artifacts.fill(documents);
  await worker.startAndPrepare({ workload });
  return paths;
}

const upload = () => worker.perform('run-benchmark', 'ProjectCreated');

async function processed(names: readonly string[]): Promise<void> {
  for (const name of names) await worker.report(name, { start: 5, end: 7 });
}
