import { describe, expect, it } from '@jest/globals';
import { modifiedZ, outlierTest } from './outliers.js';
import { ascending } from './quantile.js';

describe('An outlier', () => {
  // Wikipedia, "Median absolute deviation": of 1, 1, 2, 2, 4, 6, 9 the median is 2 and the MAD is 1.
  it('lies more than 3.5 modified z-scores from the median', () => {
    const values = ascending([1, 1, 2, 2, 4, 6, 9]);
    expect([1, 2, 6, 9].map(modifiedZ(values))).toEqual([-0.6745, 0, 2.698, 4.7215].map(nearly));
    expect([...values].filter(outlierTest(values))).toEqual([9]);
  });

  // The list of Cross Validated, question 339932, by the formula of IBM Cognos Analytics: 90 / (1.253314 × 11.25).
  it('is found although most values are equal', () => {
    const values = ascending([10, 10, 10, 10, 10, 10, 10, 100]);
    expect(modifiedZ(values)(100)).toBeCloseTo(6.38308, 5);
    expect([...values].filter(outlierTest(values))).toEqual([100]);
  });

  it('can be too short, too', () => {
    const values = ascending([100, 101, 102, 103, 104, 1]);
    expect([...values].filter(outlierTest(values))).toEqual([1]);
  });

  it('does not exist among equal values, nor alone', () => {
    expect([...ascending([5, 5, 5])].filter(outlierTest(ascending([5, 5, 5])))).toEqual([]);
    expect(outlierTest(ascending([5]))(5)).toBe(false);
  });
});

const nearly = (value: number): unknown => expect.closeTo(value, 10);
