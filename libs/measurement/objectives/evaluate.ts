import type { Answer } from '../verdict.js';
import {
  printObjective,
  type Comparator,
  type Limit,
  type Objective,
  type Subject,
  type TimeUnit,
} from './objective.js';
import { observe, type ObjectiveFigures, type Observation, type Range } from './observation.js';

/** The answer to an objective. Times in microseconds, throughput in documents a second. */
export interface ObjectiveResult {
  /** The objective, as it is always written. */
  readonly objective: string;
  readonly verdict: Answer;
  /** Undefined: nothing was measured. */
  readonly observed: number | undefined;
  /** Where the truth lies, at 95 %. Undefined: it cannot be estimated. */
  readonly interval: Range | undefined;
  /** What it was held against; a range where the baseline is not known exactly. Undefined: no baseline says. */
  readonly limit: Range | undefined;
  /** For people. */
  readonly reason: string;
}

/**
 * Answers an objective. It passes or fails where its whole interval does; where the limit lies within, or there is no
 * interval, that is inconclusive. `baseline` has the figures of the run to compare with.
 */
export function evaluate(
  objective: Objective,
  figures: ObjectiveFigures,
  baseline?: ObjectiveFigures,
): ObjectiveResult {
  const observation = observe(objective.subject, figures);
  const found = { objective: printObjective(objective), observed: observation.value, interval: observation.interval };
  const limit = limitOf(objective, baseline);
  if (limit === undefined) {
    return { ...found, verdict: 'no-baseline', limit, reason: 'there is no baseline to compare with' };
  }
  const { interval } = observation;
  if (interval === undefined || limit.interval === undefined) {
    const doubt = observation.doubt ?? `the baseline's is ${limit.doubt}`;
    return { ...found, verdict: 'inconclusive', limit: limit.interval, reason: doubt };
  }
  const verdict = compared(interval, objective.comparator, limit.interval);
  const reason = reasonOf(objective.subject, observation, limit.interval, verdict);
  return { ...found, verdict, limit: limit.interval, reason };
}

/** Whether a metric's values meet an objective as they are, and what of them it is about; what lies behind them is left open. */
export function meets(objective: Objective, metrics: ObjectiveFigures['metrics']): { isMet: boolean; observed: number | undefined } {
  const counts = { failed: 0, done: 0, unfinished: 0, invalid: 0, planned: 0, sent: 0 };
  const { value } = observe(objective.subject, { metrics, counts, throughput: undefined });
  const limit = limitOf(objective, undefined)?.interval;
  const isMet = value !== undefined && limit !== undefined && compared({ low: value, high: value }, objective.comparator, limit) === 'pass';
  return { isMet, observed: value };
}

type LimitRange = Pick<Observation, 'interval' | 'doubt'>;

function limitOf({ subject, limit }: Objective, baseline: ObjectiveFigures | undefined): LimitRange | undefined {
  if (limit.kind !== 'baseline') return { interval: { low: amountOf(limit), high: amountOf(limit) }, doubt: undefined };
  if (baseline === undefined) return undefined;
  const { interval, doubt } = observe(subject, baseline);
  const times = (value: number) => (limit.factor === 1 ? value : asWritten(limit.factor * value));
  return { interval: interval && { low: times(interval.low), high: times(interval.high) }, doubt };
}

/** A decimal may be whole in microseconds, or as a multiple, and still not be so as a product of doubles. */
const asWritten = (product: number): number => Number(product.toPrecision(15));

const MICROSECONDS: Readonly<Record<TimeUnit, number>> = { us: 1, ms: 1_000, s: 1_000_000, min: 60_000_000 };

function amountOf(limit: Exclude<Limit, { kind: 'baseline' }>): number {
  switch (limit.kind) {
    case 'time':
      return asWritten(limit.amount * MICROSECONDS[limit.unit]);
    case 'rate':
      return limit.amount / (limit.unit === 'min' ? 60 : 1);
    case 'count':
      return limit.amount;
  }
}

/** Whether every value of one range stands so to every value of the other; or none does; or some do. */
function compared(found: Range, comparator: Comparator, limit: Range): Answer {
  const answer = (all: boolean, none: boolean): Answer => (all ? 'pass' : none ? 'fail' : 'inconclusive');
  switch (comparator) {
    case '<':
      return answer(found.high < limit.low, found.low >= limit.high);
    case '<=':
      return answer(found.high <= limit.low, found.low > limit.high);
    case '>':
      return answer(found.low > limit.high, found.high <= limit.low);
    case '>=':
      return answer(found.low >= limit.high, found.high < limit.low);
    case '==':
      return answer(
        found.low === limit.high && found.high === limit.low,
        found.high < limit.low || found.low > limit.high,
      );
  }
}

function reasonOf(subject: Subject, { value, interval }: Observation, limit: Range, verdict: Answer): string {
  const shown = (number: number) => shownAs(subject, number);
  const range = ({ low, high }: Range) => (low === high ? shown(low) : `${shown(low)} to ${shown(high)}`);
  const observed = value === undefined ? '' : shown(value);
  const within = interval && interval.low < interval.high ? ` (${range(interval)})` : '';
  const straddles = verdict === 'inconclusive' ? ': the limit lies within what cannot be told apart' : '';
  return `${observed}${within} against ${range(limit)}${straddles}`;
}

function shownAs({ kind }: Subject, value: number): string {
  const rounded = (number: number) => `${Number(number.toPrecision(6))}`;
  if (kind === 'count') return `${value}`;
  if (kind === 'throughput') return `${rounded(value)}/s`;
  const size = Math.abs(value);
  if (size < MICROSECONDS.ms) return `${rounded(value)} µs`;
  return size < MICROSECONDS.s ? `${rounded(value / MICROSECONDS.ms)} ms` : `${rounded(value / MICROSECONDS.s)} s`;
}
