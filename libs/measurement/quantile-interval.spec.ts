import { describe, expect, it } from '@jest/globals';
import { quantileInterval, valuesNeeded } from './quantile-interval.js';
import { ascending } from './quantile.js';

describe('The interval of a quantile', () => {
  // scipy.stats.binom 1.17.1, n = 100, p = 0.9: ppf(0.025) = 84, ppf(0.975) + 1 = 96, cdf(95) − cdf(83) = 0.95569.
  it('lies between the 84th and the 96th of 100 values for the 90th percentile', () => {
    const interval = quantileInterval(counting(100), 0.9)!;
    expect(interval).toMatchObject({ low: 84, high: 96, lowRank: 84, highRank: 96 });
    expect(interval.coverage).toBeCloseTo(0.95569, 5);
  });

  // Nair 1940, in Dixon and Massey, Introduction to Statistical Analysis: the k-th from either end, and its confidence.
  it.each([
    [6, 1, 96.9],
    [10, 2, 97.9],
    [20, 6, 95.9],
    [36, 12, 97.1],
    [50, 18, 96.7],
    [65, 25, 95.4],
  ])('of the median of %i values lies between the %i. from either end', (n, k, percent) => {
    const { lowRank, highRank, coverage } = quantileInterval(counting(n), 0.5)!;
    expect([lowRank, highRank]).toEqual([k, n + 1 - k]);
    expect(coverage * 100).toBeCloseTo(percent, 1);
  });

  // Snedecor and Cochran 1989; the example of ci.median in the R package statpsych.
  it('is in the unit of the values', () => {
    expect(quantileInterval(ascending(scores), 0.5)).toMatchObject({ low: 10.8, high: 30.9 });
  });

  it.each([
    [0.5, 6],
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
    [0.05, 72],
  ])('of order %d needs %i values', (p, needed) => {
    expect(valuesNeeded(p)).toBe(needed);
    expect(quantileInterval(counting(needed), p)).toBeDefined();
    expect(quantileInterval(counting(needed - 1), p)).toBeUndefined();
  });

  it('does not exist for no values at all', () => {
    expect(quantileInterval([], 0.5)).toBeUndefined();
  });

  it('is wider when more confidence is asked for', () => {
    expect(quantileInterval(counting(100), 0.5, 0.99)).toMatchObject({ lowRank: 37, highRank: 64 });
    expect(valuesNeeded(0.5, 0.99)).toBe(8);
  });
});

const counting = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);
const scores = [
  30.2, 20.4, 15.1, 10.2, 10.5, 60.8, 20.8, 25, 20.7, 30.9, 10.8, 5.1, 50.9, 40, 20.9, 10.8, 0, 20.5, 50.8,
];
