import { describe, expect, it } from '@jest/globals';
import {
  benchmarkFailed,
  cancelled,
  created,
  run,
  timedOut,
} from '#domain/testing';
import { summaryOf } from './index.js';
import { many, planOf, reported } from './testing/index.js';

describe('A report in words', () => {
  it('says what happened in a line', async () => {
    expect((await summarised(run)).headline).toBe(
      'Release 5.11 completed: 2 of 2 documents done, processing 2 s to 2.5 s',
    );
  });

  it('gives the quantiles that can be estimated', async () => {
    expect((await summarised([...many(72), timedOut])).headline).toBe(
      'Release 5.11 timed out (not done within 3600 seconds): 72 of 72 documents done, ' +
        'processing p50 1.71 s, p90 2.28 s, p95 2.35 s',
    );
  });

  it('says why a run did not complete, on one line whatever the reason is', async () => {
    expect((await summarised([created, benchmarkFailed])).headline).toBe(
      'Release 5.11 failed (CreateProject: the platform cannot be reached): 0 of 0 documents done',
    );
    const reason = 'a\r\nb';
    const odd = { ...cancelled, data: { ...cancelled.data, reason } } as typeof cancelled;
    expect((await summarised([created, odd])).headline).toMatch(/^Release 5.11 was cancelled \(a b\): /);
  });

  it('tells figures and their intervals, and what cannot be estimated', async () => {
    const values = await valuesOf([...many(72), timedOut]);
    expect(values).toMatchObject({
      Outcome: 'timed out: not done within 3600 seconds',
      Took: '1 h',
      Documents: '72 planned, 72 sent, 72 done, 0 failed, 0 unfinished',
      Processing: '1 s to 2.42 s, mean 1.71 s, n 72',
      'Processing p50': '1.71 s (95 % between 1.54 s and 1.88 s)',
      'Processing p95': '2.35 s (95 % between 2.26 s and 2.42 s)',
      'Processing p99': 'not estimable from 72 documents, needs 368',
      'Clock offset': '995 ms (between -10 ms and 2 s, by the documents alone)',
    });
  });

  it('has every note, and where the history can be verified', async () => {
    const values = await valuesOf([created, planOf(['a.txt']), timedOut]);
    expect(values).toMatchObject({ Processing: 'nothing measured', 'Clock offset': 'unknown' });
    expect(values.Note).toBe('No instrumentation arrived, or all of it was refused.');
    expect(values.History).toMatch(/^benchmark-1{8}.*, revision 2, chain hash [0-9a-f]{64}$/);
  });
});

const summarised = async (events: readonly (typeof run)[number][]) => summaryOf(await reported(events));

const valuesOf = async (events: readonly (typeof run)[number][]): Promise<Record<string, string>> =>
  Object.fromEntries((await summarised(events)).rows.map(({ label, value }) => [label, value]));
