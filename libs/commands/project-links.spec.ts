import { beforeEach, describe, expect, it } from '@jest/globals';
import { benchmarkStream, type BenchmarkCommand } from '#domain';
import { ask } from '#domain/testing';
import { Refusal, type Event, type Revision } from '#eventsourcing';
import { InMemoryEventStore } from '#eventsourcing/testing';
import { BenchmarkAggregates, ProjectLinks } from './index.js';

const HOST = 'platform:8283';
/** Long enough for a slow machine to use an answer again within it. */
const LEASE = 2000;

class CountingStore extends InMemoryEventStore {
  reads = 0;

  override async *read<E extends Event>(stream: string, after?: Revision) {
    this.reads += 1;
    yield* super.read<E>(stream, after);
  }
}

let store: CountingStore;
let benchmarks: BenchmarkAggregates;
let links: ProjectLinks;
beforeEach(() => {
  store = new CountingStore();
  benchmarks = new BenchmarkAggregates(store);
  links = newProcess(0);
});

describe('A project', () => {
  it('belongs to the benchmark it was made for', async () => {
    await link('a');
    expect(await links.find(HOST, '7')).toBe('a');
  });

  it('of another host, or with another id, is another project', async () => {
    await link('a');
    expect(await links.find('platform:8284', '7')).toBeUndefined();
    expect(await links.find(HOST, '8')).toBeUndefined();
  });

  it('with any name from outside is found', async () => {
    const projectId = '7/../$all\u0000"\n';
    await links.link({ host: HOST, projectId, benchmarkId: 'a', at: 1 });
    expect(await links.find(HOST, projectId)).toBe('a');
  });

  it('that nobody made is not found', async () => {
    expect(await links.find(HOST, '7')).toBeUndefined();
  });
});

describe('A project id that is used again', () => {
  it('belongs to the newest benchmark that is not over', async () => {
    await benchmark('a');
    await benchmark('b');
    await benchmark('c', 'over');
    for (const each of ['a', 'b', 'c']) await link(each);
    expect(await links.find(HOST, '7')).toBe('b');
  });

  it('belongs to the one before as soon as the newest is over, although another answer was in use', async () => {
    links = newProcess(60_000);
    await benchmark('a');
    await benchmark('b');
    await newProcess(0).link({ host: HOST, projectId: '7', benchmarkId: 'a', at: 1 });
    await newProcess(0).link({ host: HOST, projectId: '7', benchmarkId: 'b', at: 2 });
    expect(await links.find(HOST, '7')).toBe('b');
    await send('b', ask.cancel());
    const told: string[] = [];
    const tell = async (benchmarkId: string) => {
      told.push(benchmarkId);
      if (benchmarkId === 'b') throw new Refusal('BenchmarkOver', 'The benchmark is over.');
    };
    await links.withBenchmark(HOST, '7', tell);
    await links.withBenchmark(HOST, '7', tell);
    expect(told).toEqual(['b', 'a', 'a']);
  });

  it('is refused with what the only right one says', async () => {
    await benchmark('a');
    await link('a');
    const over = new Refusal('UnknownDocument', 'This document is not part of the benchmark.');
    await expect(links.withBenchmark(HOST, '7', () => Promise.reject(over))).rejects.toBe(over);
    await expect(links.withBenchmark(HOST, '8', () => Promise.resolve())).rejects.toMatchObject({ code: 'UnknownProject' });
  });

  it('belongs to the newest one when all are over', async () => {
    for (const each of ['a', 'b']) {
      await benchmark(each, 'over');
      await link(each);
    }
    expect(await links.find(HOST, '7')).toBe('b');
  });

  it('stays with its benchmark when the link is made again', async () => {
    await benchmark('a');
    await benchmark('b');
    for (const each of ['a', 'b', 'a']) await link(each);
    expect(await links.find(HOST, '7')).toBe('b');
  });
});

describe('An answer', () => {
  it('is used again for as long as its lease runs', async () => {
    links = newProcess(LEASE);
    await link('a');
    await links.find(HOST, '7');
    const before = store.reads;
    await links.find(HOST, '7');
    expect(store.reads).toBe(before);
  });

  it('is looked up anew when its lease has run out', async () => {
    await link('a');
    await links.find(HOST, '7');
    const before = store.reads;
    await links.find(HOST, '7');
    expect(store.reads).toBeGreaterThan(before);
  });

  it('that there is no such project is never used again: another process may make it at any moment', async () => {
    links = newProcess(LEASE);
    expect(await links.find(HOST, '7')).toBeUndefined();
    await newProcess(LEASE).link({ host: HOST, projectId: '7', benchmarkId: 'a', at: 1 });
    expect(await links.find(HOST, '7')).toBe('a');
  });
});

describe('Two processes', () => {
  it('find the newest benchmark as soon as it is linked, also where an older answer was in use', async () => {
    const [api, worker] = [newProcess(300), newProcess(300)];
    await benchmark('a');
    await worker.link({ host: HOST, projectId: '7', benchmarkId: 'a', at: 1 });
    expect(await api.find(HOST, '7')).toBe('a');
    await benchmark('b');
    const linking = worker.link({ host: HOST, projectId: '7', benchmarkId: 'b', at: 2 });
    let isLinked = false;
    const linked = linking.then(() => (isLinked = true));
    // The API is asked all the time, and every answer it gets may be used for a while.
    while (!isLinked) {
      expect(['a', 'b']).toContain(await api.find(HOST, '7'));
      await new Promise(setImmediate);
    }
    expect(await api.find(HOST, '7')).toBe('b');
    expect(await worker.find(HOST, '7')).toBe('b');
    await linked;
  });

  it('do not wait for each other with the first benchmark of a project', async () => {
    const began = performance.now();
    await newProcess(60_000).link({ host: HOST, projectId: '7', benchmarkId: 'a', at: 1 });
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});

/** What one process knows; it uses an answer again for so many milliseconds. */
const newProcess = (lease: number) => new ProjectLinks(store, new BenchmarkAggregates(store), lease);

const link = (benchmarkId: string) => links.link({ host: HOST, projectId: '7', benchmarkId, at: 1 });

async function benchmark(benchmarkId: string, state: 'running' | 'over' = 'running'): Promise<void> {
  for (const command of state === 'over' ? [ask.create(), ask.cancel()] : [ask.create()]) await send(benchmarkId, command);
}

const send = (benchmarkId: string, command: BenchmarkCommand) =>
  benchmarks.send(benchmarkStream(benchmarkId), { ...command, data: { ...command.data, benchmarkId } } as BenchmarkCommand);
