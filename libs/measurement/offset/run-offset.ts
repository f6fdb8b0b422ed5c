import type { DocumentTimes } from '../document-times.js';
import { clockOffset, type ClockOffset } from './clock-offset.js';
import { driftBetween, type Drift, type NtpOffset } from './ntp-offset.js';

/** What is known of the clocks during a run. */
export interface RunOffset {
  readonly offset: ClockOffset;
  /** Undefined: the platform was not asked both before and after the run. */
  readonly drift: Drift | undefined;
}

/**
 * The offset during a run: of what the platform said of its clock before and after it, and of what its documents allow.
 *
 * Taken is what all of them allow, the intersection of their bounds. Where the clocks are proven to have drifted, no
 * constant offset explains all: it lay somewhere between the least bound before, after and at the last news of a document,
 * as long as it drifted evenly, and the greatest; each document must allow some of that. All else is inconsistent.
 */
export function runOffset(
  before: NtpOffset | undefined,
  after: NtpOffset | undefined,
  documents: readonly DocumentTimes[],
): RunOffset {
  const drift = before && after && driftBetween(before, after);
  const asked = [before, after].filter((offset) => offset !== undefined);
  const byDocuments = clockOffset(documents);
  if (asked.length === 0) return { offset: byDocuments, drift };
  const allowed = byDocuments.kind === 'unknown' ? [] : [byDocuments];
  if (!drift?.isProven || !after) return { offset: intersection([...asked, ...allowed]), drift };
  const all = [...asked, boundsAt(lastNewsOf(documents), after, drift)];
  const low = Math.min(...all.map((offset) => offset.low));
  const high = Math.max(...all.map((offset) => offset.high));
  // The bounds of the documents may cross each other, for each was taken at another moment.
  const [least, greatest] = [allowed[0]?.low ?? low, allowed[0]?.high ?? high];
  if (least > high) return { offset: between(least, high), drift };
  return { offset: greatest < low ? between(low, greatest) : between(low, high), drift };
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Where the clocks have drifted to by a moment of ours, should it come after the platform was asked. */
function boundsAt(moment: number, { at, low, high }: NtpOffset, drift: Drift): Bounds {
  const seconds = Math.max(0, moment - at) / 1_000_000;
  return { low: low + Math.floor(drift.low * seconds), high: high + Math.ceil(drift.high * seconds) };
}

/** By our clock: no document was worked on later. */
const lastNewsOf = (documents: readonly DocumentTimes[]): number =>
  documents.reduce((last, { startReceivedAt = 0, endReceivedAt = 0 }) => Math.max(last, startReceivedAt, endReceivedAt), 0);

const intersection = (all: readonly Bounds[]): ClockOffset =>
  between(Math.max(...all.map(({ low }) => low)), Math.min(...all.map(({ high }) => high)));

const between = (low: number, high: number): ClockOffset =>
  low > high
    ? { kind: 'inconsistent', low, high }
    : { kind: 'bounded', low, high, value: Math.round((low + high) / 2) };
