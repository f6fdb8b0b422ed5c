import { expect, it } from '@jest/globals';
import { backoffSeconds } from './backoff.js';

it('doubles the wait after each failure, up to five seconds', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 100].map((failures) => backoffSeconds(failures, 0));
  expect(waits).toEqual([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]);
});

it('takes off up to half of it by chance, so that posts do not come back all at once', () => {
  expect(backoffSeconds(3, 1)).toBeCloseTo(0.2, 12);
  expect(backoffSeconds(3, 0.5)).toBeCloseTo(0.3, 12);
});
