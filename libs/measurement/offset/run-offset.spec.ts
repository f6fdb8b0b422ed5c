import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DocumentTimes } from '../document-times.js';
import type { NtpOffset } from './ntp-offset.js';
import { runOffset } from './run-offset.js';

describe('The offset during a run', () => {
  it('is what clock and documents allow together', () => {
    const { offset, drift } = runOffset(told(0, 40, 60), told(10, 45, 70), [document(100, 30, 50)]);
    expect(offset).toEqual({ kind: 'bounded', low: 45, high: 50, value: 48 });
    expect(drift?.isProven).toBe(false);
  });

  it('is that of the documents where the platform does not tell its clock', () => {
    expect(runOffset(undefined, undefined, [document(100, 30, 50)])).toEqual({
      offset: { kind: 'bounded', low: 30, high: 50, value: 40 },
      drift: undefined,
    });
  });

  it('is that of the clock where the documents bound nothing', () => {
    expect(runOffset(told(0, 40, 60), undefined, []).offset).toMatchObject({ low: 40, high: 60 });
    expect(runOffset(undefined, told(0, 40, 60), []).offset).toMatchObject({ low: 40, high: 60 });
  });

  it('lies between before and after when the clocks drifted', () => {
    const { offset, drift } = runOffset(told(0, 0, 10), told(10, 500, 520), [document(1, 0, 8), document(9, 400, 530)]);
    expect(offset).toEqual({ kind: 'bounded', low: 0, high: 520, value: 260 });
    expect(drift).toMatchObject({ value: 50.5, low: 49, high: 52, isProven: true });
  });

  it('goes on drifting after the platform was asked, for as long as there is news of documents', () => {
    const { offset } = runOffset(told(0, 0, 10), told(10, 500, 520), [document(1, 0, 8), document(20, 1_000, 1_030)]);
    // Between 49 and 52 parts per million, for 10 s and the 30 µs that the news took.
    expect(offset).toEqual({ kind: 'bounded', low: 0, high: 1_041, value: 521 });
  });

  it('is inconsistent when the documents contradict the clock', () => {
    expect(runOffset(told(0, 40, 60), undefined, [document(100, 70, 90)]).offset).toEqual({
      kind: 'inconsistent',
      low: 70,
      high: 60,
    });
  });

  it('is inconsistent when a document lies outside of all drift', () => {
    const [before, after] = [told(0, 0, 10), told(10, 500, 520)];
    const outside = (low: number, high: number) => runOffset(before, after, [document(5, low, high)]).offset;
    expect(outside(600, 700)).toEqual({ kind: 'inconsistent', low: 600, high: 520 });
    expect(outside(-90, -50)).toEqual({ kind: 'inconsistent', low: 0, high: -50 });
  });

  it('holds every offset of clocks that drift evenly', () => {
    fc.assert(
      fc.property(theta, theta, fc.nat(500), fc.array(fc.nat(30)), (from, to, doubt, seconds) => {
        const at = (second: number) => Math.round(from + ((to - from) * second) / 10);
        const documents = seconds.map((second) => document(second, at(second) - doubt, at(second) + doubt));
        const [before, after] = [told(0, from - doubt, from + doubt), told(10, to - doubt, to + doubt)];
        const { offset, drift } = runOffset(before, after, documents);
        if (drift!.isProven) for (const second of [0, 5, 10, ...seconds]) expect(contains(offset, at(second))).toBe(true);
        expect(drift!.low <= (to - from) / 10 && (to - from) / 10 <= drift!.high).toBe(true);
      }),
    );
  });
});

const theta = fc.integer({ min: -2000, max: 2000 });

const contains = (offset: ReturnType<typeof runOffset>['offset'], value: number): boolean =>
  offset.kind === 'bounded' && offset.low <= value && value <= offset.high;

const told = (second: number, low: number, high: number): NtpOffset => ({
  value: (low + high) / 2,
  low,
  high,
  delay: high - low,
  at: second * 1_000_000,
});

/** Sent at the moment, in seconds, and started so that it bounds the offset by just this. */
const document = (second: number, low: number, high: number): DocumentTimes => {
  const sentAt = second * 1_000_000;
  return { sentAt, platformStart: sentAt + high, startReceivedAt: sentAt + high - low };
};
