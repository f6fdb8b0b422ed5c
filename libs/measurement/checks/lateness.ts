import type { Summary } from '../summary.js';

/** The part of the median latency that the generator may be late. */
const TOLERATED = 0.05;

/** How late the generator was beside what it measured, in microseconds. */
export interface Lateness {
  /** The 99th percentile of the schedule delays. */
  readonly p99: number;
  readonly medianLatency: number;
  /** The generator has measured itself: its lateness exceeds 5 % of the median latency. */
  readonly isMarked: boolean;
}

/** Undefined: there is nothing of one of the two. */
export function lateness(scheduleDelay: Summary | undefined, latency: Summary | undefined): Lateness | undefined {
  const p99 = quantileOf(scheduleDelay, 0.99);
  const medianLatency = quantileOf(latency, 0.5);
  if (p99 === undefined || medianLatency === undefined) return undefined;
  return { p99, medianLatency, isMarked: p99 > TOLERATED * medianLatency };
}

const quantileOf = (summary: Summary | undefined, order: number): number | undefined =>
  summary?.quantiles.find(({ p }) => p === order)?.value;
