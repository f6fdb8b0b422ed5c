import type { ShiftInterval } from '../rank-tests/hodges-lehmann.js';
import { arrangements } from '../rank-tests/permutation-test.js';
import type { Answer } from '../verdict.js';

/** A relative change: 0.05 is 5 % slower than the baseline. */
export interface Change {
  readonly value: number;
  /** Undefined: too few passes. */
  readonly interval: ShiftInterval | undefined;
}

/** A number for either side. */
export interface Sides {
  readonly current: number;
  readonly baseline: number;
}

/** What a judgement rests on. */
export interface Evidence {
  readonly hasBaseline: boolean;
  /** How many passes each side has. */
  readonly current: number;
  readonly baseline: number;
  /** How many more were for warming up. */
  readonly warmUps?: Sides | undefined;
  /** Of how many documents the change is, and how many more were left out, as they are not in every pass. */
  readonly documents: number;
  readonly leftOut: number;
  readonly change: Change | undefined;
  readonly threshold: number;
  readonly confidence: number;
}

/** An answer and, in a sentence, why. */
export interface Judgement {
  readonly verdict: Answer;
  readonly reason: string;
}

/** With fewer passes on a side no verdict is given. */
export const FEWEST_PASSES = 4;

/**
 * How many passes make a verdict possible: at least four, and so many that the greatest difference of all would be
 * significant, 2 / C(m + n, m) ≤ α, divided by the number of metrics that are compared at once. The other side has
 * `others` passes, or as many as this one.
 */
export function passesNeeded(confidence: number, others?: number, metrics = 1): number {
  const significance = ((1 - confidence) / metrics) * (1 + 1e-12);
  let needed = FEWEST_PASSES;
  while (2 / arrangements(needed, Math.max(FEWEST_PASSES, others ?? needed)) > significance) needed++;
  return needed;
}

/**
 * Pass: surely less than the threshold slower, and no document left out, for what failed in a pass may be what is slow.
 * Fail: surely slower, and probably by more than the threshold.
 */
export function judge(evidence: Evidence): Judgement {
  if (!evidence.hasBaseline) return { verdict: 'no-baseline', reason: 'There is no pass of a baseline to compare with.' };
  const judgement = ofWhatIsLeft(evidence);
  const { documents, leftOut } = evidence;
  if (leftOut === 0) return judgement;
  const reason = judgement.reason.replace(/\.$/, '');
  const [are, were, they] = leftOut === 1 ? ['is', 'was', 'it'] : ['are', 'were', 'they'];
  const missing = `${leftOut} of ${documents + leftOut} documents ${are} not in every pass and ${were} left out`;
  if (judgement.verdict !== 'pass') return { ...judgement, reason: `${reason}; ${missing}.` };
  return inconclusive(`${reason}; but ${missing}, and ${they} may be what is slow.`);
}

/** By the documents that every pass has. */
function ofWhatIsLeft(evidence: Evidence): Judgement {
  const { current, baseline, change, threshold } = evidence;
  if (change === undefined) return inconclusive('Nothing was measured on both sides that could be compared.');
  const { interval } = change;
  if (interval === undefined || Math.min(current, baseline) < FEWEST_PASSES) return inconclusive(tooFew(evidence));
  const digits = digitsBeside(threshold, [interval.low, interval.high, change.value]);
  const [low, high, value, limit] = [interval.low, interval.high, change.value, threshold].map((each) => percent(each, digits));
  const range = `lies between ${low} and ${high}`;
  if (interval.high < threshold) return { verdict: 'pass', reason: `The change ${range}: under ${limit}.` };
  if (interval.low > 0 && change.value > threshold) {
    return { verdict: 'fail', reason: `Slower by ${value}, more than ${limit}; the change ${range}.` };
  }
  return inconclusive(`The change ${range}: more passes would tell whether it is under ${limit}.`);
}

const inconclusive = (reason: string): Judgement => ({ verdict: 'inconclusive', reason });

function tooFew({ current, baseline, confidence, warmUps }: Evidence): string {
  const needed = passesNeeded(confidence, baseline);
  const repeat = (passes: number, whose: string, warming = 0) =>
    `repeat: ${passes + warming} for ${whose}${warming === 0 ? '' : ' (one of them for warming up)'}`;
  const short = [
    ...(current < needed ? [repeat(needed, 'this release', warmUps?.current)] : []),
    ...(baseline < FEWEST_PASSES ? [repeat(FEWEST_PASSES, 'the baseline', warmUps?.baseline)] : []),
  ].join(' and ');
  return `Too few passes for a verdict, ${current} against ${baseline}: ${short} would do.`;
}

const [FEW_DIGITS, ALL_DIGITS] = [2, 15];

/** A relative change for people: `+5.1 %`. */
export const percent = (change: number, digits = FEW_DIGITS): string => {
  const rounded = Number((change * 100).toPrecision(digits));
  return `${rounded > 0 ? '+' : ''}${rounded} %`;
};

/** With how many digits none of these changes looks like the threshold unless it is. */
export function digitsBeside(threshold: number, changes: readonly number[]): number {
  const others = changes.filter((change) => change !== threshold);
  let digits = FEW_DIGITS;
  while (digits < ALL_DIGITS && others.some((change) => percent(change, digits) === percent(threshold, digits))) digits++;
  return digits;
}
