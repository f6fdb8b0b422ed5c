import { expect, it } from '@jest/globals';
import { overallVerdict, type Answer } from './verdict.js';

it.each<[Answer[], string]>([
  [[], 'measured'],
  [['pass', 'pass'], 'pass'],
  [['pass', 'no-baseline'], 'no-baseline'],
  [['no-baseline', 'inconclusive', 'pass'], 'inconclusive'],
  [['inconclusive', 'pass', 'fail'], 'fail'],
])('The verdict on %j is %s', (answers, verdict) => {
  expect(overallVerdict(answers)).toBe(verdict);
});
