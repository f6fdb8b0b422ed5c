import { describe, expect, it } from '@jest/globals';
import { binomial } from './binomial.js';

describe('The binomial distribution', () => {
  it.each([
    [1, 1, 2],
    [7, 1, 2],
    [13, 1, 2],
    [100, 9, 10],
    [72, 19, 20],
    [368, 99, 100],
    [600, 1, 100],
    [1001, 1, 2],
  ])('agrees with exact integers for n = %i and p = %i/%i', (n, part, whole) => {
    const exact = exactly(n, part, whole);
    const { quantile, probability } = binomial(n, part / whole);
    for (const q of [1e-6, 0.025, 0.5, 0.975, 1 - 1e-6]) expect(quantile(q)).toBe(exact.quantile(q));
    for (const to of [0, 1, n >> 1, n - 1, n]) expect(probability(0, to)).toBeCloseTo(exact.cumulated(to), 12);
  });

  // scipy.stats.binom 1.17.1: ppf(0.025) and ppf(0.975).
  it.each([
    [100_000, 0.5, 49_690, 50_310],
    [100_000, 0.9, 89_814, 90_186],
    [100_000, 0.95, 94_864, 95_135],
    [100_000, 0.99, 98_938, 99_061],
    [100_000, 0.999, 99_880, 99_919],
    [99_999, 0.01, 939, 1062],
  ])('is sound for n = %i and p = %d', (n, p, low, high) => {
    const { quantile, probability } = binomial(n, p);
    expect([quantile(0.025), quantile(0.975)]).toEqual([low, high]);
    expect(probability(0, n)).toBeCloseTo(1, 14);
  });

  it('never leaves its range', () => {
    const { quantile, probability } = binomial(3, 0.999999);
    expect([quantile(0), quantile(1)]).toEqual([0, 3]);
    expect(probability(-5, -1)).toBe(0);
    expect(probability(-5, 50)).toBeCloseTo(1, 14);
  });
});

/** The distribution times wholeⁿ, in integers of any size. */
function exactly(n: number, part: number, whole: number) {
  const cumulated: bigint[] = [];
  let [choose, sum] = [1n, 0n];
  for (let k = 0; k <= n; k++) {
    sum += choose * BigInt(part) ** BigInt(k) * BigInt(whole - part) ** BigInt(n - k);
    cumulated.push(sum);
    choose = (choose * BigInt(n - k)) / BigInt(k + 1);
  }
  const billionths = (q: number) => BigInt(Math.round(q * 1e9)) * sum;
  return {
    quantile: (q: number) => cumulated.findIndex((reached) => reached * 1_000_000_000n >= billionths(q)),
    cumulated: (k: number) => Number((cumulated[k]! * 10n ** 18n) / sum) / 1e18,
  };
}
