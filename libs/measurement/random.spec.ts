import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ascending } from './quantile.js';
import { seeded, shuffle, spread, xoshiro128 } from './random.js';

describe('Random numbers', () => {
  // The authors' xoshiro128starstar.c (v1.1) from the state 1, 2, 3, 4, as the tests of Rust's rand_xoshiro have it.
  it('are those of xoshiro128**', () => {
    const next = xoshiro128([1, 2, 3, 4]);
    const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597];
    expect(expected.map(next)).toEqual([...expected]);
  });

  // The first words of the authors' splitmix64.c from 0: e220a8397b1dcdaf and 6e789e6aa1b965f4.
  it('start where SplitMix64 puts the seed', () => {
    expect(spread(0).map((half) => half >>> 0)).toEqual([0x7b1dcdaf, 0xe220a839, 0xa1b965f4, 0x6e789e6a]);
  });

  it('repeat with their seed and differ with another', () => {
    const [one, same, other] = [7, 7, 8].map((seed) => numbers(seed));
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  it('are spread evenly', () => {
    const counts = [0, 0, 0, 0, 0];
    for (const number of numbers(1, 50_000)) counts[number]!++;
    // Chi-square with 4 degrees of freedom exceeds 18.47 once in a thousand seeds.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(18.47);
  });

  it('shuffle what they are asked to, and lose nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 3 }), fc.nat(), (values, seed) => {
        const shuffled = Float64Array.from(values);
        shuffle(shuffled, seeded(seed), 1, values.length - 1);
        expect([shuffled[0], shuffled.at(-1)]).toEqual([values[0], values.at(-1)]);
        expect(ascending(shuffled)).toEqual(ascending(values));
      }),
    );
  });
});

function numbers(seed: number, count = 100): number[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => random.below(5));
}
