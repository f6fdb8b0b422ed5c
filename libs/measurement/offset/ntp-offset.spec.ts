import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { driftBetween, ntpOffset, type ClockSample } from './ntp-offset.js';

describe('The offset that the platform tells', () => {
  // D. Mills et al., RFC 5905, section 8, with T1 = 100, T2 = 160, T3 = 165, T4 = 125.
  it('is that of NTP, and wrong by half the delay at most', () => {
    expect(ntpOffset([sample(100, 160, 165, 125)])).toEqual({ value: 50, low: 40, high: 60, delay: 20, at: 112.5 });
  });

  it('is that of the sample which was least on the way', () => {
    const samples = [sample(0, 80, 80, 100), sample(200, 252, 253, 206), sample(300, 310, 310, 390)];
    expect(ntpOffset(samples)).toMatchObject({ value: 49.5, delay: 5 });
  });

  it('does not rest on a sample that contradicts itself', () => {
    expect(ntpOffset([sample(100, 160, 190, 125)])).toBeUndefined();
    expect(ntpOffset([])).toBeUndefined();
  });

  it('lies within its bounds for every honest platform, however unlike the two ways are', () => {
    fc.assert(
      fc.property(theta, fc.array(ways, { minLength: 1 }), (ahead, all) => {
        const { low, high, value, delay } = ntpOffset(all.map((way) => asked(way, ahead)))!;
        expect(low <= ahead && ahead <= high).toBe(true);
        expect(Math.abs(value - ahead)).toBeLessThanOrEqual(delay / 2);
      }),
    );
  });
});

describe('The drift of the clocks', () => {
  it('is what the offset gained in the time between', () => {
    const before = ntpOffset([sample(0, 1_000, 1_000, 0)])!;
    const after = ntpOffset([sample(10_000_000, 10_001_500, 10_001_500, 10_000_000)])!;
    expect(driftBetween(before, after)).toEqual({ value: 50, low: 50, high: 50, isProven: true });
  });

  it('is not proven as long as the bounds allow none', () => {
    const before = ntpOffset([sample(0, 1_500, 1_500, 1_000)])!;
    const after = ntpOffset([sample(10_000_000, 10_001_800, 10_001_800, 10_001_000)])!;
    expect(driftBetween(before, after)).toEqual({ value: 30, low: -70, high: 130, isProven: false });
  });

  it('needs time between', () => {
    const once = ntpOffset([sample(100, 160, 165, 125)])!;
    expect(driftBetween(once, once)).toBeUndefined();
  });
});

const sample = (askedAt: number, platformReceived: number, platformSent: number, answeredAt: number): ClockSample => ({
  askedAt,
  platformReceived,
  platformSent,
  answeredAt,
});

const theta = fc.integer({ min: -1e9, max: 1e9 });
const ways = fc.record({ at: fc.nat(1e9), there: fc.nat(1e6), work: fc.nat(1e6), back: fc.nat(1e6) });

const asked = ({ at, there, work, back }: Record<'at' | 'there' | 'work' | 'back', number>, ahead: number) =>
  sample(at, at + there + ahead, at + there + work + ahead, at + there + work + back);
