import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clockOffset } from './clock-offset.js';
import type { DocumentTimes } from '../document-times.js';

describe('The offset of the clocks', () => {
  // RFC 5905, section 8: T1 = 100, T2 = 160, T3 = 165, T4 = 125 give θ = 50 and δ = 20, an error of δ/2 at most.
  it('is that of NTP for one document that was worked on at once', () => {
    const document = { sentAt: 100, platformStart: 160, platformEnd: 165, endReceivedAt: 125 };
    expect(clockOffset([document])).toEqual({ kind: 'bounded', low: 40, high: 60, value: 50 });
  });

  it('becomes narrower with every document that tells more', () => {
    const early = { sentAt: 0, platformStart: 60, startReceivedAt: 30 };
    const late = { sentAt: 100, platformStart: 155, startReceivedAt: 115 };
    expect(clockOffset([early, late])).toEqual({ kind: 'bounded', low: 40, high: 55, value: 48 });
  });

  it('may be negative: the platform is behind', () => {
    expect(clockOffset([sample(-5_000_000)])).toMatchObject({ kind: 'bounded', low: -5_000_003, high: -4_999_998 });
  });

  it('is unknown as long as one of its two bounds is', () => {
    expect(clockOffset([])).toEqual({ kind: 'unknown' });
    expect(clockOffset([{ sentAt: 1, acknowledgedAt: 2 }])).toEqual({ kind: 'unknown' });
    expect(clockOffset([{ sentAt: 1, platformStart: 2 }])).toEqual({ kind: 'unknown' });
    expect(clockOffset([{ platformStart: 2, startReceivedAt: 3 }])).toEqual({ kind: 'unknown' });
  });

  it('is inconsistent when the platform sets its clock half-way', () => {
    expect(clockOffset([sample(0), sample(60_000_000)])).toEqual({ kind: 'inconsistent', low: 59_999_997, high: 2 });
  });

  it('does not rest on a document that ended before it started', () => {
    const skewed = { sentAt: 100, platformStart: 900, platformEnd: 800, startReceivedAt: 104, endReceivedAt: 105 };
    expect(clockOffset([sample(0), skewed])).toEqual(clockOffset([sample(0)]));
  });

  it('lies within its bounds for every honest platform', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.array(ways, { minLength: 1 }), (theta, documents) => {
        const found = clockOffset(documents.map((way) => timesOf(way, theta)));
        expect(found.kind === 'bounded' && found.low <= theta && theta <= found.high).toBe(true);
      }),
    );
  });
});

/** Sent, started 2 µs later, ended after 5 µs more, reported 3 µs after each, on a clock that is off by theta. */
const sample = (theta: number): DocumentTimes => timesOf({ sentAt: 100, wait: 2, work: 5, report: 3 }, theta);

const delay = fc.nat(1e7);
const ways = fc.record({ sentAt: fc.nat(1e9), wait: delay, work: delay, report: delay });

function timesOf({ sentAt, wait, work, report }: Record<'sentAt' | 'wait' | 'work' | 'report', number>, theta: number) {
  const [start, end] = [sentAt + wait, sentAt + wait + work];
  return {
    sentAt,
    platformStart: start + theta,
    platformEnd: end + theta,
    startReceivedAt: start + report,
    endReceivedAt: end + report,
  };
}
