import type { Bounded } from './figures.js';
import { quantileInterval, valuesNeeded, type QuantileInterval } from './quantile-interval.js';
import { ascending, quantile } from './quantile.js';

/** The quantiles of every summary. */
export const QUANTILES = [0.5, 0.9, 0.95, 0.99] as const;

/** A quantile of all values, in their unit. */
export interface QuantileSummary {
  readonly p: number;
  /** Of these values; says little of the distribution behind them when there is no interval. */
  readonly value: number;
  /** At 95 %. Undefined: not estimable from so few values. */
  readonly interval: QuantileInterval | undefined;
  /** How many values an interval needs. */
  readonly needs: number;
}

/** Many values in a few numbers, in the unit of the values. */
export interface Summary {
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly quantiles: readonly QuantileSummary[];
  /** Of values that rest on the clock offset: what these are for its extremes. The intervals hold that doubt already. */
  readonly bounds?: Readonly<Record<'min' | 'max' | 'mean', Extremes>>;
}

/** Both ends included, in the unit of the values. */
export interface Extremes {
  readonly low: number;
  readonly high: number;
}

/** The summary of values; their order makes no difference, not even in the last digit. Undefined: no values. */
export function summarise(values: ArrayLike<number>): Summary | undefined {
  const sorted = ascending(values);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { n: sorted.length, min, max, mean, quantiles: QUANTILES.map((p) => quantileSummary(sorted, p)) };
}

/**
 * The same of values that rest on the clock offset. The interval of a quantile is that of the least values below and
 * that of the greatest above: it holds the true quantile for every offset there may be.
 */
export function summariseBounded(values: readonly Bounded[]): Summary | undefined {
  const summary = summarise(values.map(({ value }) => value));
  const least = summarise(values.map(({ low }) => low));
  const greatest = summarise(values.map(({ high }) => high));
  if (!summary || !least || !greatest) return undefined;
  const quantiles = summary.quantiles.map((quantile, index) => {
    const [low, high] = [least.quantiles[index]?.interval?.low, greatest.quantiles[index]?.interval?.high];
    if (!quantile.interval || low === undefined || high === undefined) return quantile;
    return { ...quantile, interval: { ...quantile.interval, low, high } };
  });
  const extremes = (of: 'min' | 'max' | 'mean'): Extremes => ({ low: least[of], high: greatest[of] });
  return { ...summary, quantiles, bounds: { min: extremes('min'), max: extremes('max'), mean: extremes('mean') } };
}

function quantileSummary(sorted: Float64Array, p: number): QuantileSummary {
  return { p, value: quantile(sorted, p), interval: quantileInterval(sorted, p), needs: valuesNeeded(p) };
}
