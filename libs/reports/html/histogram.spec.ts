import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bins } from './histogram.js';

it('has parts of a round width', () => {
  expect(bins(Float64Array.of(1, 2, 2, 3, 3, 3, 4, 9))).toEqual([
    { from: 0, to: 2, count: 1 },
    { from: 2, to: 4, count: 5 },
    { from: 4, to: 6, count: 1 },
    { from: 6, to: 8, count: 0 },
    { from: 8, to: 10, count: 1 },
  ]);
});

it.each([[0], [1], [250_000], [-5]])('has a part for a single value, %d', (value) => {
  const found = bins(Float64Array.of(value, value));
  expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  for (const { from, to } of found) expect(from).toBeLessThan(to);
});

it('holds every value once, between its first and its last end, in a handful of parts', () => {
  const values = fc.array(fc.integer({ min: -1_000_000, max: 100_000_000 }), { minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(values, (some) => {
      const ascending = Float64Array.from(some).sort();
      const found = bins(ascending);
      expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(some.length);
      expect(found[0]!.from).toBeLessThanOrEqual(ascending[0]!);
      expect(found.at(-1)!.to).toBeGreaterThanOrEqual(ascending.at(-1)!);
      expect(found.length).toBeLessThanOrEqual(65);
    }),
  );
});
