import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { StoreUnavailable, type Batch } from '#eventsourcing';
import { EventStoreDbEventStore } from './index.js';
import {
  breakCall, caughtUp, checkpoint, confirmation, happened, numbers, readEvent, ScriptedStore, timed, type ReadCallOfStore,
} from './testing/index.js';

it.each<[string, (call: ReadCallOfStore) => void]>([
  ['ends it as if all were well', (call) => call.end()],
  ['breaks it', (call) => breakCall(call, 14, 'unavailable')],
  ['cancels it', (call) => breakCall(call, 1, 'cancelled')],
])('tells that a subscription is dropped when the store %s, after what it had brought', async (_, end) => {
  server.script.read = (call) => {
    live(call, [readEvent('a-1', 0)]);
    setTimeout(() => end(call), 20);
  };
  const seen: Batch[] = [];
  await expect(follow((batch) => seen.push(batch))).rejects.toThrow(StoreUnavailable);
  expect(seen).toMatchObject([{ events: [{ position: 0n }], position: 0n }]);
  await expectRecovery(0n);
});

it.each<[string, (call: ReadCallOfStore) => void]>([
  ['never confirmed', () => undefined],
  ['confirmed, but never caught up', (call) => call.write(confirmation())],
  ['mute in the middle of old events', (call) => [confirmation(), readEvent('a-1', 0)].forEach((each) => call.write(each))],
])('drops a subscription that is %s', async (_, script) => {
  server.script.read = script;
  const following = follow();
  expect(await timed(following)).toBeLessThan(10 * PATIENCE);
  await expect(following).rejects.toThrow(StoreUnavailable);
  await expectRecovery(undefined);
});

it('bears silence once it has caught up', async () => {
  server.script.read = (call) => {
    live(call, []);
    setTimeout(() => call.write(readEvent('a-1', 0)), 2 * PATIENCE);
  };
  const [first] = await batches(1);
  expect(first!.events).toHaveLength(1);
});

it('begins behind the position it is given, and cancels when aborted', async () => {
  const positions: (string | undefined)[] = [];
  const cancelled = new Promise<void>((resolve) => {
    server.script.read = (call) => {
      positions.push(call.request.getOptions()?.getAll()?.getPosition()?.getCommitPosition());
      call.on('cancelled', resolve);
      live(call, []);
    };
  });
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  for await (const batch of store.subscribe({ prefix: 'a-' }, 18446744073709551615n, stop.signal)) throw new Error(String(batch.position));
  await cancelled;
  expect(positions).toEqual(['18446744073709551615']);
});

it('leaves out what the store could not filter: longer types, other streams, the system', async () => {
  server.script.read = (call) =>
    live(call, [readEvent('a-1', 0, 'HappenedTwice'), readEvent('b-1', 1), readEvent('$a-1', 2), readEvent('a-1', 3)]);
  const seen: bigint[] = [];
  await follow((batch, stop) => {
    seen.push(...batch.events.map(({ position }) => position));
    if (batch.position === 3n) stop.abort();
  }, { prefix: 'a-', types: ['Happened'] });
  expect(seen).toEqual([3n]);
});

it('never tells of a checkpoint before the events that come before it', async () => {
  server.script.read = (call) => live(call, numbers(9000).map((n) => (n % 3 === 2 ? checkpoint(n) : readEvent('a-1', n))));
  let reached = -1n;
  let events = 0;
  await follow(async (batch, stop) => {
    // Busy, until the adapter holds the store back and events pile up inside the client.
    if (events === 0) await new Promise((resolve) => setTimeout(resolve, 500));
    for (const { position } of batch.events) expect(position > reached).toBe(true);
    expect(batch.position >= (batch.events.at(-1)?.position ?? reached)).toBe(true);
    reached = batch.position;
    events += batch.events.length;
    if (events === 6000) stop.abort();
  });
  expect(events).toBe(6000);
});

it('tells about once a second how far the store has looked in vain', async () => {
  server.script.read = (call) => {
    live(call, []);
    let n = 0;
    const timer = setInterval(() => call.write(checkpoint(n++)), 5);
    call.on('cancelled', () => clearInterval(timer));
  };
  const [start, [first, second]] = [performance.now(), await batches(2)];
  expect(performance.now() - start).toBeGreaterThan(900);
  expect(first!.events).toEqual([]);
  expect(second!.position > first!.position).toBe(true);
});

it('holds the store back while its consumer is busy, and nobody else on the line', async () => {
  let written = 0;
  server.script.read = (call) => {
    call.write(confirmation());
    const fill = () => {
      while (call.write(readEvent('a-1', written++)) && !call.cancelled);
    };
    call.on('drain', fill);
    fill();
  };
  const stop = new AbortController();
  for await (const { events } of store.subscribe({ prefix: 'a-' }, undefined, stop.signal)) {
    expect(events.length).toBeLessThanOrEqual(1100);
    for (let before = -1; written > before && written < LIMIT; await new Promise((resolve) => setTimeout(resolve, 200))) before = written;
    expect(await store.append('b', [happened(1, 'x'.repeat(200_000))], 'no-stream')).toBe(0n);
    stop.abort();
  }
  expect(written).toBeLessThan(LIMIT);
});

it('drops its subscriptions when it is closed', async () => {
  await store.close();
  store = new EventStoreDbEventStore(server.url, { appendTimeout: 3_600_000, readTimeout: 3_600_000 });
  const following = expect(follow()).rejects.toThrow(StoreUnavailable);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await store.close();
  await following;
});

const PATIENCE = 2000;
/** More than a consumer that does nothing may ever be sent. */
const LIMIT = 20_000;
let server: ScriptedStore;
let store: EventStoreDbEventStore;
beforeEach(async () => {
  server = await ScriptedStore.start();
  store = new EventStoreDbEventStore(server.url, { appendTimeout: PATIENCE, readTimeout: PATIENCE });
});
afterEach(async () => {
  await store.close();
  server.stop();
});

/** A subscription as it should be, so far. */
function live(call: ReadCallOfStore, messages: readonly Parameters<ReadCallOfStore['write']>[0][]): void {
  for (const message of [confirmation(), ...messages, caughtUp()]) call.write(message);
}

async function follow(
  onBatch: (batch: Batch, stop: AbortController) => unknown = () => undefined,
  filter: Parameters<EventStoreDbEventStore['subscribe']>[0] = { prefix: 'a-' },
  position?: bigint,
): Promise<void> {
  const stop = new AbortController();
  for await (const batch of store.subscribe(filter, position, stop.signal)) await onBatch(batch, stop);
}

async function batches(count: number, filter?: Parameters<typeof follow>[1]): Promise<Batch[]> {
  const seen: Batch[] = [];
  await follow((batch, stop) => {
    if (seen.push(batch) === count) stop.abort();
  }, filter);
  return seen;
}

async function expectRecovery(position: bigint | undefined): Promise<void> {
  server.script.read = (call) => live(call, [readEvent('a-1', 1)]);
  const seen: bigint[] = [];
  await follow((batch, stop) => {
    seen.push(...batch.events.map((event) => event.position));
    stop.abort();
  }, { prefix: 'a-' }, position);
  expect(seen).toEqual([1n]);
}
