import { expect, it } from '@jest/globals';
import { summarise } from '../summary.js';
import { lateness } from './lateness.js';

const delays = summarise(Array.from({ length: 101 }, (_, index) => index));

it('A generator that is late by more than a twentieth of the median latency is marked', () => {
  const beside = (...latencies: number[]) => lateness(delays, summarise(latencies));
  expect(beside(1979, 1979, 5)).toEqual({ p99: 99, medianLatency: 1979, isMarked: true });
  expect(beside(1980)).toEqual({ p99: 99, medianLatency: 1980, isMarked: false });
});

it('A generator is not judged where nothing was measured', () => {
  expect(lateness(undefined, delays)).toBeUndefined();
  expect(lateness(delays, undefined)).toBeUndefined();
});
