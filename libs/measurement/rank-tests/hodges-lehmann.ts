import { ascending } from '../quantile.js';
import { EXACT_BELOW } from './mann-whitney.js';
import { normalQuantile } from './normal.js';
import { rankSumDistribution, upTo } from './rank-sum-distribution.js';

/** By how much the first values exceed the second, in their unit. */
export interface Shift {
  /** The median of all differences between a first and a second value. */
  readonly value: number;
  /** Undefined: there are too few values for the confidence asked for. */
  readonly interval: ShiftInterval | undefined;
}

/** Where the shift lies, if the two distributions differ by nothing else. */
export interface ShiftInterval {
  readonly low: number;
  readonly high: number;
  /** The confidence it really has. */
  readonly coverage: number;
}

/**
 * The shift of Hodges and Lehmann with the interval that belongs to the test of Mann and Whitney: between the
 * differences of ranks c and mn + 1 − c, where c is the greatest with P(U < c) ≤ α/2 (at 50 values and above by the
 * normal approximation). Undefined: one side is empty. The differences are not listed: each costs O(m + n) some fifty
 * times.
 * J. L. Hodges, E. L. Lehmann, Annals of Mathematical Statistics 34 (1963) 598–611; M. Hollander, D. A. Wolfe,
 * E. Chicken, Nonparametric Statistical Methods, 3rd ed., Wiley 2014, sections 4.2 and 4.3.
 */
export function hodgesLehmann(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  confidence = 0.95,
): Shift | undefined {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) return undefined;
  const [xs, ys] = [ascending(first), ascending(second)];
  const difference = (rank: number) => kthDifference(xs, ys, rank);
  const middle = (m * n + 1) / 2;
  const value = (difference(Math.floor(middle)) + difference(Math.ceil(middle))) / 2;
  const { rank, coverage } = m < EXACT_BELOW && n < EXACT_BELOW ? counted(m, n, confidence) : nearly(m, n, confidence);
  if (rank < 1) return { value, interval: undefined };
  return { value, interval: { low: difference(rank), high: difference(m * n + 1 - rank), coverage } };
}

function counted(m: number, n: number, confidence: number) {
  const distribution = rankSumDistribution(m, n);
  // Where a confidence is hit exactly, as 90 % is by three and three, rounding must not miss it.
  const tail = ((1 - confidence) / 2) * (1 + 1e-12);
  let [rank, below] = [0, 0];
  while (below + distribution[rank]! <= tail) below += distribution[rank++]!;
  return { rank, coverage: 1 - 2 * upTo(distribution, rank - 1) };
}

function nearly(m: number, n: number, confidence: number) {
  const deviation = Math.sqrt((m * n * (m + n + 1)) / 12);
  return { rank: Math.floor((m * n) / 2 - normalQuantile((1 + confidence) / 2) * deviation), coverage: confidence };
}

/**
 * The difference of rank `rank` (from 1) among all x − y of two ascending lists. Bisects the range, and draws each end
 * in to a difference that exists, so that it ends on one exactly.
 */
export function kthDifference(xs: Float64Array, ys: Float64Array, rank: number): number {
  let low = xs[0]! - ys.at(-1)!;
  let high = xs.at(-1)! - ys[0]!;
  while (low < high) {
    const middle = low + (high - low) / 2;
    const split = splitDifferences(xs, ys, middle < high ? middle : low);
    if (split.count >= rank) high = split.below;
    else low = split.above;
  }
  return low;
}

/** How many differences are ≤ `at`, the greatest of these and the least of the others. */
function splitDifferences(xs: Float64Array, ys: Float64Array, at: number) {
  let [count, below, above] = [0, -Infinity, Infinity];
  let from = 0;
  for (const x of xs) {
    // The greater x, the further up the first y that it exceeds by `at` at most.
    while (from < ys.length && x - ys[from]! > at) from++;
    count += ys.length - from;
    if (from < ys.length && x - ys[from]! > below) below = x - ys[from]!;
    if (from > 0 && x - ys[from - 1]! < above) above = x - ys[from - 1]!;
  }
  return { count, below, above };
}
