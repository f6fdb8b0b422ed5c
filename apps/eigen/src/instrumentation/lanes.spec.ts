import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { eventually } from '../testing/eventually.js';
import { Lanes } from './lanes.js';

it('does the items of a lane in order, the next only when the one before is done', async () => {
  const log: string[] = [];
  const lanes = new Lanes<string>(4, async (item) => {
    log.push(`${item} begins`);
    await sleep(item === 'a' ? 20 : 1);
    log.push(`${item} ends`);
  });
  lanes.add(1, ['a', 'b']);
  lanes.add(1, ['c']);
  await eventually(() => expect(lanes.size).toBe(0));
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

it('works on as many lanes side by side as it may, and on no more', async () => {
  let [now, peak] = [0, 0];
  const lanes = new Lanes<number>(3, async () => {
    peak = Math.max(peak, ++now);
    await sleep(1);
    now--;
  });
  for (let lane = 0; lane < 50; lane++) lanes.add(lane, [1, 2]);
  expect(lanes.size).toBe(100);
  await eventually(() => expect(lanes.size).toBe(0));
  expect(peak).toBe(3);
});

it('does not let one lane keep the others waiting', async () => {
  const log: string[] = [];
  const lanes = new Lanes<string>(1, async (item) => void log.push(item));
  lanes.add(1, ['a1', 'a2', 'a3']);
  lanes.add(2, ['b1']);
  await eventually(() => expect(lanes.size).toBe(0));
  expect(log.indexOf('b1')).toBeLessThan(log.indexOf('a3'));
});
