import { binomial } from './binomial.js';

/** Where the true quantile lies, with at least the confidence asked for, whatever the distribution. */
export interface QuantileInterval {
  /** In the unit of the values. */
  readonly low: number;
  readonly high: number;
  /** The ranks of these two values, counted from 1. */
  readonly lowRank: number;
  readonly highRank: number;
  /** The confidence it really has: of independent values of a continuous distribution. */
  readonly coverage: number;
}

/**
 * The two-sided interval for the quantile of order `p` between order statistics, with equal tails:
 * [x_l, x_u] with l = Bin⁻¹(α/2; n, p) and u = Bin⁻¹(1 − α/2; n, p) + 1, α = 1 − confidence.
 * Undefined: there are too few values; see valuesNeeded.
 * W. Q. Meeker, G. J. Hahn, L. A. Escobar, Statistical Intervals, 2nd ed., Wiley 2017, section 5.2.
 */
export function quantileInterval(
  sorted: ArrayLike<number>,
  p: number,
  confidence = 0.95,
): QuantileInterval | undefined {
  const tail = (1 - confidence) / 2;
  const count = binomial(sorted.length, p);
  const lowRank = count.quantile(tail);
  const highRank = count.quantile(1 - tail) + 1;
  const low = sorted[lowRank - 1];
  const high = sorted[highRank - 1];
  if (low === undefined || high === undefined) return undefined;
  return { low, high, lowRank, highRank, coverage: count.probability(lowRank, highRank - 1) };
}

/**
 * With fewer values the interval for the quantile of order `p` does not exist: the chance that all values lie below
 * it, pⁿ, or that all lie above, (1 − p)ⁿ, must not exceed α/2.
 */
export function valuesNeeded(p: number, confidence = 0.95): number {
  const tail = (1 - confidence) / 2;
  return Math.ceil(Math.log(tail) / Math.log(Math.max(p, 1 - p)));
}
