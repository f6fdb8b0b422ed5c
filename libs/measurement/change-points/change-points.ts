import { ascending, quantile } from '../quantile.js';
import { seeded, shuffle, type Random } from '../random.js';
import { bestSplit, type Split } from './divergence.js';

/** How change points are looked for. */
export interface ChangePointOptions {
  /** A change counts when chance alone makes as great a one at most so often. */
  readonly significance?: number;
  /** The least number of values between two changes; 2 or more. */
  readonly least?: number;
  /** Changes that people know of, as indices of the first value after: taken as given, and never reported. */
  readonly known?: readonly number[];
  /** How often a segment is shuffled for a test; a long series less often, 99 times at least. */
  readonly permutations?: number;
  readonly seed?: number;
}

/** A change in a series. */
export interface ChangePoint {
  /** The index of the first value after it. */
  readonly at: number;
  /** Of the permutation test: (as great by chance + 1) / (permutations + 1). */
  readonly p: number;
  readonly permutations: number;
  /** The medians of the values from the change before to this one, and from this one to the next. */
  readonly before: number;
  readonly after: number;
}

/** Only the latest so many values are looked at: each test costs their square, times the permutations. */
export const LONGEST_SERIES = 1_000;

/** Bounds the time of a test, to about a second. */
const WORK = 100_000_000;
const FEWEST_PERMUTATIONS = 99;

/**
 * Where the distribution of a series changes, in the order of the series: E-divisive. The best split of all segments is
 * tested against the best splits of the same segments shuffled, and divides its segment if it is significant; and so
 * on, until one is not.
 * D. S. Matteson, N. A. James, arXiv 1306.4933, sections 3.2 and 3.3; for performance tests: M. Fleming et al.,
 * "Hunter: using change point detection to hunt for performance regressions", arXiv 2301.03034.
 */
export function changePoints(series: ArrayLike<number>, options: ChangePointOptions = {}): readonly ChangePoint[] {
  const search = searchChangePoints(series, options);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

/** The same in small steps, for programs that have something else to do, too: a step of a thousand values takes some twenty milliseconds, of a hundred less than one. */
export function* searchChangePoints(series: ArrayLike<number>, options: ChangePointOptions = {}): Generator<void, readonly ChangePoint[]> {
  const { significance = 0.05, least = 4, known = [], permutations = 499, seed = 1 } = options;
  const skipped = Math.max(0, series.length - LONGEST_SERIES);
  const values = Float64Array.from(series).subarray(skipped);
  const inside = known.map((at) => at - skipped).filter((at) => at > 0 && at < values.length);
  const bounded = Math.min(permutations, Math.max(FEWEST_PERMUTATIONS, Math.floor(WORK / values.length ** 2)));
  const found = new Map<number, number>();
  const bounds = new Set([0, ...inside, values.length]);
  const test = { least: Math.max(2, least), permutations: bounded, significance, random: seeded(seed) };
  for (;;) {
    const tested = yield* testedSplit(values, ordered(bounds), test);
    if (!tested) break;
    found.set(tested.at, tested.p);
    bounds.add(tested.at);
  }
  return described(values, ordered(bounds), found).map((change) => {
    return { ...change, at: change.at + skipped, permutations: bounded };
  });
}

interface Test {
  readonly least: number;
  readonly permutations: number;
  readonly significance: number;
  readonly random: Random;
}

const ordered = (bounds: ReadonlySet<number>): readonly number[] => [...bounds].sort((one, other) => one - other);

/** The best split, if it is significant; no more is shuffled than it takes to know that it is not. */
function* testedSplit(values: Float64Array, bounds: readonly number[], test: Test): Generator<void, { at: number; p: number } | undefined> {
  const best = greatestSplit(values, bounds, test.least);
  // What does not diverge at all need not be tested.
  if (!best || best.divergence <= 0) return undefined;
  const shuffled = values.slice();
  let asGreat = 0;
  for (let round = 0; round < test.permutations; round++) {
    for (const [index, to] of bounds.slice(1).entries()) shuffle(shuffled, test.random, bounds[index]!, to);
    if (greatestSplit(shuffled, bounds, test.least)!.divergence >= best.divergence * (1 - 1e-12)) asGreat++;
    if (pOf(asGreat, test) > test.significance) return undefined;
    yield;
  }
  return { at: best.at, p: pOf(asGreat, test) };
}

const pOf = (asGreat: number, { permutations }: Test): number => (asGreat + 1) / (permutations + 1);

function greatestSplit(values: Float64Array, bounds: readonly number[], least: number): Split | undefined {
  const splits = bounds.slice(1).flatMap((to, index) => bestSplit(values, bounds[index]!, to, least) ?? []);
  return splits.reduce<Split | undefined>(
    (best, split) => (best && best.divergence >= split.divergence ? best : split),
    undefined,
  );
}

function described(
  values: Float64Array,
  bounds: readonly number[],
  found: ReadonlyMap<number, number>,
): readonly Omit<ChangePoint, 'permutations'>[] {
  const median = (index: number) => quantile(ascending(values.subarray(bounds[index], bounds[index + 1])), 0.5);
  return bounds.flatMap((at, index) => {
    const p = found.get(at);
    return p === undefined ? [] : [{ at, p, before: median(index - 1), after: median(index) }];
  });
}
