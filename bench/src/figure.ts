import { ascending, quantile } from '#measurement';

/** A mean fdatasync above this, in milliseconds, says more of the disk's hour than of the code. */
export const SLOWEST_DISK = 1;

/** One round's value, and how long the disk took meanwhile, in milliseconds. */
export interface Round {
  readonly value: number;
  readonly fdatasync_ms: number;
}

/** What a figure should come to. */
export interface Goal {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
}

/** Something measured, in several rounds. */
export interface Figure {
  /** `case.figure`. */
  readonly name: string;
  readonly title: string;
  /** `×` is a ratio. */
  readonly unit: '×' | '/s' | 'ms' | 's' | 'MB';
  readonly goal?: Goal;
  /** Which quantile of the rounds it is; the median where missing. */
  readonly order?: number;
  readonly rounds: readonly Round[];
  /** What it was measured beside, in absolute terms. */
  readonly beside: string;
}

/** A figure with its rounds brought down to one value. */
export interface Settled extends Figure {
  readonly value: number;
  /** Rounds that do not count, for the disk was slow and there were others. */
  readonly voided: number;
  /** No round had a disk that was fast enough, so all count. */
  readonly is_disk_slow: boolean;
  readonly is_met?: boolean;
}

/** The quantile of the rounds with a fast disk, or of all where there is none. */
export function settle(figure: Figure): Settled {
  const { rounds, order = 0.5, goal } = figure;
  const good = rounds.filter(({ fdatasync_ms }) => fdatasync_ms <= SLOWEST_DISK);
  const counted = good.length > 0 ? good : rounds;
  const value = quantile(ascending(counted.map((round) => round.value)), order);
  const isMet = goal && { is_met: goal.bound === 'at least' ? value >= goal.value : value <= goal.value };
  return { ...figure, value, voided: rounds.length - counted.length, is_disk_slow: good.length === 0, ...isMet };
}

/** The median. */
export const median = (values: readonly number[]): number => quantile(ascending(values), 0.5);

export const atLeast = (value: number): Goal => ({ bound: 'at least', value });
export const atMost = (value: number): Goal => ({ bound: 'at most', value });
