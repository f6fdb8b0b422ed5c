import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '#eventsourcing';
import { EventStoreDbEventStore } from './index.js';
import { breakCall, numbers, readEvent, ScriptedStore, timed, type ReadCallOfStore } from './testing/index.js';

it('gives a read up when the store stays mute', async () => {
  server.script.read = () => undefined;
  const reading = read();
  expect(await timed(reading)).toBeLessThan(10 * PATIENCE);
  await expect(reading).rejects.toThrow(StoreUnavailable);
  await expectRecovery();
});

it.each([
  [13, 'broken'],
  [14, 'unavailable'],
  [1, 'cancelled'],
  [2, 'whatever'],
])('tries a read that breaks with code %d (%s) again, for a while', async (code, details) => {
  let tries = 0;
  server.script.read = (call) => {
    tries += 1;
    breakCall(call, code, details);
  };
  await expect(read()).rejects.toThrow(StoreUnavailable);
  expect(tries).toBeGreaterThan(1);
  expect(tries).toBeLessThan(20);
  await expectRecovery();
});

it('says at once what a repeat would not mend', async () => {
  let tries = 0;
  server.script.read = (call) => {
    tries += 1;
    breakCall(call, 7, 'not for you');
  };
  await expect(read()).rejects.toThrow('not for you');
  expect(tries).toBe(1);
});

it.each<[string, (call: ReadCallOfStore) => void]>([
  ['falls silent', () => undefined],
  ['breaks', (call) => breakCall(call, 14, 'unavailable')],
])('goes on behind the last event when a read %s in the middle', async (_, end) => {
  const asked: string[] = [];
  server.script.read = (call) => {
    const from = firstOf(call);
    asked.push(String(from));
    for (const n of numbers(3, from)) call.write(readEvent('a', n));
    if (from < 9) setTimeout(() => end(call), 20);
    else call.end();
  };
  expect(await read()).toEqual(numbers(12));
  // A machine that is slow enough has it ask twice.
  expect([...new Set(asked)]).toEqual(['0', '3', '6', '9']);
});

it('holds a long read back while its reader takes time, and does not give it up', async () => {
  let [calls, written, found] = [0, 0, 0];
  server.script.read = (call) => {
    calls += 1;
    let next = firstOf(call);
    const fill = (): void => {
      for (; next < LONG; written++) if (!call.write(readEvent('a', next++))) return void call.once('drain', fill);
      call.end();
    };
    fill();
  };
  for await (const { revision } of store.read('a')) {
    expect(revision).toBe(BigInt(found));
    found += 1;
    if (found > 1) continue;
    const before = calls;
    for (let then = -1; written > then; await sleep(500)) then = written;
    await sleep(PATIENCE);
    expect(written).toBeLessThan(LONG / 2);
    expect(calls).toBe(before);
  }
  expect(found).toBe(LONG);
});

it('cancels a read that nobody wants to go on with', async () => {
  const cancelled = new Promise<void>((resolve) => {
    server.script.read = (call) => {
      call.on('cancelled', resolve);
      call.write(readEvent('a', 0));
    };
  });
  for await (const event of store.read('a')) {
    expect(event.revision).toBe(0n);
    break;
  }
  await cancelled;
});

it('says of a mute store that it does not answer, in the time that is given', async () => {
  server.script.read = () => undefined;
  const patient = new EventStoreDbEventStore(server.url, { readTimeout: 3_600_000 });
  await expect(patient.ping(50)).rejects.toThrow(StoreUnavailable);
  await patient.close();
});

const PATIENCE = 2000;
/** More events than can be on their way, by far. */
const LONG = 40_000;
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

/** The revision that a read is to begin with. */
const firstOf = (call: ReadCallOfStore): number => Number(call.request.getOptions()?.getStream()?.getRevision());

async function read(): Promise<number[]> {
  const found: number[] = [];
  for await (const { revision } of store.read('a')) found.push(Number(revision));
  return found;
}

async function expectRecovery(): Promise<void> {
  server.heal();
  expect(await read()).toEqual([]);
}
