import { expect, it } from '@jest/globals';
import { RequestRefused } from '../problems/problem.js';
import { objectivesOf } from './objectives.request.js';

it('writes objectives as they are always written', () => {
  expect(objectivesOf(['p95(processing)<5s', ' failed==0 '], undefined)).toEqual(['p95(processing) < 5s', 'failed == 0']);
  expect(objectivesOf(['p50(upload) <= 1 * baseline'], 'last-passing')).toEqual(['p50(upload) <= baseline']);
  expect(objectivesOf([], undefined)).toEqual([]);
});

it('says of each that is none where it goes wrong', () => {
  const { code, message, errors } = refused(['failed == 0', 'fast', 'p95(processing) < 5']);
  expect(code).toBe('InvalidObjective');
  expect(message).toMatch(/^slo\.1: column 1: expected a function .*; slo\.2: column 20: expected a unit of time/);
  expect(errors).toMatchObject([
    { field: 'slo.1', pointer: '#/slo/1', column: 1 },
    { field: 'slo.2', pointer: '#/slo/2', column: 20 },
  ]);
});

it('refuses to hold a run against a baseline that nobody named', () => {
  const { errors } = refused(['p50(processing) <= 1.05 * baseline']);
  expect(errors).toEqual([{ field: 'slo.0', pointer: '#/slo/0', message: 'speaks of a baseline, and the request names none' }]);
});

function refused(texts: readonly string[]): RequestRefused {
  try {
    objectivesOf(texts, undefined);
  } catch (error) {
    if (error instanceof RequestRefused) return error;
  }
  throw new Error('It was not refused.');
}
