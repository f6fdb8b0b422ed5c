import { normalTail } from './normal.js';

/** How likely data at least as extreme are when there is no difference. */
export interface PValues {
  /** Against: the first values are less, or greater, than the second. */
  readonly less: number;
  readonly greater: number;
  /** Against either: twice the lesser, 1 at most. */
  readonly twoSided: number;
}

/** The three of them from the first two. */
export const pValues = (less: number, greater: number): PValues => ({
  less: Math.min(1, less),
  greater: Math.min(1, greater),
  twoSided: Math.min(1, 2 * Math.min(less, greater)),
});

/** By the normal approximation, corrected for continuity by half a step. No deviation (all values equal): 1. */
export function normalPValues(statistic: number, mean: number, deviation: number): PValues {
  if (deviation === 0) return pValues(1, 1);
  return pValues(normalTail((mean - statistic - 0.5) / deviation), normalTail((statistic - mean - 0.5) / deviation));
}
