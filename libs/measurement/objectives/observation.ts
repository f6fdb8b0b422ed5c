import { quantileInterval, valuesNeeded } from '../quantile-interval.js';
import { quantile } from '../quantile.js';
import type { CountName, ObjectiveMetric, Statistic, Subject } from './objective.js';

/** The values of a metric in microseconds, ascending. */
export interface MetricValues {
  readonly values: Float64Array;
  /** Where they rest on the clock offset: the least that each document's may be, and the greatest, each ascending. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
}

/** All that objectives can ask of a run. */
export interface ObjectiveFigures {
  /** Of the documents that belong in the statistics. One that is missing was not measured. */
  readonly metrics: Readonly<Partial<Record<ObjectiveMetric, MetricValues>>>;
  readonly counts: Readonly<Record<CountName, number>>;
  /** Documents done a second. Undefined: no time passed. */
  readonly throughput: number | undefined;
}

/** Both ends included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What a run says of a subject: microseconds, documents, or documents a second. */
export interface Observation {
  /** Undefined: nothing was measured. */
  readonly value: number | undefined;
  /** Where the truth lies, at 95 % where it is estimated. Undefined: nobody can tell, see `doubt`. */
  readonly interval: Range | undefined;
  readonly doubt: string | undefined;
}

/** What the figures of a run say of a subject. */
export function observe(subject: Subject, figures: ObjectiveFigures): Observation {
  switch (subject.kind) {
    case 'count':
      return exactly(figures.counts[subject.count]);
    case 'throughput':
      return figures.throughput === undefined ? NOTHING : exactly(figures.throughput);
    case 'metric': {
      const found = figures.metrics[subject.metric];
      return found && found.values.length > 0 ? statisticOf(subject.statistic, found) : NOTHING;
    }
  }
}

const NOTHING: Observation = { value: undefined, interval: undefined, doubt: 'nothing was measured' };

const exactly = (value: number, interval: Range = { low: value, high: value }): Observation => ({
  value,
  interval,
  doubt: undefined,
});

function statisticOf(statistic: Statistic, { values, low = values, high = values }: MetricValues): Observation {
  switch (statistic.kind) {
    case 'min':
      return exactly(values[0]!, { low: low[0]!, high: high[0]! });
    case 'max':
      return exactly(values.at(-1)!, { low: low.at(-1)!, high: high.at(-1)! });
    case 'mean':
      return estimated(meanOf(values), meanInterval(low), meanInterval(high), tooFew(values.length, ENOUGH_FOR_MEAN));
    case 'quantile': {
      const p = statistic.percent / 100;
      const [below, above] = [quantileInterval(low, p), quantileInterval(high, p)];
      return estimated(quantile(values, p), below, above, tooFew(values.length, valuesNeeded(p)));
    }
  }
}

/** From the lower end of the lower bounds up to the upper end of the upper ones. */
function estimated(value: number, below: Range | undefined, above: Range | undefined, doubt: string): Observation {
  if (below && above) return exactly(value, { low: below.low, high: above.high });
  return { value, interval: undefined, doubt };
}

const tooFew = (n: number, needs: number): string => `not estimable from ${n} of the ${needs} values that it needs`;

/** With fewer values the mean of skewed ones is not nearly normal. */
const ENOUGH_FOR_MEAN = 30;
/** Φ⁻¹(0.975). */
const Z = 1.959963984540054;

/** mean ± z s/√n, by the central limit theorem. */
function meanInterval(values: Float64Array): Range | undefined {
  if (values.length < ENOUGH_FOR_MEAN) return undefined;
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const width = Z * Math.sqrt(variance / values.length);
  return { low: mean - width, high: mean + width };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
