import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom, shuffled } from './random.js';

it('gives numbers from 0 up to 1 that a seed and a pass repeat, and another seed or pass does not', () => {
  fc.assert(
    fc.property(seed, pass, (seed, pass) => {
      const numbers = some(seed, pass);
      expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
      expect(some(seed, pass)).toEqual(numbers);
      expect(some(seed, pass + 1)).not.toEqual(numbers);
      expect(some(seed + 1, pass)).not.toEqual(numbers);
    }),
  );
});

it('shuffles: everything is there once, in an order that the seed repeats', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), seed, (items, seed) => {
      const order = shuffled(items, seededRandom(seed, 1));
      expect(order.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
      expect(shuffled(items, seededRandom(seed, 1))).toEqual(order);
    }),
  );
});

it('shuffles into every order about as often', () => {
  const random = seededRandom(5, 1);
  const counts = new Map<string, number>();
  for (let n = 0; n < 6000; n += 1) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Chi-squared with 5 degrees of freedom: below 20.5 but in one case of a thousand; the seed makes it always the same.
  expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(20.5);
});

const seed = fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 });
const pass = fc.integer({ min: 1, max: 1000 });

function some(seed: number, pass: number): readonly number[] {
  const random = seededRandom(seed, pass);
  return Array.from({ length: 5 }, () => random());
}
