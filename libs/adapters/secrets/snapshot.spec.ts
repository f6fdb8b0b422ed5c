import { beforeEach, expect, it } from '@jest/globals';
import { Snapshot } from './snapshot.js';

it('loads once for all who ask at once, and once a second at most while they go on asking', async () => {
  await Promise.all([snapshot.read(), snapshot.read(), snapshot.read()]);
  expect(loads).toBe(1);
  for (let n = 0; n < 100; n++) {
    now += 100;
    await snapshot.read();
  }
  expect(loads).toBeGreaterThanOrEqual(8);
  expect(loads).toBeLessThanOrEqual(11);
});

it('answers what it knows while it loads anew', async () => {
  await snapshot.read();
  [now, value] = [2_000, 'new'];
  expect(await snapshot.read()).toBe('old');
  await loaded();
  expect(await snapshot.read()).toBe('new');
});

it('waits where what it knows is more than three seconds old', async () => {
  await snapshot.read();
  [now, value] = [3_001, 'new'];
  expect(await snapshot.read()).toBe('new');
});

it('goes on with what it knows for five minutes while the database is away, and no longer', async () => {
  await snapshot.read();
  isAway = true;
  for (now = 1_500; now <= 300_000; now += 1_500) expect(await snapshot.read()).toBe('old');
  now = 300_001;
  await expect(snapshot.read()).rejects.toThrow(expect.objectContaining({ name: 'KeysUnavailable', cause: AWAY }));
});

it('comes back with the database', async () => {
  await snapshot.read();
  isAway = true;
  now = 400_000;
  await expect(snapshot.read()).rejects.toThrow();
  isAway = false;
  value = 'new';
  expect(await snapshot.read()).toBe('new');
});

it('throws when it never knew', async () => {
  isAway = true;
  await expect(snapshot.read()).rejects.toThrow(expect.objectContaining({ name: 'KeysUnavailable' }));
});

it('answers as of now when it must, four times a second at most', async () => {
  await snapshot.read();
  value = 'new';
  expect(await snapshot.readAgain()).toBe('old');
  now = 250;
  expect(await snapshot.readAgain()).toBe('new');
  await Promise.all([snapshot.readAgain(), snapshot.readAgain()]);
  expect(loads).toBe(2);
});

it('is not content with a load that began too early', async () => {
  now = 1_000;
  const early = snapshot.read();
  [now, value] = [1_300, 'new'];
  const later = snapshot.readAgain();
  expect(await early).toBe('old');
  expect(await later).toBe('new');
});

it('does not answer as of now what it only knew', async () => {
  await snapshot.read();
  isAway = true;
  now = 1_000;
  await expect(snapshot.readAgain()).rejects.toThrow(expect.objectContaining({ name: 'KeysUnavailable' }));
  expect(await snapshot.read()).toBe('old');
});

it('waits no longer than two seconds, and then no more until there is news', async () => {
  await snapshot.read();
  hang = Promise.withResolvers();
  now = 5_000;
  const since = performance.now();
  expect(await snapshot.read()).toBe('old');
  expect(performance.now() - since).toBeGreaterThan(1_500);
  for (let n = 0; n < 1_000; n++) expect(await snapshot.read()).toBe('old');
  expect(loads).toBe(2);
  hang.resolve();
});

const AWAY = new Error('away');
let [now, loads, value, isAway] = [0, 0, 'old', false];
let hang: PromiseWithResolvers<void> | undefined;
let snapshot: Snapshot<string>;
beforeEach(() => {
  [now, loads, value, isAway] = [0, 0, 'old', false];
  hang = undefined;
  snapshot = new Snapshot(load, () => now);
});

async function load(): Promise<string> {
  loads += 1;
  const found = value;
  if (isAway) throw AWAY;
  await hang?.promise;
  return found;
}

/** What was begun beside has ended. */
const loaded = () => new Promise((resolve) => setTimeout(resolve, 10));
