import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { warmUp } from './warm-up.js';

describe('The warm-up of a run', () => {
  // Worked by hand from White 1997: the batches are 100, 100, 10.4, 10.6, 10.4, …, and z is least after the second.
  it('is what MSER-5 would cut', () => {
    const steady = Array.from({ length: 40 }, (_, index) => 10 + (index % 2));
    expect(warmUp([...Array<number>(10).fill(100), ...steady])).toMatchObject({
      cut: 10,
      mean: expect.closeTo(28.4, 10),
      meanAfter: expect.closeTo(10.5, 10),
    });
  });

  it('is nothing where the run was steady from the start', () => {
    expect(warmUp(Array<number>(50).fill(7))).toEqual({ cut: 0, mean: 7, meanAfter: 7 });
  });

  it('cannot be told of a run that never became steady', () => {
    expect(warmUp(Array.from({ length: 100 }, (_, index) => 1.1 ** -index))).toBeUndefined();
  });

  it('cannot be told of fewer than ten values', () => {
    expect(warmUp([1, 2, 3, 4, 5, 6, 7, 8, 9])).toBeUndefined();
  });

  it('is where the formula of White says', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 10, maxLength: 80 }), (values) => {
        const errors = byFormula(values);
        const found = warmUp(values);
        const best = Math.min(...errors);
        if (found) expect(errors[found.cut / 5]! - best).toBeLessThan(1e-9);
        else expect(Math.min(...errors.slice(Math.floor((errors.length + 1) / 2) + 1))).toBeCloseTo(best, 6);
      }),
    );
  });

  it('is found among 100,000 values at once', () => {
    expect(warmUp(Array.from({ length: 100_000 }, (_, index) => (index < 500 ? 900 : index % 7)))?.cut).toBe(500);
  });
});

/** z for every cut that leaves two batches. */
function byFormula(values: readonly number[]): number[] {
  const count = Math.floor(values.length / 5);
  const means = Array.from({ length: count }, (_, batch) => mean(values.slice(5 * batch, 5 * batch + 5)));
  return means.slice(1).map((_, cut) => {
    const left = means.slice(cut);
    return left.reduce((sum, each) => sum + (each - mean(left)) ** 2, 0) / left.length ** 2;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
