import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { permeability } from '../testing/index.js';
import { mannWhitney } from './mann-whitney.js';
import { arrangements, permutationTest } from './permutation-test.js';
import { ranked } from './ranks.js';

describe('The permutation test', () => {
  // scipy.stats.permutation_test 1.17.1 on the difference of means, all 3003 arrangements: 0.1272061272061272.
  it('looks at every arrangement of few values', () => {
    const { term, early } = permeability;
    const test = permutationTest(term, early);
    expect(test).toMatchObject({ isExact: true, arrangements: 3003 });
    expect(test.p.twoSided).toBeCloseTo(0.1272061272061272, 14);
  });

  it('of the ranks is the test of Mann and Whitney', () => {
    fc.assert(
      fc.property(distinct, fc.integer({ min: 1, max: 6 }), (values, m) => {
        const { ranks } = ranked(values);
        const { p } = permutationTest(ranks.subarray(0, m), ranks.subarray(m));
        const exact = mannWhitney(values.slice(0, m), values.slice(m))!.p;
        expect(p.less).toBeCloseTo(exact.less, 12);
        expect(p.greater).toBeCloseTo(exact.greater, 12);
      }),
    );
  });

  it('draws arrangements of many values, the same ones for the same seed', () => {
    const [first, second] = [steps(30, 0), steps(30, 0.5)];
    const test = permutationTest(first, second, { seed: 5 });
    expect(test).toMatchObject({ isExact: false, arrangements: 9_999, seed: 5 });
    expect(permutationTest(first, second, { seed: 5 })).toEqual(test);
    expect(permutationTest(first, second, { seed: 6 }).p).not.toEqual(test.p);
  });

  // The share of 9,999 draws is off by 4.5 standard deviations, 0.011, doubled 0.022, once in 100,000 seeds.
  it('comes near the exact answer by drawing', () => {
    const { term, early } = permeability;
    const { p } = permutationTest(term, early, { exactUpTo: 0 });
    expect(Math.abs(p.twoSided - 0.1272)).toBeLessThan(0.022);
  });

  it('never answers zero, not even when it draws', () => {
    const { p } = permutationTest(steps(20, 0), steps(20, 1000), { draws: 199 });
    expect(p.less).toBe(1 / 200);
  });

  it('sees nothing in equal values', () => {
    expect(permutationTest([0.1, 0.1, 0.1], [0.1, 0.1]).p).toEqual({ less: 1, greater: 1, twoSided: 1 });
  });

  it.each([
    [4, 4, 70],
    [10, 5, 3003],
    [1, 7, 8],
  ])('of %i and %i values has %i arrangements', (m, n, all) => {
    expect(arrangements(m, n)).toBe(all);
  });
});

const distinct = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 7, maxLength: 11 });
const steps = (count: number, from: number): number[] => Array.from({ length: count }, (_, index) => from + index);
