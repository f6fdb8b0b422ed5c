import { expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  at,
  benchmarkCompleted,
  benchmarkFailed,
  benchmarkId,
  cancelled,
  created,
  reportCompleted,
  run,
  timedOut,
} from '#domain/testing';
import { project } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';
import { reports } from './report.projection.js';

it('tells a report, its files and how the run ended', () => {
  const expected = {
    benchmarkId,
    status: 'completed',
    revision: 11,
    hash: 'e'.repeat(64),
    algorithmVersion: 1,
    files: [{ format: 'csv', renderer_version: 1, file: `${benchmarkId}-11.csv`, bytes: 400, sha256: 'f'.repeat(64) }],
    createdAt: new Date(at(10) / 1000),
  };
  expect(after(...run, reportCompleted)).toEqual(expected);
});

it('is expected from the end of the run on', () => {
  expect(after(...run)).toMatchObject({ revision: 11, files: [], createdAt: null });
  expect(after(created)).toBeUndefined();
});

it.each([
  ['completed', benchmarkCompleted],
  ['failed', benchmarkFailed],
  ['timed_out', timedOut],
  ['cancelled', cancelled],
] as const)('says of a run that it is %s', (status, end) => {
  expect(after(created, end, reportCompleted)).toMatchObject({ status });
});

const after = (...events: BenchmarkEvent[]) => project(reports, recorded('benchmark-1', events)).get(benchmarkId);
