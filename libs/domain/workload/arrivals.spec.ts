import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrival } from '../testing/index.js';
import { arrivals } from './arrivals.js';
import type { Workload } from './workload.js';

describe('A constant schedule', () => {
  it('wants each request at its number divided by the rate, to the microsecond', () => {
    expect(first(5, arrival(4))).toEqual([0, 250_000, 500_000, 750_000, 1_000_000]);
    expect(first(4, arrival(3))).toEqual([0, 333_333, 666_667, 1_000_000]);
    expect(first(3, arrival(0.001))).toEqual([0, 1e9, 2e9]);
  });

  it('adds no error up', () => {
    expect(first(70_001, arrival(7)).at(-1)).toBe(10_000_000_000);
  });

  it('is the same in every pass', () => {
    expect(first(9, arrival(3), 5)).toEqual(first(9, arrival(3), 1));
  });
});

describe('A Poisson schedule', () => {
  it('is the same for the same seed and pass, and another for others', () => {
    fc.assert(
      fc.property(seed, rate, (seed, rate) => {
        const times = first(20, poisson(rate, seed));
        expect(first(20, poisson(rate, seed))).toEqual(times);
        expect(first(20, poisson(rate, seed), 2)).not.toEqual(times);
        expect(first(20, poisson(rate, seed + 1))).not.toEqual(times);
      }),
    );
  });

  it('never goes back, and is in whole microseconds', () => {
    fc.assert(
      fc.property(seed, rate, (seed, rate) => {
        const times = first(100, poisson(rate, seed));
        expect(times.every((time, n) => Number.isSafeInteger(time) && time >= (times[n - 1] ?? 0))).toBe(true);
      }),
    );
  });

  // The mean of n gaps lies within 5 / √n of 1 / rate but in one case of two million.
  it('has gaps of 1 / rate in the mean, for any seed', () => {
    fc.assert(
      fc.property(seed, rate, (seed, rate) => {
        const n = 10_000;
        const mean = first(n, poisson(rate, seed)).at(-1)! / n;
        expect(Math.abs((mean * rate) / 1e6 - 1)).toBeLessThan(5 / Math.sqrt(n));
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  // P(gap > t) = exp(−rate · t): the share of longer gaps, of 20,000, within 5 standard deviations.
  it.each([0.1, 0.5, 1, 2, 3])('has exp(−%d) of its gaps longer than so many times the mean', (times) => {
    const n = 20_000;
    const schedule = first(n, poisson(10, 42));
    const longer = schedule.filter((time, index) => time - (schedule[index - 1] ?? 0) > times * 100_000).length;
    const share = Math.exp(-times);
    expect(Math.abs(longer / n - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / n));
  });
});

type Arrival = Extract<Workload, { mode: 'arrival' }>;

const seed = fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 });
const rate = fc.double({ min: 0.01, max: 1000, noNaN: true });
const poisson = (rate: number, seed: number): Arrival => arrival(rate, { process: 'poisson', seed });

function first(count: number, workload: Arrival, pass = 1): number[] {
  const times: number[] = [];
  for (const time of arrivals(workload, pass)) if (times.push(time) === count) break;
  return times;
}
