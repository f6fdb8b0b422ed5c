import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holm } from './holm.js';

// Wikipedia, "Holm–Bonferroni method": of 0.01, 0.04, 0.03, 0.005 at 0.05 the first and the last are rejected.
it("Holm's adjustment keeps the false alarms of several tests at those of one", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 12)));
});

it('One test needs no adjustment', () => {
  expect(holm([0.04])).toEqual([0.04]);
  expect(holm([])).toEqual([]);
});

it("Holm's adjustment lies between nothing and Bonferroni's, and keeps the order", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (values) => {
      const adjusted = holm(values);
      for (const [index, p] of values.entries()) {
        expect(adjusted[index]).toBeGreaterThanOrEqual(p);
        expect(adjusted[index]).toBeLessThanOrEqual(Math.min(1, p * values.length));
        for (const [other, q] of values.entries()) if (p < q) expect(adjusted[index]! <= adjusted[other]!).toBe(true);
      }
    }),
  );
});
