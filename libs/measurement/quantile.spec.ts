import { describe, expect, it } from '@jest/globals';
import { ascending, quantile } from './quantile.js';

describe('A quantile', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2: 95.1957 by R7 (95.1981 by R6, 95.1972 by R8).
  it('is of type 7', () => {
    expect(quantile(ascending(gauges), 0.9)).toBeCloseTo(95.19568, 8);
  });

  // NumPy's documentation of percentile(): the median of [[10, 7, 4], [3, 2, 1]] is 3.5.
  it('lies between two values where it falls between them', () => {
    expect(quantile(ascending([10, 7, 4, 3, 2, 1]), 0.5)).toBe(3.5);
  });

  it('of order 0 and 1 is the least and the greatest value', () => {
    expect([0, 1].map((p) => quantile(ascending(gauges), p))).toEqual([95.061, 95.199]);
  });

  it('of one value is that value, of none it is not a number', () => {
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('sorts numbers as numbers and leaves the values it was given alone', () => {
    const values = [10, 9, -1];
    expect([...ascending(values)]).toEqual([-1, 9, 10]);
    expect(values).toEqual([10, 9, -1]);
  });
});

const gauges = [
  95.1772, 95.1567, 95.1937, 95.1959, 95.1442, 95.061, 95.1591, 95.1195, 95.1065, 95.0925, 95.199, 95.1682,
];
