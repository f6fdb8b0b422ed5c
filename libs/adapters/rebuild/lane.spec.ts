import { expect, it } from '@jest/globals';
import { Lane } from './lane.js';

it('works off everything, in order', async () => {
  const done: number[] = [];
  const lane = new Lane<number>(async (items) => void done.push(...items), 3);
  for (let n = 0; n < 10; n += 1) await lane.put([n]);
  await lane.idle();
  expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('makes whoever gives too much wait until there is room', async () => {
  const gate = Promise.withResolvers<void>();
  const lane = new Lane<number>(() => gate.promise, 2);
  await lane.put([1]);
  let isThrough = false;
  const late = lane.put([2, 3]).then(() => (isThrough = true));
  await new Promise(setImmediate);
  expect(isThrough).toBe(false);
  gate.resolve();
  await late;
  expect(isThrough).toBe(true);
});

it('tells whoever comes next what went wrong, and works no more', async () => {
  let turns = 0;
  const lane = new Lane<number>(() => Promise.reject(new Error(`no room, turn ${(turns += 1)}`)), 1);
  await expect(lane.put([1]).then(() => lane.idle())).rejects.toThrow('turn 1');
  await expect(lane.put([2])).rejects.toThrow('turn 1');
  await expect(lane.idle()).rejects.toThrow('turn 1');
});
