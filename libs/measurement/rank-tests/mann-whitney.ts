import { normalPValues, pValues, type PValues } from './p-values.js';
import { rankSumDistribution, upTo } from './rank-sum-distribution.js';
import { ranked } from './ranks.js';

/** What came of the test. */
export interface MannWhitney {
  /** In how many pairs the first value exceeds the second; equal ones count half. R calls it W. */
  readonly u: number;
  /** 2U/mn − 1: how much likelier the first is to exceed the second than the reverse, −1 to 1. */
  readonly cliffsDelta: number;
  readonly p: PValues;
  /** Of all arrangements; else the normal approximation, corrected for ties and continuity. */
  readonly isExact: boolean;
}

/** Below so many values on either side, and without ties, the distribution is counted, as R does. */
export const EXACT_BELOW = 50;

/**
 * Whether the first values tend to exceed the second. For independent values: documents of one pass share a queue and
 * are none. Undefined: one side is empty. O(n log n).
 * H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947) 50–60; N. Cliff, "Dominance statistics",
 * Psychological Bulletin 114 (1993) 494–509; the correction for ties as in R's wilcox.test.
 */
export function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): MannWhitney | undefined {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) return undefined;
  const { ranks, ties } = ranked([...Array.from(first), ...Array.from(second)]);
  const u = ranks.subarray(0, m).reduce((sum, rank) => sum + rank, 0) - (m * (m + 1)) / 2;
  const isExact = ties === 0 && m < EXACT_BELOW && n < EXACT_BELOW;
  const p = isExact ? counted(u, m, n) : approximated(u, m, n, ties);
  return { u, cliffsDelta: (2 * u) / (m * n) - 1, p, isExact };
}

/** By symmetry P(U ≥ u) = P(U ≤ mn − u): in the lower tail the counts are exact. */
function counted(u: number, m: number, n: number): PValues {
  const distribution = rankSumDistribution(m, n);
  return pValues(upTo(distribution, u), upTo(distribution, m * n - u));
}

function approximated(u: number, m: number, n: number, ties: number): PValues {
  const all = m + n;
  return normalPValues(u, (m * n) / 2, Math.sqrt(((m * n) / 12) * (all + 1 - ties / (all * (all - 1)))));
}
