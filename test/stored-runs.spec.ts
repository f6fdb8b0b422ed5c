import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { benchmarkDecider, benchmarkUpcasters, type BenchmarkEvent } from '#domain';
import { plain } from '#domain/testing';
import { firstBroken, fold, upcast, project, type Recorded } from '#eventsourcing';
import { benchmarkInstance, benchmarkSummary, documents, reports } from '#read-models';
import { reportOf } from '#reports';

// Whole streams as `GET /benchmarks/{id}/events` gave them when BenchmarkCreated was at version 1. What is compared with
// them below was read out of them by hand.
describe('A run of the time when a workload was only a mode', () => {
  const id = '83847df4-93ca-4b4c-a3b6-d048b159d162';
  const stored = streamOf('closed.1.ndjson');
  const today = stored.map((event) => upcast(event, benchmarkUpcasters)!);

  it('is as it was sealed', () => {
    expect(stored.map(({ metadata }) => metadata.schema)).toEqual(Array(16).fill(1));
    expect(firstBroken(stored)).toBeUndefined();
  });

  it.each([
    ['closed.1.ndjson', { mode: 'closed', in_flight: 2, batch: 1, repeat: 1, warmup: 0, order: { kind: 'given' } }],
    ['burst.1.ndjson', { mode: 'burst', batch: 'all', repeat: 1, warmup: 0, order: { kind: 'given' } }],
  ])('%s was one pass in the order given', (file, workload) => {
    const [first] = streamOf(file);
    expect(upcast(first!, benchmarkUpcasters)?.data).toEqual({ ...first!.data, workload, slo: [], baseline: null });
  });

  it('stands where it stood for the decider', () => {
    const state = plain(fold(benchmarkDecider, today));
    expect(state).toMatchObject({
      plan: { count: 3, bytes: 21, sha256: '9c0f16b35bc76e647017a53248156fed512c38f7444446fd47fb72c693d3bca4' },
      project: { id: '1', guid: 'a2026ea2-c85b-4b8c-a95c-4a96f15c6a2f' },
      clock: new Set(),
      settled: 3,
      failed: 0,
      end: { type: 'BenchmarkCompleted', at: 1795479614388005 },
      notified: new Set(['report']),
      errors: new Set(),
    });
    expect(state.documents).toEqual([
      ['a.txt', { upload: 'uploaded', start: 1795479613741829, end: 1795479613801233 }],
      ['b.txt', { upload: 'uploaded', start: 1795479613745224, end: 1795479613801374 }],
      ['c.txt', { upload: 'uploaded', start: 1795479613760319, end: 1795479613831334 }],
    ]);
  });

  it('shows in every read model', () => {
    expect(project(benchmarkSummary, today).get(id)).toMatchObject({
      name: 'Release 5.11',
      infra: 'docker__local',
      status: 'completed',
      planned: 3,
      sent: 3,
      uploaded: 3,
      started: 3,
      completed: 3,
      failed: 0,
      bytes: 21,
      reportRevision: 13,
      endedAt: new Date('2026-11-24T00:20:14.388Z'),
      revision: 15,
    });
    const rows = [...project(documents, today).values()];
    expect(rows.map(({ documentName, status, processingUs }) => [documentName, status, processingUs])).toEqual([
      ['a.txt', 'completed', 59_404],
      ['b.txt', 'completed', 56_150],
      ['c.txt', 'completed', 71_015],
    ]);
    expect(project(reports, today).get(id)).toMatchObject({ status: 'completed', revision: 13, algorithmVersion: 1 });
    const [instance] = [...project(benchmarkInstance, today).values()];
    expect(instance).toMatchObject({ url: 'http://127.0.0.1:43463', username: 'alice', benchmarks: 1 });
  });

  it('is reported with the same figures', async () => {
    const { run, counts, metrics, offset } = await reportOf(today);
    expect(run).toMatchObject({ id, outcome: 'completed', revision: 13, hash: stored[13]!.metadata.hash });
    expect(counts).toMatchObject({ planned: 3, sent: 3, done: 3, failed: 0, unfinished: 0, invalid: 0 });
    expect(metrics.processing).toMatchObject({ n: 3, min: 56_150, max: 71_015, mean: (59_404 + 56_150 + 71_015) / 3 });
    expect(metrics.upload).toMatchObject({ n: 3, min: 2_667, max: 30_699 });
    expect(metrics.scheduleDelay).toMatchObject({ n: 3, min: 105, max: 627 });
    expect(offset).toMatchObject({ kind: 'bounded', low: -504_749, high: 2_617 });
  });
});

/** Of a file beside the samples of events. */
function streamOf(file: string): readonly Recorded<BenchmarkEvent>[] {
  const text = readFileSync(new URL(`../libs/domain/benchmark/history/runs/${file}`, import.meta.url), 'utf8');
  const lines = text.trim().split('\n').map((line) => JSON.parse(line) as Omit<Recorded<BenchmarkEvent>, 'revision'> & { revision: number });
  return lines.map((event) => ({ ...event, revision: BigInt(event.revision) }) as Recorded<BenchmarkEvent>);
}
