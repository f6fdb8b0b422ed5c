import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  benchmarkCompleted,
  benchmarkFailed,
  benchmarkId,
  cancelled,
  created,
  errorOccurred,
  notificationSent,
  ready,
  reportCompleted,
  run,
  timedOut,
} from '#domain/testing';
import { effectAt, effectOf } from '../testing/index.js';
import { notify } from './notify.saga.js';

const common = { type: 'Notify', benchmarkId, benchmarkName: 'Release 5.11', to: ['team@example.org'] };

describe('A report', () => {
  it.each<BenchmarkEvent>([benchmarkCompleted, benchmarkFailed, timedOut, cancelled])('is mailed after $type', (end) => {
    const { files, algorithm_version: algorithms } = reportCompleted.data;
    const effect = { ...common, about: 'report', kind: 'report', files, algorithms };
    expect(effectOf(notify, ...ready, end, reportCompleted)).toEqual(effect);
  });

  it('is mailed once', () => {
    expect(effectAt(notify, [...run, reportCompleted, notificationSent], reportCompleted)).toBeUndefined();
  });

  it('is mailed also when there was a mail about an error before', () => {
    const history = [...run, notified('error: CreateProject'), reportCompleted];
    expect(effectAt(notify, history, reportCompleted)).toMatchObject({ kind: 'report' });
  });
});

describe('The error of a step', () => {
  it('that failed for good and did not end the run is mailed', () => {
    const { step, message } = error('MakeReport').data;
    expect(effectOf(notify, ...run, error('MakeReport'))).toEqual({
      ...common,
      about: 'error: MakeReport',
      kind: 'error',
      step,
      message,
    });
  });

  it('is mailed once', () => {
    const fact = error('MakeReport');
    expect(effectAt(notify, [...run, fact, notified('error: MakeReport')], fact)).toBeUndefined();
  });

  it('that ended the run is told by the mail of its report', () => {
    expect(effectAt(notify, [created, errorOccurred, benchmarkFailed], errorOccurred)).toBeUndefined();
  });

  it('that comes after another one has ended the run is mailed', () => {
    const fact = error('ForgetCredentials');
    expect(effectOf(notify, created, errorOccurred, benchmarkFailed, fact)).toMatchObject({ step: 'ForgetCredentials' });
  });

  it('that is tried again is not mailed', () => {
    expect(effectOf(notify, ...ready, error('CreateProject', true))).toBeUndefined();
  });

  it('is never mailed when it is about mailing', () => {
    expect(effectOf(notify, ...run, reportCompleted, error('Notify'))).toBeUndefined();
  });
});

const error = (step: string, will_retry = false): typeof errorOccurred => ({
  type: 'ErrorOccurred',
  data: { ...errorOccurred.data, step, will_retry },
});
const notified = (about: string): BenchmarkEvent => ({
  type: 'NotificationSent',
  data: { ...notificationSent.data, about },
});
