import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ozone, permeability } from '../testing/index.js';
import { mannWhitney } from './mann-whitney.js';

describe('The test of Mann and Whitney', () => {
  // R's help of wilcox.test: W = 35, p = 0.1272 for "greater"; 0.2544 for both sides.
  it('agrees with R on independent values', () => {
    const { u, p, isExact } = mannWhitney(permeability.term, permeability.early)!;
    expect([u, isExact]).toEqual([35, true]);
    expect(p.greater).toBeCloseTo(0.1272, 4);
    expect(p.twoSided).toBeCloseTo(0.2544, 4);
  });

  it('is exact for few values', () => {
    const { u, p, cliffsDelta } = mannWhitney([1, 2, 3, 4], [0.9, 1.1, 0.7])!;
    expect(u).toBe(11);
    expect(p.twoSided).toBeCloseTo(0.1142857, 7);
    expect(cliffsDelta).toBeCloseTo(22 / 12 - 1, 12);
  });

  // scipy.stats.mannwhitneyu 1.17.1, method "exact": U = 1093, p = 0.26018553563833996 for "greater"; U = 1725,
  // p = 9.435897401672943e-10 for both sides.
  it('stays exact as far as counts outgrow whole doubles, in the far tail too', () => {
    const even = Array.from({ length: 45 }, (_, index) => 2 * index);
    const some = mannWhitney(even.map((value, index) => value + (index % 3 === 0 ? 8.5 : 1)), even)!;
    expect([some.u, some.isExact]).toEqual([1093, true]);
    expect(some.p.greater).toBeCloseTo(0.26018553563833996, 12);
    const all = mannWhitney(even.map((value) => value + 41), even)!;
    expect(all.u).toBe(1725);
    expect(all.p.twoSided / 9.435897401672943e-10).toBeCloseTo(1, 9);
  });

  // K. Hogarty, J. Kromrey 1999, as in the help and the tests of R's effsize: −0.25.
  it("gives Cliff's delta", () => {
    const treatment = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50];
    expect(mannWhitney(treatment, [10, 20, 30, 40, 40, 50])!.cliffsDelta).toBeCloseTo(-0.25, 12);
  });

  // R's help of wilcox.test: Ozone by Month in airquality, W = 127.5, p = 0.0001208.
  it('corrects for ties', () => {
    const { u, p, isExact } = mannWhitney(ozone.may, ozone.august)!;
    expect([u, isExact]).toEqual([127.5, false]);
    expect(p.twoSided).toBeCloseTo(0.0001208, 7);
  });

  it('sees nothing in equal values', () => {
    expect(mannWhitney([5, 5], [5, 5, 5])).toMatchObject({ u: 3, cliffsDelta: 0, p: { twoSided: 1 } });
  });

  it('needs values on both sides', () => {
    expect(mannWhitney([], [1])).toBeUndefined();
  });

  it('counts pairs, and mirrors when the sides change', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const test = mannWhitney(first, second)!;
        const mirror = mannWhitney(second, first)!;
        const pairs = first.flatMap((x) => second.map((y) => (Math.sign(x - y) + 1) / 2));
        expect(test.u).toBe(pairs.reduce((sum, won) => sum + won, 0));
        expect(mirror.cliffsDelta).toBeCloseTo(-test.cliffsDelta, 12);
        expect(mirror.p.less).toBeCloseTo(test.p.greater, 12);
      }),
    );
  });

  it('takes 200,000 values in its stride', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_003);
    expect(mannWhitney(many, many)).toMatchObject({ cliffsDelta: 0, isExact: false });
  });
});

const values = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 12 });
