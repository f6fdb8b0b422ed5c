import { describe, it } from '@jest/globals';
import { given } from '#eventsourcing/testing';
import {
  ask,
  at,
  benchmarkFailed,
  cancelled,
  changeAcknowledged,
  created,
  errorOccurred,
  notificationSent,
  ready,
  reportCompleted,
  run,
  timedOut,
} from '../testing/index.js';
import { benchmarkDecider as benchmark } from './benchmark.decider.js';
import type { BenchmarkEvent } from './benchmark.events.js';

const ENDS: [how: string, history: readonly BenchmarkEvent[]][] = [
  ['completed', run],
  ['failed', [created, benchmarkFailed]],
  ['timed out', [...ready, timedOut]],
  ['cancelled', [...ready, cancelled]],
];

describe('A benchmark that is under way', () => {
  it.each([['with nothing but its name', [created]], ['about to upload', ready]])('%s can be ended', (_, history) => {
    given(benchmark, history).when(ask.cancel()).then(cancelled);
    given(benchmark, history).when(ask.fail()).then(benchmarkFailed);
    given(benchmark, history).when(ask.timeOut()).then(timedOut);
  });

  it('has no report yet', () => {
    given(benchmark, ready).when(ask.report()).thenRefused('BenchmarkRunning');
  });
});

describe.each(ENDS)('A benchmark that %s', (how, history) => {
  it('keeps the end it has reached', () => {
    given(benchmark, history).when(ask.fail()).thenNothing();
    given(benchmark, history).when(ask.timeOut()).thenNothing();
    const cancelling = given(benchmark, history).when(ask.cancel());
    if (how === 'cancelled') cancelling.thenNothing();
    else cancelling.thenRefused('BenchmarkOver');
  });

  it('has one report', () => {
    given(benchmark, history).when(ask.report()).then(reportCompleted);
    given(benchmark, [...history, reportCompleted]).when(ask.report()).thenNothing();
  });

  it('only records an error that comes later', () => {
    given(benchmark, history).when(ask.error()).then(errorOccurred);
  });
});

describe('A change in the series of runs', () => {
  it('is acknowledged at the run that it begins with, before or after the report', () => {
    given(benchmark, run).when(ask.acknowledge()).then(changeAcknowledged);
    given(benchmark, [...run, reportCompleted, notificationSent]).when(ask.acknowledge()).then(changeAcknowledged);
  });

  it('is acknowledged once, and the first reason stands', () => {
    given(benchmark, [...run, changeAcknowledged]).when(ask.acknowledge()).thenNothing();
    given(benchmark, [...run, changeAcknowledged]).when(ask.acknowledge('the new parser', 'somebody else')).thenNothing();
    given(benchmark, [...run, changeAcknowledged]).when(ask.acknowledge('the new disk')).thenRefused('AlreadyAcknowledged');
  });

  it('does not begin with a run that is not over, did not complete, or is not there', () => {
    given(benchmark, ready).when(ask.acknowledge()).thenRefused('BenchmarkRunning');
    for (const end of [timedOut, cancelled]) given(benchmark, [...ready, end]).when(ask.acknowledge()).thenRefused('NotCompleted');
    given(benchmark, [created, benchmarkFailed]).when(ask.acknowledge()).thenRefused('NotCompleted');
    given(benchmark, []).when(ask.acknowledge()).thenRefused('NotFound');
  });

  it('leaves the report as it is', () => {
    given(benchmark, [...run, changeAcknowledged]).when(ask.report()).then(reportCompleted);
  });
});

describe('A mail', () => {
  it('is put on record once for each thing it tells', () => {
    given(benchmark, [...run, reportCompleted]).when(ask.notify()).then(notificationSent);
    given(benchmark, [...run, notificationSent]).when(ask.notify()).thenNothing();
    given(benchmark, [...run, notificationSent])
      .when(ask.notify('CreateProject'))
      .then({ ...notificationSent, data: { ...notificationSent.data, about: 'CreateProject' } });
  });
});

describe('An error', () => {
  it('that stops the run ends it', () => {
    given(benchmark, [created]).when(ask.error()).then(errorOccurred, benchmarkFailed);
  });

  it('of a step that will be tried again, or that the run can do without, ends nothing', () => {
    given(benchmark, [created]).when(ask.error({ willRetry: true })).then(willBeRetried);
    given(benchmark, [created]).when(ask.error({ isFatal: false })).then(errorOccurred);
  });

  it('is put on record at its first trouble and when nothing helps, not at each try', () => {
    const message = 'another message';
    given(benchmark, [created, willBeRetried]).when(ask.error({ willRetry: true, message })).thenNothing();
    given(benchmark, [created, willBeRetried]).when(ask.error()).then(errorOccurred, benchmarkFailed);
    given(benchmark, [created, errorOccurred, benchmarkFailed]).when(ask.error({ message })).thenNothing();
  });

  it('of one step says nothing about another', () => {
    const step = 'UploadDocuments';
    given(benchmark, [...ready, willBeRetried])
      .when(ask.error({ step, willRetry: true, at: at(9) }))
      .then({ ...willBeRetried, data: { ...willBeRetried.data, step } });
  });
});

const willBeRetried = { ...errorOccurred, data: { ...errorOccurred.data, will_retry: true } };
