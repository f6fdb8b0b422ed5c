import { seeded } from '../random.js';
import { pValues, type PValues } from './p-values.js';

/** How a permutation test is carried out. */
export interface PermutationOptions {
  readonly seed?: number;
  /** As many arrangements at most are all looked at. */
  readonly exactUpTo?: number;
  /** Beyond that, so many are drawn, or fewer for many values. */
  readonly draws?: number;
}

/** What came of a permutation test. */
export interface PermutationTest {
  readonly p: PValues;
  /** All arrangements were looked at; else so many were drawn, by this seed. */
  readonly isExact: boolean;
  readonly arrangements: number;
  readonly seed: number;
}

/** Bounds the time of a test: values moved in all draws together. */
const WORK = 20_000_000;
const FEWEST_DRAWS = 199;

/**
 * Whether it matters which scores are called the first, by the sum of these: for raw values the test of Fisher and
 * Pitman on the difference of means, for ranks that of Wilcoxon, with ties as they are. Exact when there are few
 * arrangements, C(m + n, m); else drawn with a seed, and then p = (as extreme + 1) / (draws + 1).
 * E. J. G. Pitman, Supplement to the JRSS 4 (1937) 119–130; B. Phipson, G. K. Smyth, "Permutation p-values should
 * never be zero", Statistical Applications in Genetics and Molecular Biology 9 (2010) 39.
 */
export function permutationTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { seed = 1, exactUpTo = 20_000, draws = 9_999 }: PermutationOptions = {},
): PermutationTest {
  const pooled = Float64Array.from([...Array.from(first), ...Array.from(second)]);
  const all = arrangements(first.length, second.length);
  const tally = tallyOf(pooled, first.length);
  if (all <= exactUpTo) {
    eachSum(pooled, first.length, tally.add);
    return { p: pValues(tally.less() / all, tally.greater() / all), isExact: true, arrangements: all, seed };
  }
  const drawn = Math.min(draws, Math.max(FEWEST_DRAWS, Math.floor(WORK / pooled.length)));
  drawSums(pooled, first.length, drawn, seed, tally.add);
  const p = pValues((tally.less() + 1) / (drawn + 1), (tally.greater() + 1) / (drawn + 1));
  return { p, isExact: false, arrangements: drawn, seed };
}

/** C(m + n, m): in how many ways m of m + n values can be called the first. */
export function arrangements(m: number, n: number): number {
  let product = 1;
  for (let i = 1; i <= Math.min(m, n); i++) product = (product * (Math.max(m, n) + i)) / i;
  return Math.round(product);
}

/** Counts the sums that are as low or as high as that of the first `m` values, but for rounding. */
function tallyOf(pooled: Float64Array, m: number) {
  const observed = pooled.subarray(0, m).reduce((sum, value) => sum + value, 0);
  const rounding = 1e-12 * pooled.reduce((sum, value) => sum + Math.abs(value), 0);
  let [less, greater] = [0, 0];
  return {
    add: (sum: number) => {
      if (sum <= observed + rounding) less++;
      if (sum >= observed - rounding) greater++;
    },
    less: () => less,
    greater: () => greater,
  };
}

/** The sum of every choice of `m` values. */
function eachSum(values: Float64Array, m: number, found: (sum: number) => void): void {
  const choose = (from: number, left: number, sum: number): void => {
    if (left === 0) return found(sum);
    for (let index = from; index <= values.length - left; index++) choose(index + 1, left - 1, sum + values[index]!);
  };
  choose(0, m, 0);
}

/** The sums of random choices of `m` values, by the first steps of a shuffle, which puts `values` in another order. */
function drawSums(values: Float64Array, m: number, draws: number, seed: number, found: (sum: number) => void): void {
  const random = seeded(seed);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (let index = 0; index < m; index++) {
      const picked = index + random.below(values.length - index);
      const value = values[picked]!;
      values[picked] = values[index]!;
      values[index] = value;
      sum += value;
    }
    found(sum);
  }
}
