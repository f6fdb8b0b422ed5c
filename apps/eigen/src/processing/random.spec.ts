import { expect, it } from '@jest/globals';
import { seeded, words } from './random.js';

it.each(Object.entries({ 0: [0xe220a8397b1dcdafn], 1234567: [6457827717110365317n, 3203168211198807973n] }))(
  'gives the words that are published for seed %s',
  (seed, published) => {
    const next = words(Number(seed));
    expect(published.map(() => next())).toEqual(published);
  },
);

it('gives the same numbers for the same seed and others for another', () => {
  expect(numbers(7)).toEqual(numbers(7));
  expect(numbers(7)).not.toEqual(numbers(8));
});

it('spreads its numbers evenly over [0, 1)', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const number of numbers(1, 100_000)) tenths[Math.floor(number * 10)]! += 1;
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});

function numbers(seed: number, count = 100): number[] {
  const random = seeded(seed);
  return Array.from({ length: count }, random);
}
