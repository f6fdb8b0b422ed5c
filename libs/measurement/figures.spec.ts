import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ClockOffset } from './offset/clock-offset.js';
import type { DocumentTimes } from './document-times.js';
import { figuresOf } from './figures.js';

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
