import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startNode, type RunningNode } from '#eventstore';
import { OutcomeUnknown, RevisionConflict, StoreUnavailable } from '#eventsourcing';
import { freePort } from '../postgres/free-port.js';
import { EventStoreDbEventStore } from './index.js';
import { FaultProxy, happened, numbers, timed } from './testing/index.js';

it('notices by itself that a live subscription is black-holed, and finds its way again', async () => {
  const seen = follow(undefined, 1);
  await store.append('a-1', [happened(0)], 'no-stream');
  const position = (await seen).at(-1)!;
  const following = follow(position, Infinity);
  await new Promise((resolve) => setTimeout(resolve, 100));
  proxy.swallow();
  expect(await timed(following)).toBeLessThan(60_000);
  await expect(following).rejects.toThrow(StoreUnavailable);
  proxy.heal();
  const again = follow(position, 1);
  expect(await store.append('a-1', [happened(1)], 0n)).toBe(1n);
  expect(await again).toHaveLength(1);
});

it('needs a new connection, not more patience, when the old one is black-holed', async () => {
  await store.append('a', [happened(0)], 'no-stream');
  proxy.swallow();
  await expect(store.append('a', [happened(1)], 0n)).rejects.toThrow(OutcomeUnknown);
  proxy.heal();
  expect(await store.append('a', [happened(2)], 0n)).toBe(1n);
  proxy.swallow();
  await expect(read('a')).rejects.toThrow(StoreUnavailable);
  proxy.heal();
  expect(await read('a')).toEqual([0, 2]);
});

it('stores once what it had to send twice, for the answer to the first came too late', async () => {
  await store.append('b', [happened(0)], 'no-stream');
  const events = [happened(0), happened(1)];
  proxy.delay(2 * PATIENCE);
  await expect(store.append('a', events, 'no-stream')).rejects.toThrow(OutcomeUnknown);
  proxy.heal();
  expect(await store.append('a', events, 'no-stream')).toBe(1n);
  expect(await read('a')).toEqual([0, 1]);
});

it('reads every event once, however often the line is cut', async () => {
  let revision: bigint | 'no-stream' = 'no-stream';
  for (const part of numbers(5)) {
    revision = await store.append('a', numbers(500, 500 * part).map((n) => happened(n, 'x'.repeat(400))), revision) as bigint;
  }
  let cuts = 0;
  const found: number[] = [];
  for await (const { data } of store.read<ReturnType<typeof happened>>('a')) {
    found.push(data.n);
    if (found.length % 400 === 0) {
      cuts += 1;
      proxy.cutAfterAnswering(20_000);
    }
  }
  expect(found).toEqual(numbers(2500));
  expect(cuts).toBe(6);
});

it('loses no event of a subscription that starts again wherever it was cut', async () => {
  let position: bigint | undefined;
  const found: number[] = [];
  const writing = (async () => {
    for (const n of numbers(60)) await direct.append(`a-${n}`, [happened(n, 'x'.repeat(2000))], 'no-stream');
  })();
  for (let drops = 0; found.length < 60; drops += 1) {
    const stop = new AbortController();
    proxy.cutAfterAnswering(30_000);
    try {
      for await (const batch of store.subscribe({ prefix: 'a-' }, position, stop.signal)) {
        for (const { data } of batch.events) found.push((data as { n: number }).n);
        position = batch.position;
        if (found.length === 60) stop.abort();
      }
    } catch (error) {
      expect(error).toBeInstanceOf(StoreUnavailable);
    }
    expect(drops).toBeLessThan(20);
  }
  await writing;
  expect(found).toEqual(numbers(60));
});

it('answers at once while the store is down, and works as soon as it is up', async () => {
  await node.stop();
  await expect(store.append('a', [happened(0)], 'no-stream')).rejects.toThrow(OutcomeUnknown);
  await expect(read('a')).rejects.toThrow(StoreUnavailable);
  await expect(follow(undefined, 1)).rejects.toThrow(StoreUnavailable);
  await expect(store.ping()).rejects.toThrow(StoreUnavailable);
  node = await startNode({ inMemory: true, port: node.port });
  expect(await store.append('a', [happened(0)], 'no-stream')).toBe(0n);
  expect(await store.ping()).toBeGreaterThanOrEqual(0n);
});

it('finds a cluster that could not be found at first', async () => {
  await node.stop();
  const cluster = new EventStoreDbEventStore(`esdb://127.0.0.1:1,127.0.0.1:${node.port}?tls=false&maxDiscoverAttempts=1`, OPTIONS);
  await expect(cluster.append('a', [happened(0)], 'no-stream')).rejects.toThrow(OutcomeUnknown);
  await expect(cluster.ping()).rejects.toThrow(StoreUnavailable);
  node = await startNode({ inMemory: true, port: node.port });
  expect(await cluster.append('a', [happened(0)], 'no-stream')).toBe(0n);
  await cluster.close();
});

it('takes KurrentDB\'s name for the store, and no word on append failures', async () => {
  const url = node.url.replace('esdb:', 'kurrentdb:');
  const other = new EventStoreDbEventStore(`${url}&throwOnAppendFailure=false`, OPTIONS);
  expect(await other.append('a', [happened(0)], 'no-stream')).toBe(0n);
  await expect(other.append('a', [happened(1)], 'no-stream')).rejects.toThrow(RevisionConflict);
  await other.close();
});

it('keeps the password out of what it says about a connection string', () => {
  const make = () => new EventStoreDbEventStore('esdb://admin:geheim@host:port');
  expect(make).toThrow('connection string');
  expect(make).not.toThrow('geheim');
});

it.each([1, 4])('says that an append of %d MiB is too large, and goes on with the others', async (size) => {
  const large = numbers(size * 4 + 1).map((n) => happened(n, 'x'.repeat(256 * 1024)));
  await expect(store.append('a', large, 'no-stream')).rejects.toMatchObject({ type: 'maximum-append-size-exceeded' });
  expect(await store.append('a', [happened(0)], 'no-stream')).toBe(0n);
});

it('carries hundreds of appends at a time, each with its own answer', async () => {
  const [good, bad] = [numbers(300), numbers(300, 300)];
  const patient = new EventStoreDbEventStore(proxy.url, { appendTimeout: 60_000, readTimeout: 60_000 });
  for (const n of bad) await direct.append(`a-${n}`, [happened(n)], 'no-stream');
  const answers = await Promise.allSettled([...good, ...bad].map((n) => patient.append(`a-${n}`, [happened(n)], 'no-stream')));
  await patient.close();
  expect(answers.slice(0, 300).every((answer) => answer.status === 'fulfilled' && answer.value === 0n)).toBe(true);
  expect(answers.slice(300).every((answer) => answer.status === 'rejected' && answer.reason instanceof RevisionConflict)).toBe(true);
});

const PATIENCE = 2000;
const OPTIONS = { appendTimeout: PATIENCE, readTimeout: PATIENCE };
let node: RunningNode;
let proxy: FaultProxy;
/** Through the proxy, and past it. */
let store: EventStoreDbEventStore;
let direct: EventStoreDbEventStore;
beforeEach(async () => {
  // A port that nobody is given while the node is down.
  node = await startNode({ inMemory: true, port: await freePort() });
  proxy = await FaultProxy.to(node.port);
  store = new EventStoreDbEventStore(proxy.url, OPTIONS);
  direct = new EventStoreDbEventStore(node.url, OPTIONS);
});
afterEach(async () => {
  await Promise.all([store.close(), direct.close()]);
  await proxy.close();
  await node.stop();
});

async function read(stream: string): Promise<number[]> {
  const found: number[] = [];
  for await (const { data } of store.read<ReturnType<typeof happened>>(stream)) found.push(data.n);
  return found;
}

/** The positions of the next `count` events. */
async function follow(position: bigint | undefined, count: number): Promise<bigint[]> {
  const stop = new AbortController();
  const found: bigint[] = [];
  for await (const { events } of store.subscribe({ prefix: 'a-' }, position, stop.signal)) {
    found.push(...events.map((event) => event.position));
    if (found.length >= count) stop.abort();
  }
  return found;
}
