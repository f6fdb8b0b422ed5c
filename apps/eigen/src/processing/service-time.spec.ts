import { expect, it } from '@jest/globals';
import { seeded } from './random.js';
import { parseServiceLaw, serviceTimes } from './service-time.js';

const COUNT = 100_000;

it.each([
  ['constant:0.05', { kind: 'constant', mean: 0.05 }],
  ['constant:0', { kind: 'constant', mean: 0 }],
  ['exponential:2', { kind: 'exponential', mean: 2 }],
  ['lognormal:0.05,0.5', { kind: 'lognormal', mean: 0.05, sigma: 0.5 }],
])('reads %s', (text, law) => expect(parseServiceLaw(text)).toEqual(law));

it.each([
  '',
  'constant',
  'constant:',
  'constant: ',
  'constant:-1',
  'constant:fast',
  'constant:1,2',
  'constant:1e9',
  'exponential:0.05,1',
  'lognormal:0.05',
  'lognormal:0.05,',
  'lognormal:0.05,9',
  'uniform:1',
  'constant:Infinity',
])('does not read %j', (text) => expect(parseServiceLaw(text)).toBeUndefined());

it('takes the same time for each document under a constant law', () => {
  expect(new Set(times('constant:0.05', 1, 100))).toEqual(new Set([0.05]));
});

/** Of an exponential law the deviation is the mean, and the median is mean·ln 2. */
it('draws exponential times with the mean, deviation and median of their law', () => {
  const drawn = times('exponential:2', 1);
  expect(mean(drawn)).toBeCloseTo(2, 1);
  expect(deviation(drawn)).toBeCloseTo(2, 1);
  expect(median(drawn)).toBeCloseTo(2 * Math.LN2, 1);
});

/** Of a log-normal law with mean m the logarithm has mean ln m − σ²/2 and deviation σ. */
it('draws log-normal times with the mean asked for and the spread asked for', () => {
  const drawn = times('lognormal:2,0.5', 1);
  const logs = drawn.map(Math.log);
  expect(mean(drawn)).toBeCloseTo(2, 1);
  expect(mean(logs)).toBeCloseTo(Math.log(2) - 0.125, 2);
  expect(deviation(logs)).toBeCloseTo(0.5, 2);
});

it.each(['exponential:0.05', 'lognormal:0.05,0.5'])('repeats the times of %s with the same seed', (law) => {
  expect(times(law, 42, 100)).toEqual(times(law, 42, 100));
  expect(times(law, 42, 100)).not.toEqual(times(law, 43, 100));
});

it.each(['exponential:0.05', 'lognormal:0.05,5'])('never draws a time of %s that is negative or endless', (law) => {
  expect(times(law, 3).every((time) => time >= 0 && time <= 2_147_483)).toBe(true);
});

function times(text: string, seed: number, count = COUNT): number[] {
  const law = parseServiceLaw(text);
  if (!law) throw new Error(`${text} is no law`);
  return Array.from({ length: count }, serviceTimes(law, seeded(seed)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
