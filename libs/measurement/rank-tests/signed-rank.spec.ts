import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { depression } from '../testing/index.js';
import { signedRank } from './signed-rank.js';

describe("Wilcoxon's signed-rank test", () => {
  // R's help of wilcox.test: V = 40, p = 0.01953 for "greater".
  it('agrees with R on independent pairs', () => {
    const differences = depression.before.map((before, index) => before - depression.after[index]!);
    const { v, n, p, isExact } = signedRank(differences)!;
    expect([v, n, isExact]).toEqual([40, 9, true]);
    expect(p.greater).toBeCloseTo(0.01953125, 12);
    expect(p.twoSided).toBeCloseTo(0.0390625, 12);
  });

  // scipy.stats.wilcoxon 1.17.1, asymptotic with continuity correction: p = 0.016051564183940742.
  it('leaves zeros out and corrects for ties', () => {
    const { v, n, p, isExact } = signedRank([1, 2, 2, -1, 0, 3, 4, -2, 5, 6, 7, 7])!;
    expect([v, n, isExact]).toEqual([60.5, 11, false]);
    expect(p.twoSided).toBeCloseTo(0.016051564183940742, 12);
  });

  it('has nothing to say of zeros alone', () => {
    expect(signedRank([0, 0])).toBeUndefined();
  });

  it('mirrors with the signs', () => {
    const differences = fc.array(fc.integer({ min: 1, max: 9 }).chain((size) => fc.constantFrom(size, -size)), {
      minLength: 1,
    });
    fc.assert(
      fc.property(differences, (all) => {
        const [test, mirror] = [signedRank(all)!, signedRank(all.map((each) => -each))!];
        expect(test.v + mirror.v).toBe((all.length * (all.length + 1)) / 2);
        expect(mirror.p.less).toBeCloseTo(test.p.greater, 12);
      }),
    );
  });
});
