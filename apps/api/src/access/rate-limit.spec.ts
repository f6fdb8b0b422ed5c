import { beforeEach, expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.js';

it('Each key may do so much a second, and for a while ten times that', () => {
  expect(taken('a', 200)).toBe(100);
  now += 1_000;
  expect(taken('a', 200)).toBe(10);
  now += 3_600_000;
  expect(taken('a', 200)).toBe(100);
});

it('What one key does costs no other', () => {
  taken('a', 200);
  expect(taken('b', 50)).toBe(50);
});

it('A moment is enough for the next one', () => {
  taken('a', 200);
  now += 100;
  expect(taken('a', 2)).toBe(1);
});

it('A clock that stands still gives nothing, and none that goes back takes anything', () => {
  taken('a', 99);
  now -= 1_000;
  expect(taken('a', 2)).toBe(1);
});

it('0 is no limit', () => {
  const free = new RateLimit(0, () => now);
  expect(Array.from({ length: 1_000 }, () => free.take('a')).every(Boolean)).toBe(true);
});

let now = 0;
let limit = new RateLimit(10, () => now);
beforeEach(() => {
  now = 5_000;
  limit = new RateLimit(10, () => now);
});

const taken = (key: string, times: number) => Array.from({ length: times }, () => limit.take(key)).filter(Boolean).length;
