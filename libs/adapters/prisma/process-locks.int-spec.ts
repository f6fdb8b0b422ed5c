import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { withClient } from '../postgres/with-client.js';
import { eventually } from '../testing/eventually.js';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { ProcessLocks } from './process-locks.js';

it('lets one process at a time work, and the next one when it is done', async () => {
  const [first, second] = [hold(another(), 'a'), hold(another(), 'a')];
  await eventually(() => expect([first, second].filter(({ isWorking }) => isWorking)).toHaveLength(1));
  await sleep(1_500);
  const [holder, waiter] = first.isWorking ? [first, second] : [second, first];
  expect(waiter.isWorking).toBe(false);
  holder.stop();
  await holder.done;
  await eventually(() => expect(waiter.isWorking).toBe(true));
});

it('holds several locks at a time, none of them twice within a process', async () => {
  const locks = another();
  const [one, other, again] = [hold(locks, 'a'), hold(locks, 'b'), hold(locks, 'a')];
  await eventually(() => expect(one.isWorking && other.isWorking).toBe(true));
  expect(again.isWorking).toBe(false);
});

it('notices that the lock is lost with its connection', async () => {
  const [first, second] = [hold(another(), 'a'), another()];
  await eventually(() => expect(first.isWorking).toBe(true));
  const next = hold(second, 'a');
  await sleep(200);
  await terminateHolder();
  await expect(first.done).rejects.toThrow('is lost');
  await eventually(() => expect(next.isWorking).toBe(true));
});

it('notices that the server has gone silent', async () => {
  const first = hold(another(), 'a');
  await eventually(() => expect(first.isWorking).toBe(true));
  const [pid] = await holders();
  process.kill(pid!, 'SIGSTOP');
  await expect(first.done).rejects.toThrow('is lost');
  process.kill(pid!, 'SIGCONT');
});

it('takes a lock again once the server is back', async () => {
  const locks = another();
  const first = hold(locks, 'a');
  await eventually(() => expect(first.isWorking).toBe(true));
  await database.stop();
  await expect(first.done).rejects.toThrow('is lost');
  await expect(hold(locks, 'a').done).rejects.toThrow();
  await database.start();
  const again = hold(locks, 'a');
  await eventually(() => expect(again.isWorking).toBe(true));
});

it('does not wait for a lock any longer when it is asked to stop', async () => {
  const holder = hold(another(), 'a');
  await eventually(() => expect(holder.isWorking).toBe(true));
  const waiter = hold(another(), 'a');
  waiter.stop();
  await waiter.done;
  expect(waiter.isWorking).toBe(false);
});

let database: FreshDatabase;
const opened: ProcessLocks[] = [];
const stops: (() => void)[] = [];
beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await freshDatabase();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  for (const locks of opened.splice(0)) await locks.onApplicationShutdown();
});
afterAll(() => database.discard());

/** As another process would have. */
function another(): ProcessLocks {
  const locks = new ProcessLocks(database.url);
  opened.push(locks);
  return locks;
}

/** Works until it is stopped. */
function hold(locks: ProcessLocks, name: string) {
  const stopping = new AbortController();
  const work = { isWorking: false, stop: () => stopping.abort(), done: Promise.resolve() };
  work.done = locks.hold(name, stopping.signal, async (signal) => {
    work.isWorking = true;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    work.isWorking = false;
  });
  work.done.catch(() => undefined);
  stops.push(work.stop);
  return work;
}

const holders = (): Promise<number[]> =>
  withClient(database.url, async (client) => {
    const { rows } = await client.query<{ pid: number }>("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted");
    return rows.map(({ pid }) => pid);
  });

async function terminateHolder(): Promise<void> {
  const [pid] = await holders();
  await withClient(database.url, (client) => client.query('SELECT pg_terminate_backend($1)', [pid]));
}
