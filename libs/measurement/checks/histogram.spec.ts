import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coordinatedOmission, latencyHistogram } from './histogram.js';

describe('The exported histogram', () => {
  it('keeps minimum and maximum as they were', async () => {
    const { min, max, buckets } = (await latencyHistogram([123_456_789, 5, 5]))!;
    expect([min, max]).toEqual([5, 123_456_789]);
    expect(buckets[0]).toEqual({ from: 5, to: 5, count: 2 });
    expect(buckets[1]!.to).toBeGreaterThan(123_456_789);
  });

  it('takes zero for a value, and nothing below it', async () => {
    expect(await latencyHistogram([0, -1])).toEqual({ n: 1, min: 0, max: 0, buckets: [{ from: 0, to: 0, count: 1 }] });
    expect(await latencyHistogram([-1])).toBeUndefined();
  });

  it('holds each value once, in a bucket as wide as a thousandth of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2 ** 31 - 1), { minLength: 1 }), async (values) => {
        const { n, buckets } = (await latencyHistogram(values))!;
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(n);
        for (const { from, to, count } of buckets) {
          expect(values.filter((value) => from <= value && value <= to)).toHaveLength(count);
          expect(to - from).toBeLessThanOrEqual(from / 1000);
        }
      }),
    );
  });
});

describe('The check for coordinated omission', () => {
  // HdrHistogram's own test data: 10,000 × 1 ms and one stall of 100 s, one value due every 10 ms.
  it('imagines what waited behind a stall', async () => {
    const found = (await coordinatedOmission([...Array<number>(10_000).fill(1_000), 100_000_000], 10_000))!;
    expect(found).toMatchObject({ p99: 1_000, correctedCount: 20_000 });
    expect(found.correctedP99 / 9.8e7).toBeCloseTo(1, 2);
  });

  it('changes nothing where each value was done before the next was due', async () => {
    expect(await coordinatedOmission([1, 2, 3], 3)).toEqual({ p99: 3, correctedP99: 3, correctedCount: 3 });
  });

  it('does not imagine without end', async () => {
    expect(await coordinatedOmission([3_600_000_000], 1)).toBeUndefined();
    expect(await coordinatedOmission([5], 0)).toBeUndefined();
    expect(await coordinatedOmission([], 10)).toBeUndefined();
  });
});
