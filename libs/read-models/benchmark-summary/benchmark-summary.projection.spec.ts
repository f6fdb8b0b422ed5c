import { expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  allUploaded,
  at,
  benchmarkCompleted,
  benchmarkFailed,
  benchmarkId,
  cancelled,
  changeAcknowledged,
  completed,
  created,
  documentsPlanned,
  errorOccurred,
  notificationSent,
  planCompleted,
  projectCreated,
  ready,
  reportCompleted,
  run,
  sending,
  started,
  timedOut,
  uploadFailed,
  uploaded,
} from '#domain/testing';
import { project } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';
import { benchmarkSummary, type BenchmarkSummary } from './benchmark-summary.projection.js';

it('tells what was asked for', () => {
  expect(after(created)).toMatchObject({
    id: benchmarkId,
    name: 'Release 5.11',
    type: 'latency',
    url: 'http://platform:8283',
    host: 'platform:8283',
    status: 'created',
    load: 'closed, 4 in flight, 1 a request',
    createdAt: dateAt(0),
    deadlineAt: dateAt(3600),
    endedAt: null,
    revision: 0,
  });
});

it.each([
  ['created', [created, documentsPlanned]],
  ['planned', ready],
  ['uploading', [...ready, sending('a.txt')]],
  ['completed', run],
  ['failed', [created, benchmarkFailed]],
  ['timed_out', [...ready, timedOut]],
  ['cancelled', [...ready, sending('a.txt'), cancelled]],
] as const)('is %s', (status, events) => {
  expect(after(...events).status).toBe(status);
});

it('counts the documents of each step', () => {
  expect(after(...run)).toMatchObject({ planned: 2, sent: 2, uploaded: 2, started: 2, completed: 2, failed: 0 });
  expect(after(...ready, sending('a.txt'), uploadFailed('a.txt'))).toMatchObject({ sent: 1, uploaded: 0, failed: 1 });
});

it('knows corpus, project and report', () => {
  expect(after(...run, reportCompleted, notificationSent)).toMatchObject({
    bytes: 200,
    corpusSha256: 'c'.repeat(64),
    projectId: '7',
    projectGuid: 'g-7',
    reportRevision: 11,
    verdict: null,
    answers: [],
    endedAt: dateAt(8.01),
    reportedAt: dateAt(10),
    notifiedAt: dateAt(11),
  });
});

it('knows what the report says to what was asked', () => {
  const answers = [{ question: 'failed == 0', verdict: 'pass', reason: '0 against 0' }] as const;
  const judged = { ...reportCompleted, data: { ...reportCompleted.data, verdict: 'pass', answers } } as const;
  expect(after(...run, judged)).toMatchObject({ verdict: 'pass', answers });
  expect(after(...run)).toMatchObject({ verdict: null, answers: [] });
});

it('knows what the report says was measured, and why a change is known', () => {
  const processing = { n: 2, p50: 2_250_000, p95: null };
  const search = { kept: 2, missed: 4, throughput: 1.9 };
  const measured = { ...reportCompleted, data: { ...reportCompleted.data, processing, search } };
  expect(after(...run, measured, changeAcknowledged)).toMatchObject({
    status: 'completed',
    processing,
    search,
    acknowledged: { reason: 'the new parser', by: 'nightly', at: dateAt(12).toISOString() },
  });
  expect(after(...run, reportCompleted)).toMatchObject({ processing: null, search: null, acknowledged: null });
});

it('counts the same whichever side speaks first', () => {
  const late = after(...ready, sending('a.txt'), started('a.txt'), completed('a.txt'), uploaded('a.txt'));
  expect(late).toMatchObject({ status: 'uploading', sent: 1, uploaded: 1, started: 1, completed: 1 });
});

it('keeps its first end, whatever comes after', () => {
  const row = after(...ready, cancelled, sending('a.txt'), completed('a.txt'), benchmarkFailed, allUploaded);
  expect(row).toMatchObject({ status: 'cancelled', reason: 'asked to', endedAt: dateAt(6), sent: 1, completed: 1 });
  expect(after(created, cancelled, planCompleted).status).toBe('cancelled');
  expect(after(created, projectCreated, benchmarkCompleted, benchmarkFailed).reason).toBeNull();
});

it('keeps the reason of a failure and the last error', () => {
  const row = after(created, errorOccurred, benchmarkFailed);
  expect(row.reason).toBe('CreateProject: the platform cannot be reached');
  expect(row).toMatchObject({ errors: 1, lastError: row.reason });
});

it('has no row before the benchmark is created', () => {
  expect(rows(benchmarkFailed).size).toBe(0);
});

it('goes on from the rows of the last batch', () => {
  const before = rows(...ready, sending('a.txt', 'b.txt'), uploaded('a.txt'));
  expect(rowsAfter(before, uploaded('b.txt')).get(benchmarkId)).toMatchObject({ uploaded: 2, sent: 2 });
});

const dateAt = (seconds: number) => new Date(at(seconds) / 1000);

const rowsAfter = (before: ReadonlyMap<string, BenchmarkSummary>, ...events: BenchmarkEvent[]) =>
  project(benchmarkSummary, recorded('benchmark-1', events), before);

const rows = (...events: BenchmarkEvent[]) => rowsAfter(new Map(), ...events);

const after = (...events: BenchmarkEvent[]) => rows(...events).get(benchmarkId)!;
