import { expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  allUploaded,
  benchmarkCompleted,
  benchmarkFailed,
  benchmarkId,
  cancelled,
  ready,
  reportCompleted,
  timedOut,
} from '#domain/testing';
import { effectAt, effectOf } from '../testing/index.js';
import { makeReport } from './make-report.saga.js';

const ENDS: readonly BenchmarkEvent[] = [benchmarkCompleted, benchmarkFailed, timedOut, cancelled];

it.each(ENDS)('$type is reported', (end) => {
  expect(effectOf(makeReport, ...ready, end)).toEqual({ type: 'MakeReport', benchmarkId });
});

it.each(ENDS)('$type is reported once', (end) => {
  expect(effectAt(makeReport, [...ready, end, reportCompleted], end)).toBeUndefined();
});

it('waits for the end of the run, not for the last upload', () => {
  expect(makeReport.reactsTo).not.toContain(allUploaded.type);
});
