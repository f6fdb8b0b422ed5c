import { difference } from '../difference.js';
import { endsBeforeStart, type DocumentTimes } from '../document-times.js';
import type { Drift } from './ntp-offset.js';

/**
 * θ = the platform's clock − ours, in microseconds.
 *
 * Bounded: it lies between `low` and `high`; `value` is the middle, so it is wrong by half their distance at most.
 * Inconsistent: no constant offset explains the times (`low` > `high`): a clock drifted or was set, or times are wrong.
 */
export type ClockOffset =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'bounded'; readonly low: number; readonly high: number; readonly value: number }
  | { readonly kind: 'inconsistent'; readonly low: number; readonly high: number };

/**
 * The offset that causes and effects allow, without asking the platform for its clock.
 *
 * The platform reports a moment after it has passed, so that S − θ ≤ r_start and E − θ ≤ r_end; it cannot begin with
 * what we have not sent, so that S − θ ≥ c_send. Hence θ lies in the intersection, over all documents, of
 * [max(S − r_start, E − r_end), S − c_send]. Documents that end before they start are left out.
 * One document alone gives what NTP makes of four timestamps (RFC 5905, section 8); intersecting many is the rule of
 * K. Marzullo, S. Owicki, "Maintaining the time in a distributed system", Operating Systems Review 19 (1985) 44–54.
 */
export function clockOffset(documents: Iterable<DocumentTimes>): ClockOffset {
  let low = -Infinity;
  let high = Infinity;
  for (const times of documents) {
    if (endsBeforeStart(times)) continue;
    const allowed = allowedBy(times);
    low = Math.max(low, allowed.low);
    high = Math.min(high, allowed.high);
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { kind: 'unknown' };
  if (low > high) return { kind: 'inconsistent', low, high };
  return { kind: 'bounded', low, high, value: Math.round((low + high) / 2) };
}

type Bounded = Extract<ClockOffset, { kind: 'bounded' }>;

/**
 * The offset while one document was there, at its start, at its end and between. Where the clocks drifted, the bounds of a
 * run hold all of its moments; a document allows only some of them. The same offset where the document allows all of it, or,
 * its times being wrong, none.
 */
export function offsetDuring(offset: Bounded, times: DocumentTimes, drift: DriftBounds = NONE): Bounded {
  const allowed = allowedBy(times, drift);
  const [low, high] = [Math.max(offset.low, allowed.low), Math.min(offset.high, allowed.high)];
  if (low > high || (low === offset.low && high === offset.high)) return offset;
  return { kind: 'bounded', low, high, value: Math.round((low + high) / 2) };
}

/** In parts per million. */
type DriftBounds = Pick<Drift, 'low' | 'high'>;

const NONE: DriftBounds = { low: 0, high: 0 };

/** The start tells nothing of the end but with what the clock may have lost or gained meanwhile, nor the end of the start. */
function allowedBy({ sentAt, platformStart, platformEnd, startReceivedAt, endReceivedAt }: DocumentTimes, drift = NONE) {
  const took = difference(platformEnd, platformStart) ?? 0;
  const [loss, gain] = [Math.floor(Math.min(0, drifted(took, drift.low))), Math.ceil(Math.max(0, drifted(took, drift.high)))];
  const atStart = difference(platformStart, startReceivedAt) ?? -Infinity;
  const atEnd = difference(platformEnd, endReceivedAt) ?? -Infinity;
  return { low: Math.max(atStart + loss, atEnd - gain), high: (difference(platformStart, sentAt) ?? Infinity) + gain };
}

/** By how much a clock has left ours when it has gone on by so much itself. */
const drifted = (took: number, ppm: number): number => (took * ppm) / Math.max(1, 1_000_000 + ppm);
