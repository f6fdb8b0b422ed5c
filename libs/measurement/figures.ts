import { offsetDuring, type ClockOffset } from './offset/clock-offset.js';
import { difference } from './difference.js';
import { endsBeforeStart, type DocumentTimes } from './document-times.js';
import type { Drift } from './offset/ntp-offset.js';

/** What is not known exactly: the likeliest value, and the extreme ones. */
export interface Bounded {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One document's figures in microseconds; undefined where a moment is missing. */
export interface Figures {
  /** c_ack − c_send: until the platform had taken the document. */
  readonly upload: number | undefined;
  /** c_send − c_sched: our own lateness. */
  readonly scheduleDelay: number | undefined;
  /** E − S, by the platform's clock alone. Zero is a value. Negative is kept, and `isInvalid`. */
  readonly processing: number | undefined;
  /** It ended before it started: none of its figures belongs in a statistic. */
  readonly isInvalid: boolean;
  /** The clock offset while it was there, which the two below rest on. */
  readonly offset: Bounded | undefined;
  /** (S − θ) − c_ack: from acknowledgement to start; counted from c_send where processing starts earlier than that. */
  readonly queueWait: Bounded | undefined;
  /** (E − θ) − c_sched: counted from the schedule, so that a stall of ours cannot hide one of the platform. */
  readonly endToEnd: Bounded | undefined;
}

type Known = Extract<ClockOffset, { kind: 'bounded' }>;

/** The figures of a document, by the clocks of its run. Those that need the offset stay undefined while that is not known. */
export function figuresOf(times: DocumentTimes, offset: ClockOffset, drift?: Drift): Figures {
  const isInvalid = endsBeforeStart(times);
  const theta = offset.kind === 'bounded' && !isInvalid ? offsetDuring(offset, times, drift) : undefined;
  return {
    upload: difference(times.acknowledgedAt, times.sentAt),
    scheduleDelay: difference(times.sentAt, times.scheduledAt),
    processing: difference(times.platformEnd, times.platformStart),
    isInvalid,
    offset: theta,
    queueWait: theta && queueWait(times, theta),
    endToEnd: theta && endToEnd(times, theta),
  };
}

function queueWait({ sentAt, acknowledgedAt, platformStart }: DocumentTimes, theta: Known): Bounded | undefined {
  if (sentAt === undefined || acknowledgedAt === undefined || platformStart === undefined) return undefined;
  const wait = (start: number) => start - (start < acknowledgedAt ? sentAt : acknowledgedAt);
  const earliest = platformStart - theta.high;
  const latest = platformStart - theta.low;
  const extremes = [wait(earliest), wait(latest)];
  // The wait drops to zero at the acknowledgement, so that its extremes may lie between those of the offset.
  if (earliest < acknowledgedAt && acknowledgedAt <= latest) extremes.push(0, acknowledgedAt - sentAt);
  return { value: wait(platformStart - theta.value), low: Math.min(...extremes), high: Math.max(...extremes) };
}

function endToEnd({ scheduledAt, platformEnd }: DocumentTimes, theta: Known): Bounded | undefined {
  const apparent = difference(platformEnd, scheduledAt);
  if (apparent === undefined) return undefined;
  return { value: apparent - theta.value, low: apparent - theta.high, high: apparent - theta.low };
}
