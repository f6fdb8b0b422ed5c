import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bestSplit } from './divergence.js';

describe('The best split of a series', () => {
  // By the definition: between 0, 0 and 1, 1 all distances are 1 and none within, Ê = 2, Q = 2·2/4 · 2.
  it('is where both sides differ most', () => {
    expect(bestSplit(Float64Array.of(0, 0, 1, 1), 0, 4, 2)).toEqual({ at: 2, divergence: 2 });
  });

  it('is not hidden by a second change', () => {
    const plateau = Float64Array.from({ length: 24 }, (_, index) => (index >= 8 && index < 16 ? 9 : 0));
    expect(bestSplit(plateau, 0, 24, 4)).toMatchObject({ at: 8, divergence: 4 * 18 });
  });

  it('leaves enough values on either side', () => {
    expect(bestSplit(Float64Array.of(0, 9, 9, 9, 9, 9), 0, 6, 3)?.at).toBe(3);
    expect(bestSplit(Float64Array.of(0, 9, 9, 9), 0, 4, 3)).toBeUndefined();
  });

  it('looks at its segment only', () => {
    expect(bestSplit(Float64Array.of(500, 0, 0, 1, 1, 900), 1, 5, 2)).toEqual({ at: 3, divergence: 2 });
  });

  it('is that of the definition', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 12 }), (values) => {
        const { at, divergence } = bestSplit(Float64Array.from(values), 0, values.length, 2)!;
        const all = splits(values);
        expect(divergence).toBeCloseTo(Math.max(...all.map(({ q }) => q)), 9);
        expect(all.some((split) => split.at === at && Math.abs(split.q - divergence) < 1e-9)).toBe(true);
      }),
    );
  });
});

/** Every split by the definition, without thrift. */
function splits(values: readonly number[]): { at: number; q: number }[] {
  const ends = values.flatMap((_, at) => values.map((__, end) => ({ at, end: end + 1 })));
  return ends
    .filter(({ at, end }) => at >= 2 && end - at >= 2)
    .map(({ at, end }) => {
      const [x, y] = [values.slice(0, at), values.slice(at, end)];
      const e = 2 * distance(x, y, x.length * y.length) - within(x) - within(y);
      return { at, q: ((x.length * y.length) / (x.length + y.length)) * e };
    });
}

const distance = (x: readonly number[], y: readonly number[], count: number): number =>
  x.flatMap((one) => y.map((other) => Math.abs(one - other))).reduce((sum, each) => sum + each, 0) / count;

const within = (x: readonly number[]): number => distance(x, x, x.length * (x.length - 1));
