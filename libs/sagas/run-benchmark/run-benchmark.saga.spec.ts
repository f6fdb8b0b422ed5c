import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  at,
  benchmarkCompleted,
  benchmarkFailed,
  benchmarkId,
  cancelled,
  created,
  documentsPlanned,
  planCompleted,
  projectCreated,
  ready,
  run,
  sending,
  timedOut,
} from '#domain/testing';
import { effectAt, effectOf } from '../testing/index.js';
import { runBenchmark } from './run-benchmark.saga.js';

describe('A run', () => {
  it('plans all documents of a folder once it is asked for', () => {
    expect(effectOf(runBenchmark, created)).toEqual({ type: 'PlanDocuments', benchmarkId });
  });

  it('makes a project once the plan is whole', () => {
    const effect = effectOf(runBenchmark, created, documentsPlanned, planCompleted);
    expect(effect).toEqual({ type: 'CreateProject', benchmarkId });
  });

  it('uploads once there is a project', () => {
    expect(effectOf(runBenchmark, ...ready)).toEqual({ type: 'UploadDocuments', benchmarkId });
  });

  it.each<BenchmarkEvent>([benchmarkCompleted, benchmarkFailed, timedOut, cancelled])(
    'forgets the login after $type, however often it hears of that',
    (end) => {
      expect(effectOf(runBenchmark, ...ready, end)).toEqual({ type: 'ForgetCredentials', benchmarkId });
      expect(effectAt(runBenchmark, [...ready, end, sending('a.txt')], end)).toBeDefined();
    },
  );
});

describe('A run of files asked for by name', () => {
  it('waits for the last chunk of their names', () => {
    expect(effectOf(runBenchmark, named(3))).toBeUndefined();
    expect(effectOf(runBenchmark, named(3), selected(0, 'a', 'b'))).toBeUndefined();
    expect(effectOf(runBenchmark, named(3), selected(0, 'a', 'b'), selected(1, 'c'))?.type).toBe('PlanDocuments');
  });

  it('plans once, for the last of the chunks', () => {
    const first = selected(0, 'a', 'b');
    expect(effectAt(runBenchmark, [named(3), first, selected(1, 'c')], first)).toBeUndefined();
  });

  it('is not planned again', () => {
    const only = selected(0, 'a.txt', 'b.txt');
    expect(effectAt(runBenchmark, [named(2), only, documentsPlanned, planCompleted], only)).toBeUndefined();
  });
});

describe('Old news', () => {
  it('of a run that is further on does nothing', () => {
    expect(effectAt(runBenchmark, ready, created)).toBeUndefined();
    expect(effectAt(runBenchmark, ready, planCompleted)).toBeUndefined();
  });

  it('of a plan that was begun carries the plan on', () => {
    expect(effectAt(runBenchmark, [created, documentsPlanned], created)?.type).toBe('PlanDocuments');
  });

  it('of an upload that was begun carries the upload on', () => {
    expect(effectAt(runBenchmark, [...ready, sending('a.txt')], projectCreated)?.type).toBe('UploadDocuments');
  });

  it.each(run.slice(0, 4).filter(({ type }) => runBenchmark.reactsTo.includes(type)))(
    '$type of a run that is over does nothing',
    (event) => {
      expect(effectAt(runBenchmark, run, event)).toBeUndefined();
      expect(effectAt(runBenchmark, [...ready, cancelled], event)).toBeUndefined();
    },
  );
});

const named = (count: number): BenchmarkEvent => ({
  type: 'BenchmarkCreated',
  data: { ...created.data, documents: { kind: 'files', count } },
});
const selected = (chunk: number, ...paths: string[]): BenchmarkEvent => ({
  type: 'DocumentsSelected',
  data: { benchmark_id: benchmarkId, at: at(0), chunk, paths },
});
