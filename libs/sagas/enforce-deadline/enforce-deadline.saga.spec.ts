import { describe, expect, it } from '@jest/globals';
import { recorded } from '#eventsourcing/testing';
import type { BenchmarkEvent } from '#domain';
import {
  benchmarkFailed,
  benchmarkId,
  cancelled,
  created,
  documentsPlanned,
  errorOccurred,
  ready,
  run,
  sending,
  started,
  uploaded,
} from '#domain/testing';
import { effectAt } from '../testing/index.js';
import { enforceDeadline } from './enforce-deadline.saga.js';

describe('The deadline of a run', () => {
  it('is as many seconds after its creation as were asked for', () => {
    const event: BenchmarkEvent = { type: 'BenchmarkCreated', data: { ...created.data, deadline_seconds: 90 } };
    expect(enforceDeadline.delaySeconds?.(recorded('benchmark-1', [event])[0]!)).toBe(90);
  });

  it('ends what is still under way', () => {
    expect(deadlineOf(created, documentsPlanned)).toEqual({
      type: 'EnforceDeadline',
      benchmarkId,
      deadlineSeconds: 3600,
      isDeaf: false,
      isUnsent: true,
      isExclusive: false,
    });
  });

  it.each([
    ['completed', run],
    ['failed', [created, benchmarkFailed]],
    ['was cancelled', [...ready, cancelled]],
  ])('passes a run by that %s', (_, history) => {
    expect(deadlineOf(...history)).toBeUndefined();
  });
});

describe('A platform', () => {
  it('that has not said a word about its project is deaf', () => {
    expect(deadlineOf(...ready, sending('a.txt'), uploaded('a.txt'))).toMatchObject({ isDeaf: true });
  });

  it('that has spoken of a single document is not', () => {
    expect(deadlineOf(...ready, sending('a.txt'), started('a.txt'))).toMatchObject({ isDeaf: false });
  });
});

describe('A run', () => {
  it('of which nothing was sent without any trouble may have waited for a worker', () => {
    expect(deadlineOf(created)).toMatchObject({ isUnsent: true });
    expect(deadlineOf(...ready)).toMatchObject({ isUnsent: true });
  });

  it('of which something was sent, or which had some trouble, did not', () => {
    expect(deadlineOf(...ready, sending('a.txt'))).toMatchObject({ isUnsent: false });
    const trouble: BenchmarkEvent = { ...errorOccurred, data: { ...errorOccurred.data, will_retry: true } };
    expect(deadlineOf(created, trouble)).toMatchObject({ isUnsent: false });
  });
});

const deadlineOf = (...history: readonly BenchmarkEvent[]) => effectAt(enforceDeadline, history, created);
