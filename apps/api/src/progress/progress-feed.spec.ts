import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { benchmarkId, completed, notificationSent, ready, reportCompleted, run, sending, started, uploaded } from '#domain/testing';
import type { BenchmarkDetails } from '#read-models';
import { ProgressFeed } from './progress-feed.js';
import { isTold, progressOf } from './progress.stream.js';
import { endsNow, rowAfter, Summaries, WatchedStore } from './testing/watched-store.js';

const AT = new Date('2026-11-23T12:00:00Z');

it('tells every watcher how the run stands, until it is over and told', async () => {
  await store.add(...ready);
  const [one, other] = [await watch(), await watch()];
  expect(await one.next()).toMatchObject({ id: 3, status: 'planned' });
  expect(await other.next()).toMatchObject({ id: 3 });
  await store.add(sending('a.txt', 'b.txt'), uploaded('a.txt', 'b.txt'));
  expect(await one.next()).toMatchObject({ id: 5, status: 'uploading', uploaded: 2 });
  await store.add(started('a.txt'), completed('a.txt'), started('b.txt'), completed('b.txt'), endsNow());
  expect(await one.next()).toMatchObject({ id: 10, status: 'completed', completed: 2 });
  await store.add(reportCompleted, notificationSent);
  expect(await one.next()).toMatchObject({ id: 12, status: 'completed' });
  expect(await one.next()).toBeUndefined();
  expect(await other.rest()).toEqual([12]);
});

it('leaves out what a slow watcher has missed, and tells it the newest', async () => {
  await store.add(...ready);
  const slow = await watch();
  await slow.next();
  const quick = await watch();
  for (const event of [...run.slice(ready.length, -1), endsNow()]) {
    await store.add(event);
    await quick.next();
  }
  expect(await slow.next()).toMatchObject({ id: 11, status: 'completed' });
});

it('tells only what is newer than what the watcher has', async () => {
  await store.add(...ready);
  const back = await watch(3);
  const told = back.next();
  await store.add(sending('a.txt'));
  expect(await told).toMatchObject({ id: 4 });
});

it('looks at a benchmark once, however many watch it', async () => {
  await store.add(...ready);
  const watchers = await Promise.all(Array.from({ length: 100 }, () => watch()));
  expect(feed.watchers).toBe(100);
  await Promise.all(watchers.map((each) => each.next()));
  const before = store.reads.length;
  await sleep(500);
  expect(store.reads.length - before).toBeLessThanOrEqual(6);
});

it('looks at nothing that nobody watches any more', async () => {
  await store.add(...ready);
  const [one, other] = [await watch(), await watch()];
  await one.next();
  const rest = one.rest();
  one.leave();
  one.leave();
  expect(await rest).toEqual([]);
  expect(feed.watchers).toBe(1);
  other.leave();
  expect(feed.watchers).toBe(0);
  await sleep(150);
  const before = store.reads.length;
  await sleep(300);
  expect(store.reads.length).toBe(before);
});

it('goes on when the store was away', async () => {
  await store.add(...ready);
  const watcher = await watch();
  await watcher.next();
  store.isAway = true;
  await sleep(300);
  await store.add(sending('a.txt'));
  store.isAway = false;
  expect(await watcher.next()).toMatchObject({ id: 4, status: 'uploading' });
});

it('gives a sign of life while there is no news', async () => {
  await store.add(...ready);
  const seat = await feed.join(benchmarkId);
  const pieces = progressOf(seat.benchmark, -1, seat.signal, 20);
  const said = [];
  for (let count = 0; count < 4; count++) said.push((await pieces.next()).value);
  expect(said.map((piece) => String(piece).split(/[: ]/)[0])).toEqual(['retry', 'id', '', '']);
  seat.leave();
});

it('begins where the read model stands', async () => {
  await store.add(...ready);
  summaries.row = rowAfter(ready) as BenchmarkDetails;
  const watcher = await watch();
  expect(await watcher.next()).toMatchObject({ id: 3, status: 'planned' });
  expect(store.reads[0]).toBe(3n);
});

it('needs no read model', async () => {
  await store.add(...ready);
  summaries.isAway = true;
  const watcher = await watch();
  expect(await watcher.next()).toMatchObject({ id: 3 });
});

it('refuses who asks for a benchmark that there is none of, or while the store is away', async () => {
  await expect(feed.join(benchmarkId)).rejects.toThrow('no such benchmark');
  store.isAway = true;
  await expect(feed.join(benchmarkId)).rejects.toThrow('away');
  expect(feed.watchers).toBe(0);
});

it('ends every stream before the process does', async () => {
  await store.add(...ready);
  const watcher = await watch();
  await watcher.next();
  const rest = watcher.rest();
  feed.beforeApplicationShutdown();
  expect(await rest).toEqual([]);
  await expect(feed.join(benchmarkId)).rejects.toThrow();
});

it.each([
  ['a report', 299, { reportedAt: null, notifiedAt: null }, false],
  ['a report', 301, { reportedAt: null, notifiedAt: null }, true],
  ['a mail', 29, { reportedAt: AT, notifiedAt: null }, false],
  ['a mail', 31, { reportedAt: AT, notifiedAt: null }, true],
  ['nothing', 0, { reportedAt: AT, notifiedAt: AT }, true],
])('knows whether to wait for %s %i seconds after the end', (_what, seconds, known, expected) => {
  const row = { ...rowAfter(run)!, endedAt: AT, ...known };
  expect(isTold(row, AT.getTime() + seconds * 1000)).toBe(expected);
});

it('does not wait for ever for a mail that is never sent', async () => {
  await store.add(...run);
  const watcher = await watch();
  expect(await watcher.rest()).toEqual([11]);
});

let store = new WatchedStore();
let summaries = new Summaries();
let feed = new ProgressFeed(store, summaries);
const leaving: (() => void)[] = [];
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
  [store, summaries] = [new WatchedStore(), new Summaries()];
  feed = new ProgressFeed(store, summaries);
});

/** Takes states as a client does, without the signs of life. */
async function watch(after = -1) {
  const seat = await feed.join(benchmarkId);
  leaving.push(seat.leave);
  const pieces = progressOf(seat.benchmark, after, seat.signal);
  const next = async () => {
    for (;;) {
      const { value, done } = await pieces.next();
      if (done) return undefined;
      const [, id, data] = /^id: (\d+)\ndata: (.*)\n\n$/.exec(value) ?? [];
      if (data === undefined) continue;
      const { status, progress, revision } = JSON.parse(data) as { status: string; revision: number; progress: object };
      expect(revision).toBe(Number(id));
      return { id: Number(id), status, ...progress };
    }
  };
  const rest = async () => {
    const ids: number[] = [];
    for (let state = await next(); state; state = await next()) ids.push(state.id);
    return ids;
  };
  return { next, rest, leave: seat.leave };
}
