import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ClockOffset } from './offset/clock-offset.js';
import type { DocumentTimes } from './document-times.js';
import { figuresOf } from './figures.js';
import type { NtpOffset } from './offset/ntp-offset.js';
import { runOffset } from './offset/run-offset.js';

describe('The figures of a document', () => {
  it('are differences between its moments', () => {
    expect(figuresOf(times, exactly(1000))).toEqual({
      upload: 20,
      scheduleDelay: 5,
      processing: 50,
      isInvalid: false,
      offset: exactly(1000),
      queueWait: { value: 15, low: 15, high: 15 },
      endToEnd: { value: 90, low: 90, high: 90 },
    });
  });

  it('carry the bounds of the clock offset they rest on, and only those', () => {
    expect(figuresOf(times, between(990, 1010))).toMatchObject({
      upload: 20,
      processing: 50,
      queueWait: { value: 15, low: 5, high: 25 },
      endToEnd: { value: 90, low: 80, high: 100 },
    });
  });

  it('count the wait from the sending when processing starts before the acknowledgement', () => {
    expect(figuresOf({ ...times, platformStart: 1110 }, exactly(1000)).queueWait).toMatchObject({ value: 5 });
  });

  it('bound the wait when it is not known which of the two came first', () => {
    const queueWait = figuresOf({ ...times, platformStart: 1125 }, between(995, 1005)).queueWait;
    expect(queueWait).toEqual({ value: 0, low: 0, high: 20 });
  });

  it('rest on no more of the offset than was possible while the document was there', () => {
    // Sent at 105 and heard of at 200: by 1035 ahead at most, and by 990 at least.
    const heard = { ...times, startReceivedAt: 150, endReceivedAt: 200 };
    const drifting = figuresOf(heard, between(0, 9000));
    expect(drifting.offset).toEqual({ kind: 'bounded', low: 990, high: 1035, value: 1013 });
    expect(drifting).toMatchObject({ queueWait: { low: 0, high: 25 }, endToEnd: { low: 55, high: 100 } });
    const wrong = between(2000, 3000);
    expect(figuresOf(heard, wrong).offset).toBe(wrong);
  });

  it('hold what really happened, also where the clocks drifted while the document was there', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), fc.array(work, { minLength: 1, maxLength: 5 }), (ppm, documents) => {
        const told = documents.map((each) => drifted(ppm, each));
        const { offset, drift } = runOffset(asked(ppm, 0), asked(ppm, 60), told);
        fc.pre(drift!.isProven);
        for (const [index, { wait, took }] of documents.entries()) {
          const { queueWait, endToEnd } = figuresOf(told[index]!, offset, drift);
          expect(holds(queueWait!, wait - (wait < ACKNOWLEDGED ? 0 : ACKNOWLEDGED))).toBe(true);
          expect(holds(endToEnd!, wait + took)).toBe(true);
        }
      }),
    );
  });

  it('have processing without any clock offset, the others not', () => {
    for (const offset of [{ kind: 'unknown' }, { kind: 'inconsistent', low: 9, high: 1 }] as const) {
      expect(figuresOf(times, offset)).toMatchObject({ processing: 50, queueWait: undefined, endToEnd: undefined });
    }
  });

  it('take zero for a value', () => {
    const figures = figuresOf({ platformStart: 7, platformEnd: 7 }, exactly(0));
    expect(figures).toMatchObject({ processing: 0, isInvalid: false });
  });

  it('keep a negative processing time, flagged, and rest nothing else on it', () => {
    expect(figuresOf({ ...times, platformEnd: 1139 }, exactly(1000))).toMatchObject({
      upload: 20,
      processing: -1,
      isInvalid: true,
      queueWait: undefined,
      endToEnd: undefined,
    });
  });

  it('are undefined where a moment is missing', () => {
    expect(figuresOf({}, exactly(0))).toEqual({
      upload: undefined,
      scheduleDelay: undefined,
      processing: undefined,
      isInvalid: false,
      offset: exactly(0),
      queueWait: undefined,
      endToEnd: undefined,
    });
  });

  it('lie within their bounds, for every offset within its own that the document allows', () => {
    fc.assert(
      fc.property(moments, fc.nat(200), fc.nat(200), fc.nat(), (document, low, width, pick) => {
        const bounds = figuresOf(document, between(low, low + width));
        const theta = low + (pick % (width + 1));
        fc.pre(document.platformStart - theta >= document.sentAt);
        const exact = figuresOf(document, exactly(theta));
        for (const name of ['queueWait', 'endToEnd'] as const) {
          expect(bounds[name]!.low).toBeLessThanOrEqual(exact[name]!.value);
          expect(bounds[name]!.high).toBeGreaterThanOrEqual(exact[name]!.value);
        }
      }),
    );
  });
});

/** The platform's clock is 1000 µs ahead: it really started at 140 and ended at 190. */
const times: DocumentTimes = {
  scheduledAt: 100,
  sentAt: 105,
  acknowledgedAt: 125,
  platformStart: 1140,
  platformEnd: 1190,
};
const between = (low: number, high: number): ClockOffset => ({ kind: 'bounded', low, high, value: (low + high) / 2 });
const exactly = (theta: number): ClockOffset => between(theta, theta);

const moments = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(400), fc.nat(99)).map(([a, b, c, d, e]) => ({
  scheduledAt: a,
  sentAt: a + b,
  acknowledgedAt: a + b + c,
  platformStart: a + d,
  platformEnd: a + d + e,
}));

/** Microseconds after the sending. */
const ACKNOWLEDGED = 3_000;
interface Work {
  readonly sentAt: number;
  readonly wait: number;
  readonly took: number;
  readonly heard: number;
}
const work: fc.Arbitrary<Work> = fc.record({ sentAt: fc.integer({ min: 1e6, max: 50e6 }), wait: fc.oneof(fc.integer({ min: 500, max: 2_990 }), fc.integer({ min: 3_010, max: 9_000 })), took: fc.nat(40_000_000), heard: fc.nat(3_000) });

/** What the clock of the platform shows at a moment of ours; it is a second ahead at the beginning. */
const shown = (ppm: number, moment: number): number => moment + 1_000_000 + Math.round((ppm * moment) / 1_000_000);

/** A document whose news are heard a little later; by a clock that gains so many microseconds a second. */
function drifted(ppm: number, { sentAt, wait, took, heard }: Work): DocumentTimes {
  const [start, end] = [sentAt + wait, sentAt + wait + took];
  const [platformStart, platformEnd] = [shown(ppm, start), shown(ppm, end)];
  return { scheduledAt: sentAt, sentAt, acknowledgedAt: sentAt + ACKNOWLEDGED, platformStart, platformEnd, startReceivedAt: start + heard, endReceivedAt: end + heard };
}

/** What the platform says of its clock after so many seconds, within half a millisecond. */
function asked(ppm: number, second: number): NtpOffset {
  const at = second * 1_000_000;
  const value = shown(ppm, at) - at;
  return { value, low: value - 500, high: value + 500, delay: 1_000, at };
}

/** All moments are whole microseconds, and so each may be off by half of one. */
const holds = ({ low, high }: { low: number; high: number }, value: number): boolean => low - 1 <= value && value <= high + 1;
