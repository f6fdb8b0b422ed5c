import { expect, it } from '@jest/globals';
import { normalQuantile, normalTail } from './normal.js';

// scipy.stats.norm.sf, 1.17.1.
it.each([
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1.96, 0.024997895148220435],
  [2.9, 0.0018658133003840375],
  [3, 0.0013498980316300933],
  [5, 2.866515718791933e-7],
  [20, 2.7536241186061556e-89],
  [-1.5, 0.9331927987311419],
])('Beyond %d lies %d of the normal distribution', (z, tail) => {
  expect(normalTail(z) / tail).toBeCloseTo(1, 12);
});

// M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, table 26.5.
it.each([
  [0.975, 1.95996398],
  [0.5, 0],
  [0.005, -2.57582930],
])('The quantile of order %d of the normal distribution is %d', (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 8);
});
