import { expect, it } from '@jest/globals';
import type { Benchmark } from '../http/api-types.js';
import { exitCodeOf, settled } from './statuses.js';

it.each([
  ['completed', 'pass', 0],
  ['completed', 'measured', 0],
  ['completed', null, 0],
  ['completed', 'fail', 1],
  ['completed', 'inconclusive', 2],
  ['completed', 'no-baseline', 2],
  ['failed', 'measured', 3],
  ['timed_out', 'fail', 3],
  ['cancelled', 'inconclusive', 3],
] as const)('A run that is %s with the verdict %s ends with %i', (status, verdict, code) => {
  expect(exitCodeOf({ status, verdict, reported_at: '2026-11-23T12:00:00.000Z' } as Benchmark)).toBe(code);
});

it('A run that completed and has no report yet is undecided', () => {
  expect(exitCodeOf({ status: 'completed', verdict: null, reported_at: null } as Benchmark)).toBe(2);
});

it.each([
  [{ planned: 0, started: 0, completed: 0, failed: 0 }, '–'],
  [{ planned: 5, started: 4, completed: 2, failed: 1 }, '3/5'],
  [{ planned: 18, started: 15, completed: 18, failed: 0 }, '15/18'],
])('Of %j are settled: %s', (progress, text) => {
  expect(settled({ progress } as Benchmark)).toBe(text);
});
