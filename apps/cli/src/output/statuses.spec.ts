import { expect, it } from '@jest/globals';
import type { Benchmark } from '../http/api-types.js';
import { exitCodeOf } from './statuses.js';

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
  expect(exitCodeOf({ status, verdict } as Benchmark)).toBe(code);
});
