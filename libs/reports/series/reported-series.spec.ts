import { describe, expect, it } from '@jest/globals';
import type { EarlierRun } from '#domain';
import { at, benchmarkCompleted, benchmarkId, created, earlierRun, run, sending, timedOut, uploadFailed } from '#domain/testing';
import { processingOf, renderers } from '../index.js';
import { after, LEVEL, rendered, reported } from '../testing/index.js';

describe('The series of a report', () => {
  it('is those that came before and the run itself, told as its own report tells it', async () => {
    const report = await reported(after(earlierRun));
    expect(report.series?.runs).toEqual([
      { id: earlierRun.benchmark_id, name: 'Release 5.10', eigenVersion: '5.10.0', startedAt: at(-3600), processing: earlierRun.processing, verdict: 'pass', load: earlierRun.load, acknowledged: earlierRun.acknowledged },
      { id: benchmarkId, name: created.data.benchmark_name, eigenVersion: '5.11.0', startedAt: at(0), processing: processingOf(report), verdict: 'measured', load: 'closed, 4 in flight, 1 a request', acknowledged: null },
    ]);
    expect(report.series?.reason).toContain('there are 2');
  });

  it('is none where nothing came before', async () => {
    expect((await reported(run)).series).toBeUndefined();
  });

  it('is without a run that did not complete', async () => {
    const { series } = await reported([...after(earlierRun).slice(0, 5), timedOut]);
    expect(series?.runs.map(({ name }) => name)).toEqual(['Release 5.10']);
  });

  it('has the changes of those before it, which are no verdict of this run', async () => {
    const report = await reported(after(...STEP));
    expect(report.series).toMatchObject({ verdict: 'fail', changes: expect.arrayContaining([expect.objectContaining({ at: 6, isAcknowledged: false })]) });
    expect(report.verdict).toBe('measured');
  });
});

describe('What the formats make of it', () => {
  it('is a chart and a table of its changes on the page, once', async () => {
    const page = await rendered(renderers.html, await reported(after(...STEP)));
    expect(page.match(/<h2>Series<\/h2>/g)).toHaveLength(1);
    expect(page).toContain('<title id="series-title">Processing time of each run</title>');
    expect(page).toContain('<th scope="col">From</th>');
    expect(page).toContain('and this one at the end');
    expect(await rendered(renderers.html, await reported(run))).not.toContain('<h2>Series</h2>');
    const cut = await rendered(renderers.html, await reported([...after(earlierRun).slice(0, 5), timedOut]));
    expect(cut).toContain('without this one, which did not complete');
    const lost = [sending('a.txt', 'b.txt'), uploadFailed('a.txt'), uploadFailed('b.txt'), benchmarkCompleted];
    expect(await rendered(renderers.html, await reported([...after(earlierRun).slice(0, 5), ...lost]))).toContain('without this one, of which nothing was measured');
  });

  it('is told in milliseconds in the JSON', async () => {
    const { series } = JSON.parse(await rendered(renderers.json, await reported(after(earlierRun))));
    expect(series).toMatchObject({ verdict: 'inconclusive', threshold: 0.05, changes: [] });
    expect(series.runs[0]).toMatchObject({ benchmark_id: earlierRun.benchmark_id, started_at: '2024-12-31T23:00:00.000000Z', n: 72, median_ms: 98.5, p95_ms: 180.25 });
    expect(series.runs[1]).toMatchObject({ benchmark_id: benchmarkId, benchmark_name: 'Release 5.11' });
  });
});

/** Six runs, and six that are a fifth slower. */
const STEP: readonly EarlierRun[] = [...LEVEL, ...LEVEL.map((each) => each * 1.2)].map((median, index) => ({
  ...earlierRun,
  benchmark_id: `${index}`,
  processing: { n: 10, p50: median * 1000, p95: null },
  acknowledged: null,
}));
