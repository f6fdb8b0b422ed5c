import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { BenchmarkEvent } from '#domain';
import {
  benchmarkCompleted,
  benchmarkFailed,
  benchmarkId,
  cancelled,
  completed,
  created,
  earlierRun,
  generatorMeasured,
  overlapNoted,
  ready,
  run,
  sending,
  started,
  timedOut,
  uploaded,
  uploadFailed,
} from '#domain/testing';
import schema from '../../docs/report.schema.json' with { type: 'json' };
import { renderers, reportOf } from './index.js';
import { after, largeRun, many, planOf, rendered as text, reported } from './testing/index.js';

describe('The JSON', () => {
  it.each<[string, readonly BenchmarkEvent[]]>([
    ['completed', run],
    ['completed with quantiles that can be estimated', [...many(400), timedOut]],
    ['failed before its plan was whole', [created, benchmarkFailed]],
    ['timed out without any instrumentation', [...ready, sending('a.txt'), uploaded('a.txt'), timedOut]],
    ['was cancelled', [...ready, cancelled]],
    ['contradicts itself', [...ready, sending('a.txt'), uploaded('a.txt'), started('a.txt', 7), completed('a.txt', 6), timedOut]],
    ['lost a document', [...ready, sending('a.txt', 'b.txt'), uploadFailed('a.txt'), uploaded('b.txt'), benchmarkCompleted]],
    ['has clocks that contradict each other', [...run.slice(0, 6), started('a.txt', 2), completed('a.txt', 20), timedOut]],
    ['had company', [...ready, overlapNoted, ...run.slice(4, 5), generatorMeasured, ...run.slice(5)]],
    ['came after others', after(earlierRun, earlierRun)],
    ['has names of any kind', [created, planOf(['"a"\n\u0001.txt', '日本語.pdf']), cancelled]],
  ])('is as its schema says, of a run that %s', async (_, events) => {
    const told: unknown = JSON.parse(await rendered(events));
    expect([isReport(told), isReport.errors]).toEqual([true, null]);
  });

  it('may hold nothing that its schema does not name', async () => {
    const told = JSON.parse(await rendered(run)) as { run: object; documents: object[] };
    for (const place of [told, told.run, told.documents[0]!]) {
      Object.assign(place, { surprise: 1 });
      expect(isReport(told)).toBe(false);
      Reflect.deleteProperty(place, 'surprise');
      expect(isReport(told)).toBe(true);
    }
  });

  it('says what is reported, and where that can be verified', async () => {
    expect(JSON.parse(await rendered(run))).toMatchObject({
      schema: 'slowking.report/1',
      run: { id: benchmarkId, stream: `benchmark-${benchmarkId}`, last_revision: 11, outcome: 'completed', reason: null },
      target: { infra: 'docker', eigen_version: '5.11.0' },
      counts: { planned: 2, sent: 2, done: 2, failed: 0, unfinished: 0, invalid: 0 },
      offset: { kind: 'bounded', value_ms: 995, low_ms: -10, high_ms: 2000 },
      notes: [],
    });
  });

  it('gives milliseconds, exact to the microsecond', async () => {
    const { documents, metrics } = JSON.parse(await rendered(run));
    expect(documents[1]).toMatchObject({
      name: 'b.txt',
      platform_start: '2025-01-01T00:00:05.500000Z',
      processing_ms: 2500,
      queue_wait_ms: { value: 1405, low: 400, high: 2410 },
      outlier: false,
      event_numbers: [1, 4, 5, 7, 9],
    });
    expect(metrics.processing_ms).toMatchObject({ n: 2, min: 2000, max: 2500, mean: 2250 });
    const [odd] = JSON.parse(await rendered([...run.slice(0, 7), completed('a.txt', 5.000001), timedOut])).documents;
    expect(odd.processing_ms).toBe(0.001);
  });

  it('gives a quantile with its interval, or says how many values it needs', async () => {
    const { processing_ms: summary } = JSON.parse(await rendered([...many(72), timedOut])).metrics;
    const [, , p95, p99] = summary.quantiles;
    expect(p95).toEqual({ p: 0.95, estimable: true, needs: 72, value: 2349, interval: { low: 2260, high: 2420, coverage: expect.any(Number) } });
    expect(p99).toEqual({ p: 0.99, estimable: false, needs: 368, value: null, interval: null });
  });

  it('has a histogram of what counts, the load, and what looks like a warm-up', async () => {
    const { metrics, concurrency, warm_up } = JSON.parse(await rendered([...many(80), timedOut]));
    const counts = metrics.processing_ms.histogram.map(({ count }: { count: number }) => count);
    expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(80);
    expect(metrics.processing_ms.histogram[0].from).toBeLessThanOrEqual(1000);
    expect(concurrency).toEqual({ greatest: 80, mean: 55.5039, per_second: 31.0078, mean_time_ms: 1790, makespan_ms: 2580 });
    expect(warm_up).toBeNull();
    const steady = JSON.parse(await text(renderers.json, await reportOf(largeRun(100))));
    expect(steady.warm_up).toEqual({ suggested_cut: 0, mean_ms: 2000, mean_after_ms: 2000 });
  });

  it('is rendered in chunks, a document a line', async () => {
    const chunks: string[] = [];
    for await (const chunk of renderers.json.render(await reportOf(largeRun(10_000)))) chunks.push(chunk);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(1_000_000);
    const text = chunks.join('');
    expect(JSON.parse(text).documents).toHaveLength(10_000);
    expect(text.split('\n').filter((line) => line.startsWith('{"name":'))).toHaveLength(10_000);
  });
});

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
formats.default(ajv);
const isReport = ajv.compile(schema);

const rendered = async (events: readonly BenchmarkEvent[]) => text(renderers.json, await reported(events));
