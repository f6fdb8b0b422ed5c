import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { summarise, summariseBounded } from './summary.js';

describe('A summary', () => {
  it('tells many values in a few numbers', () => {
    const summary = summarise(Array.from({ length: 100 }, (_, index) => 100 - index))!;
    expect(summary).toMatchObject({ n: 100, min: 1, max: 100, mean: 50.5 });
    expect(summary.quantiles.map(({ p, value }) => [p, value])).toEqual([
      [0.5, 50.5],
      [0.9, expect.closeTo(90.1, 10)],
      [0.95, expect.closeTo(95.05, 10)],
      [0.99, expect.closeTo(99.01, 10)],
    ]);
  });

  it('says which quantiles cannot be estimated, and how many values they need', () => {
    const { quantiles } = summarise(Array.from({ length: 72 }, (_, index) => index))!;
    expect(quantiles.map(({ interval, needs }) => [interval !== undefined, needs])).toEqual([
      [true, 6],
      [true, 36],
      [true, 72],
      [false, 368],
    ]);
  });

  it('does not exist for no values', () => {
    expect(summarise([])).toBeUndefined();
  });

  it('is the same, to the last digit, in whatever order the values come', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: 2 });
    const shuffled = values.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(fc.property(shuffled, ([one, other]) => expect(summarise(one)).toEqual(summarise(other))));
  });
});

describe('A summary of values that rest on the clock offset', () => {
  const values = Array.from({ length: 100 }, (_, index) => ({ value: index, low: index - 5, high: index + 20 }));

  it('tells how far they may be off', () => {
    const { n, min, max, mean, bounds } = summariseBounded(values)!;
    expect({ n, min, max, mean }).toEqual({ n: 100, min: 0, max: 99, mean: 49.5 });
    expect(bounds).toEqual({ min: { low: -5, high: 20 }, max: { low: 94, high: 119 }, mean: { low: 44.5, high: 69.5 } });
  });

  it('has intervals that hold the true quantile for every offset', () => {
    const plain = summarise(values.map(({ value }) => value))!.quantiles;
    for (const [index, { value, interval }] of summariseBounded(values)!.quantiles.entries()) {
      const { interval: without } = plain[index]!;
      expect(value).toBe(plain[index]!.value);
      expect(interval).toEqual(without && { ...without, low: without.low - 5, high: without.high + 20 });
    }
  });

  it('does not exist for no values', () => {
    expect(summariseBounded([])).toBeUndefined();
  });
});
