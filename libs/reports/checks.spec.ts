import { expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  benchmarkCompleted,
  benchmarkFailed,
  cancelled,
  completed,
  created,
  generatorMeasured,
  overlapNoted,
  planCompleted,
  ready,
  run,
  sending,
  started,
  timedOut,
  uploaded,
  uploadFailed,
} from '#domain/testing';
import { checksOf } from './index.js';
import { reported } from './testing/index.js';

/** Documents that went out 2 s after they were due. */
const late = delayed(2_000_000);

it('finds nothing wrong with a run without a hitch', async () => {
  expect(await outcomes(run)).toEqual({
    'run completed': 'pass',
    'counts add up': 'pass',
    'no failed documents': 'pass',
    'no invalid documents': 'pass',
    'instrumentation complete': 'pass',
    'clocks agree': 'pass',
    'schedule delay': 'pass',
    'alone on its target': 'pass',
  });
});

it.each<[string, string, string, readonly BenchmarkEvent[]]>([
  ['run completed', 'fail', 'a run that was cancelled', [...ready, cancelled]],
  ['counts add up', 'inconclusive', 'a run that ended before its plan was whole', [created, benchmarkFailed]],
  ['no failed documents', 'fail', 'a document that failed', [...ready, sending('a.txt'), uploadFailed('a.txt'), benchmarkCompleted]],
  ['no invalid documents', 'fail', 'a document that ended too early', [...run.slice(0, 8), completed('a.txt', 4), timedOut]],
  ['instrumentation complete', 'fail', 'an end that was never reported', [...run.slice(0, 9), timedOut]],
  ['instrumentation complete', 'inconclusive', 'a run that sent nothing', [...ready, timedOut]],
  ['clocks agree', 'fail', 'times that contradict each other', [...run.slice(0, 6), started('a.txt', 2), completed('a.txt', 20), timedOut]],
  ['clocks agree', 'inconclusive', 'a run without instrumentation', [...run.slice(0, 6), timedOut]],
  ['schedule delay', 'fail', 'documents that were sent late', [...ready, sending('a.txt', 'b.txt'), late, ...run.slice(6)]],
  ['alone on its target', 'fail', 'a run that was not', [...ready, overlapNoted, ...run.slice(4)]],
  ['alone on its target', 'inconclusive', 'a run that sent nothing', [...ready, timedOut]],
  ['schedule delay', 'inconclusive', 'a run without instrumentation', [...run.slice(0, 6), timedOut]],
])('answers "%s" with %s for %s', async (name, outcome, _, events) => {
  expect(await outcomes(events)).toMatchObject({ [name]: outcome });
});

it('says what it found', async () => {
  const texts = checksOf(await reported([...run.slice(0, 9), timedOut])).map(({ text }) => text);
  expect(texts).toEqual([
    'The run timed out: not done within 3600 seconds.',
    '2 planned = 1 done + 0 failed + 1 unfinished.',
    'None.',
    'None.',
    'Of 1 of 2 documents start or end was never reported.',
    "The platform's clock minus ours lies between -10 ms and 2 s, by the documents alone.",
    'Sent late by 0 µs (p99); the median processing time is 2 s.',
    'No other run of ours was noticed there.',
  ]);
});

it('names the other run, and says how busy the process was that sent the documents', async () => {
  const texts = checksOf(await reported([...ready, overlapNoted, ...run.slice(4, 5), generatorMeasured, ...run.slice(5)])).map(({ text }) => text);
  expect(texts).toContain('Another run had the same target at the same time, so none of them measured it alone: Release 5.10.');
  expect(texts).toContainEqual(expect.stringMatching(/; the event loop that sent them was late by 12 ms \(p99\), with 0\.25 of a core busy\.$/));
});

it('sees that events are missing of which others tell', async () => {
  const sums = async (events: readonly BenchmarkEvent[]) => checksOf(await reported(events)).find(({ name }) => name === 'counts add up');
  const plan = { ...planCompleted, data: { ...planCompleted.data, count: 5 } };
  expect(await sums([...run.slice(0, 2), plan, ...run.slice(3)])).toMatchObject({ outcome: 'fail', text: 'The plan says that it has 5 documents, and names 2.' });
  const end = { ...benchmarkCompleted, data: { ...benchmarkCompleted.data, done: 1, failed: 1 } };
  expect(await sums([...run.slice(0, -1), end])).toMatchObject({ outcome: 'fail', text: 'The end of the run says 1 done and 1 failed, and its documents 2 and 0.' });
});

const outcomes = async (events: readonly BenchmarkEvent[]) =>
  Object.fromEntries(checksOf(await reported(events)).map(({ name, outcome }) => [name, outcome]));

function delayed(micros: number): BenchmarkEvent {
  const { type, data } = uploaded('a.txt', 'b.txt');
  const documents = data.documents.map((each) => ({ ...each, scheduled_at: each.scheduled_at - micros }));
  return { type, data: { ...data, documents } };
}
