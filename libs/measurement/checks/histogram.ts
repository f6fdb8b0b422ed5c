import type { Float64Histogram } from 'hdr-histogram-js';

/** How many values lie in a range, both ends included. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Many values in a few buckets, each as wide as a thousandth of its values or less. */
export interface LatencyHistogram {
  readonly n: number;
  /** As they were: the buckets would round them. */
  readonly min: number;
  readonly max: number;
  /** Those that hold something, ascending. */
  readonly buckets: readonly Bucket[];
}

const DIGITS = 3;

/**
 * The histogram of whole microseconds that are not negative; what is, is left out. Undefined: nothing is left.
 * G. Tene, HdrHistogram: a dynamic range with a fixed relative precision.
 */
export async function latencyHistogram(values: Iterable<number>): Promise<LatencyHistogram | undefined> {
  const kept = Float64Array.from(values).filter((value) => value >= 0);
  if (kept.length === 0) return undefined;
  let [min, max] = [Infinity, 0];
  for (const value of kept) [min, max] = [Math.min(min, value), Math.max(max, value)];
  return { n: kept.length, min, max, buckets: bucketsOf(kept, await empty(max)) };
}

/** What a generator that waits for each answer would have hidden. */
export interface CoordinatedOmission {
  /** The 99th percentile as recorded, and with what waited behind each value, in microseconds; to three digits. */
  readonly p99: number;
  readonly correctedP99: number;
  /** How many values the corrected one is of. */
  readonly correctedCount: number;
}

/** So many values are imagined at most. */
const IMAGINED = 20_000_000;

/**
 * A value longer than the interval in which values were due hides others: beside v, there would have been v − i,
 * v − 2i, … down to i. A check value only: times from the schedule need no such correction. Undefined: there are no
 * values, or the interval is so short that more than twenty million would have to be imagined.
 * G. Tene, "How not to measure latency", 2013; HdrHistogram's recordValueWithExpectedInterval.
 */
export async function coordinatedOmission(values: Iterable<number>, interval: number): Promise<CoordinatedOmission | undefined> {
  const kept = Float64Array.from(values).filter((value) => value >= 0);
  const imagined = kept.reduce((sum, value) => sum + value / interval, 0);
  if (kept.length === 0 || !(interval > 0) || imagined > IMAGINED) return undefined;
  const max = kept.reduce((greatest, value) => Math.max(greatest, value), 0);
  const [recorded, corrected] = [await empty(max), await empty(max)];
  for (const value of kept) {
    recorded.recordValue(value);
    corrected.recordValueWithExpectedInterval(value, interval);
  }
  return {
    p99: recorded.getValueAtPercentile(99),
    correctedP99: corrected.getValueAtPercentile(99),
    correctedCount: corrected.totalCount,
  };
}

/** Only now: it takes a fifth of a second to load, and most programs make no histogram. */
async function empty(max: number): Promise<Float64Histogram> {
  const hdr = await import('hdr-histogram-js');
  return new hdr.Float64Histogram(1, Math.max(2, Math.ceil(max)), DIGITS);
}

/** Counted here: the library would go through all buckets that there could be, which takes it milliseconds, however few the values. */
function bucketsOf(values: Float64Array, scale: Float64Histogram): readonly Bucket[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const from = scale.lowestEquivalentValue(value);
    counts.set(from, (counts.get(from) ?? 0) + 1);
  }
  const ascending = [...counts].sort(([one], [other]) => one - other);
  return ascending.map(([from, count]) => ({ from, to: scale.highestEquivalentValue(from), count }));
}
