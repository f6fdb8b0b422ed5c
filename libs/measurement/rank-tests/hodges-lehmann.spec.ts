import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ascending, quantile } from '../quantile.js';
import { permeability } from '../testing/index.js';
import { hodgesLehmann, kthDifference } from './hodges-lehmann.js';

describe('The shift of Hodges and Lehmann', () => {
  // R 4: wilcox.test(c(10, 20, 30, 40), 1:4, conf.int = TRUE).
  it('comes with an interval', () => {
    const { value, interval } = hodgesLehmann([10, 20, 30, 40], [1, 2, 3, 4])!;
    expect([value, interval?.low, interval?.high]).toEqual([22.5, 6, 39]);
    expect(interval?.coverage).toBeCloseTo(1 - 2 / 70, 12);
  });

  // Hollander and Wolfe: 0.305, [−0.15, 0.76], as R's wilcox.test(x, y, conf.int = TRUE) has it.
  it('agrees with R on independent values', () => {
    const { value, interval } = hodgesLehmann(permeability.term, permeability.early)!;
    expect(value).toBeCloseTo(0.305, 12);
    expect(interval?.low).toBeCloseTo(-0.15, 12);
    expect(interval?.high).toBeCloseTo(0.76, 12);
  });

  it('has no interval of 95 % for fewer than four on either side', () => {
    expect(hodgesLehmann([4, 5, 6], [1, 2, 3])).toEqual({ value: 3, interval: undefined });
    expect(hodgesLehmann([4, 5, 6, 7], [1, 2, 3])?.interval).toBeUndefined();
    expect(hodgesLehmann([4, 5, 6], [1, 2, 3], 0.9)?.interval).toMatchObject({ low: 1, high: 5 });
  });

  it('needs values on both sides', () => {
    expect(hodgesLehmann([1], [])).toBeUndefined();
  });

  it('is the median of all differences, found without listing them', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const all = ascending(first.flatMap((x) => second.map((y) => x - y)));
        const [xs, ys] = [ascending(first), ascending(second)];
        expect(hodgesLehmann(first, second)!.value).toBeCloseTo(quantile(all, 0.5), 6);
        for (const rank of [1, (all.length + 1) >> 1, all.length]) {
          // Zero may come with either sign.
          expect(Math.abs(kthDifference(xs, ys, rank) - all[rank - 1]!)).toBe(0);
        }
      }),
    );
  });

  it('moves with the values', () => {
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: -1000, max: 1000 }), (first, second, by) => {
        const moved = hodgesLehmann(first.map((x) => x + by), second)!;
        expect(moved.value).toBe(hodgesLehmann(first, second)!.value + by);
      }),
    );
  });

  it('takes ten thousand million differences in its stride', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ((index * 7919) % 100_003) / 7);
    const { value, interval } = hodgesLehmann(many.map((x) => x + 5), many)!;
    expect(value).toBeCloseTo(5, 9);
    expect(interval!.low < 5 && 5 < interval!.high).toBe(true);
  });
});

const whole = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 15 });
const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 15 });
