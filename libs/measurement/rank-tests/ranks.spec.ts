import { expect, it } from '@jest/globals';
import { ranked } from './ranks.js';

// R 4, help of rank(): x2 <- c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5), rank(x2).
it('Equal values share the middle of their ranks', () => {
  const { ranks, ties } = ranked([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]);
  expect([...ranks]).toEqual([4.5, 1.5, 6, 1.5, 8, 11, 3, 10, 8, 4.5, 8]);
  expect(ties).toBe(2 * (8 - 2) + (27 - 3));
});

it('Values that all differ are not tied', () => {
  expect(ranked([30, 10, 20])).toEqual({ ranks: Float64Array.of(3, 1, 2), ties: 0 });
});
