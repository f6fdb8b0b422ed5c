import { EXACT_BELOW } from './mann-whitney.js';
import { normalPValues, pValues, type PValues } from './p-values.js';
import { signedRankDistribution, upTo } from './rank-sum-distribution.js';
import { ranked } from './ranks.js';

/** What came of the test. */
export interface SignedRank {
  /** The sum of the ranks of the positive differences. R calls it V. */
  readonly v: number;
  /** How many differences are not zero; the others say nothing. */
  readonly n: number;
  readonly p: PValues;
  /** Of all signs; else the normal approximation, corrected for ties and continuity. */
  readonly isExact: boolean;
}

/**
 * Wilcoxon's signed-rank test: whether differences of pairs lie around zero. For pairs that are independent.
 * Undefined: no difference but zeros.
 * F. Wilcoxon, Biometrics Bulletin 1 (1945) 80–83; zeros and ties as in R's wilcox.test.
 */
export function signedRank(differences: ArrayLike<number>): SignedRank | undefined {
  const counting = Array.from(differences).filter((difference) => difference !== 0);
  const n = counting.length;
  if (n === 0) return undefined;
  const { ranks, ties } = ranked(counting.map(Math.abs));
  const v = counting.reduce((sum, difference, index) => (difference > 0 ? sum + ranks[index]! : sum), 0);
  const isExact = ties === 0 && n === differences.length && n < EXACT_BELOW;
  return { v, n, p: isExact ? counted(v, n) : approximated(v, n, ties), isExact };
}

function counted(v: number, n: number): PValues {
  const distribution = signedRankDistribution(n);
  return pValues(upTo(distribution, v), upTo(distribution, (n * (n + 1)) / 2 - v));
}

function approximated(v: number, n: number, ties: number): PValues {
  return normalPValues(v, (n * (n + 1)) / 4, Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48));
}
