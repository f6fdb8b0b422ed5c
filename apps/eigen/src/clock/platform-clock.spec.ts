import { expect, it } from '@jest/globals';
import { PlatformClock, seconds } from './platform-clock.js';

const START = 1_763_920_000_000_000;
const HOUR = 3_600e6;

it('tells the time of the machine where nothing is wrong with it', () => {
  const [before, now, after] = [Date.now(), new PlatformClock({ offsetSeconds: 0, driftPpm: 0 }).micros(), Date.now()];
  expect(Number.isInteger(now)).toBe(true);
  expect(now / 1_000).toBeGreaterThan(before - 60);
  expect(now / 1_000).toBeLessThan(after + 60);
});

it('is ahead by its offset', () => {
  expect(after(HOUR, { offsetSeconds: 2.5, driftPpm: 0 })).toBe(START + HOUR + 2_500_000);
  expect(after(HOUR, { offsetSeconds: -2.5, driftPpm: 0 })).toBe(START + HOUR - 2_500_000);
});

it('gains by its drift from when it was started', () => {
  expect(after(0, { offsetSeconds: 0, driftPpm: 100 })).toBe(START);
  expect(after(HOUR, { offsetSeconds: 0, driftPpm: 100 })).toBe(START + HOUR + 360_000);
});

it('drifts anew, and as far as it was told, from when it was set', () => {
  let now = START;
  const clock = new PlatformClock({ offsetSeconds: 5, driftPpm: 100 }, () => now);
  now += HOUR;
  clock.set({ offsetSeconds: 0, driftPpm: -100 });
  expect(clock.micros()).toBe(START + HOUR);
  now += HOUR;
  expect(clock.micros()).toBe(START + 2 * HOUR - 360_000);
});

it.each([START, START + 1, START + 123_456, 1_700_000_000_999_999])('writes %i with all of its six decimals', (micros) => {
  const [whole, decimals = ''] = String(seconds(micros)).split('.');
  expect(whole + decimals.padEnd(6, '0')).toBe(String(micros));
});

function after(micros: number, fault: { offsetSeconds: number; driftPpm: number }): number {
  let now = START;
  const clock = new PlatformClock(fault, () => now);
  now += micros;
  return clock.micros();
}
