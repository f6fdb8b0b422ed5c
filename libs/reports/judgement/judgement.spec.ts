import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { BenchmarkEvent } from '#domain';
import { cancelled, created, otherId, run } from '#domain/testing';
import schema from '../../../docs/report.schema.json' with { type: 'json' };
import { compareRuns, renderers, summaryOf } from '../index.js';
import { against, beside, passes, rendered, reported, type Asked, type BaselineSetting } from '../testing/index.js';

describe('Objectives of a run', () => {
  it('are answered one by one, and the worst is the verdict', async () => {
    const { objectives, verdict } = await reported(asking({ slo: ['max(processing) < 3s', 'failed == 0', 'max(processing) < 1s'] }));
    expect(objectives.map(({ verdict: answer }) => answer)).toEqual(['pass', 'pass', 'fail']);
    expect(objectives[2]).toMatchObject({ objective: 'max(processing) < 1s', observed: 2_500_000, reason: '2.5 s against 1 s' });
    expect(verdict).toBe('fail');
  });

  it('are open where too few documents tell', async () => {
    const { objectives, verdict } = await reported(asking({ slo: ['p95(processing) < 3s'] }));
    expect(objectives[0]).toMatchObject({ verdict: 'inconclusive', reason: 'not estimable from 2 of the 72 values that it needs' });
    expect(verdict).toBe('inconclusive');
  });

  it('take the doubt of the clocks into account', async () => {
    const { objectives } = await reported(asking({ slo: ['max(end_to_end) < 60s', 'max(end_to_end) < 4500ms'] }));
    expect(objectives.map(({ verdict: answer }) => answer)).toEqual(['pass', 'inconclusive']);
  });

  it('know how many documents are done a second, by the clock of the platform', async () => {
    const { objectives } = await reported(asking({ slo: ['throughput >= 30/min'] }));
    expect(objectives[0]).toMatchObject({ verdict: 'pass', observed: 2 / 3 });
  });

  it('are never met by a run that did not complete, and may well be missed by it', async () => {
    const asked = asking({ slo: ['max(processing) < 3s', 'max(processing) < 1s'] });
    const { objectives } = await reported([...asked.slice(0, -2), cancelled]);
    expect(objectives.map(({ verdict: answer }) => answer)).toEqual(['inconclusive', 'fail']);
    expect(objectives[0]!.reason).toBe('2.5 s against 3 s; but the run did not complete, and what is missing may be what is slow');
  });

  it('that nobody can read are open, and say where they go wrong', async () => {
    expect((await reported(asking({ slo: ['fast enough'] }))).objectives[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('column 1: expected'),
    });
  });

  it('are nothing where none are given: the run is measured', async () => {
    expect(await reported(run)).toMatchObject({ verdict: 'measured', objectives: [], comparison: undefined });
  });
});

describe('A run with a baseline', () => {
  it('fails where every pass is surely slower', async () => {
    const { verdict, comparison } = await against(passes([2.6, 2.61, 2.62, 2.63]), passes([2, 2.01, 2.02, 2.03]));
    expect([verdict, comparison!.verdict]).toEqual(['fail', 'fail']);
    expect(comparison!.found).toMatchObject({ passes: { current: 4, baseline: 4 }, isPaired: true, documents: 2, cliffsDelta: 1 });
    expect(comparison!.found!.change!.value).toBeCloseTo(0.3, 2);
    expect(comparison!.baseline).toMatchObject({ id: otherId, stream: `benchmark-${otherId}` });
    expect(comparison!.changes.map(({ document }) => document).toSorted()).toEqual(['a.txt', 'b.txt']);
  });

  it('passes where none is', async () => {
    expect(await against(passes([2, 2.01, 2.02, 2.03]), passes([2, 2.01, 2.02, 2.03]))).toMatchObject({ verdict: 'pass' });
  });

  it('cannot be judged by one pass, and says how many would do', async () => {
    const { verdict, comparison } = await against(passes([3]), passes([2, 2.01, 2.02, 2.03]));
    expect(verdict).toBe('inconclusive');
    expect(comparison!.reason).toMatch(/1 against 4: repeat: \d+ for this release would do/);
    expect(comparison!.found!.change!.value).toBeCloseTo(0.49, 1);
  });

  it('may have objectives that rest on it', async () => {
    const objectives = ['max(processing) <= 1.5 * baseline', 'max(processing) <= 1.1 * baseline'];
    const { objectives: answers } = await against(passes([2.6]), passes([2]), { slo: objectives });
    expect(answers.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
  });

  it.each<[string, BaselineSetting, RegExp]>([
    ['is of another corpus', { baseline: passes([2, 2, 2, 2], 'f'.repeat(64)) }, /another corpus/],
    ['is gone', { baseline: [] }, /not there any more/],
    ['is not what was chosen', { baseline: passes([2, 2, 2, 2]), hash: '0'.repeat(64) }, /not the one that was chosen/],
    ['did not complete', { baseline: [...passes([2, 2, 2, 2]).slice(0, -1), cancelled] }, /baseline was cancelled/],
    ['was never there', { baseline: [], none: true }, /no run to compare with/],
    ['was not settled', { baseline: [], unsettled: true }, /not settled/],
  ])('has none that counts where that %s, and is never green', async (_, setting, why) => {
    const { verdict, comparison, objectives } = await beside(passes([2, 2, 2, 2]), setting, { slo: ['max(processing) <= 2 * baseline'] });
    expect(verdict).toBe('no-baseline');
    expect(comparison).toMatchObject({ verdict: 'no-baseline', reason: expect.stringMatching(why), found: undefined });
    expect(objectives[0]).toMatchObject({ verdict: 'no-baseline' });
  });

  it('says where the two were sent in different ways', async () => {
    const burst = { ...created.data.workload, mode: 'burst', batch: 'all' } as const;
    const baseline = passes([2, 2, 2, 2]).map((event) => (event.type === 'BenchmarkCreated' ? { ...event, data: { ...event.data, workload: burst } } : event));
    const { notes } = await against(passes([2, 2, 2, 2]), baseline);
    expect(notes).toEqual([{ about: 'baseline', text: expect.stringMatching(/burst, all a request, and now closed, 4 in flight/) }]);
  });

  it('is told in every format', async () => {
    const report = await against(passes([2.6, 2.61, 2.62, 2.63]), passes([2, 2.01, 2.02, 2.03]), { slo: ['failed == 0'] });
    const [page, xml, json] = [await rendered(renderers.html, report), await rendered(renderers.junit, report), await rendered(renderers.json, report)];
    expect(page).toMatch(/<p><span class="badge bad">✗ fail<\/span>/);
    expect(page).toMatch(/<h2>Comparison<\/h2>\n<p>Slower by \+30 %/);
    expect(xml).toContain('<testcase classname="slowking.objective" name="failed == 0" time="0"/>');
    expect(xml).toMatch(/name="comparison with the baseline" time="0">\n {6}<failure message="Slower by [^"]*" type="fail">/);
    expect([isReport(JSON.parse(json)), isReport.errors]).toEqual([true, null]);
    expect(JSON.parse(json)).toMatchObject({
      verdict: 'fail',
      slo: [{ objective: 'failed == 0', verdict: 'pass', observed: 0, interval: { low: 0, high: 0 }, limit: { low: 0, high: 0 } }],
      comparison: { verdict: 'fail', baseline: { benchmark_id: otherId }, found: { p_value: 0.028571, test: { exact: true, arrangements: 70, seed: 1 } } },
    });
    expect(summaryOf(report).headline).toContain('completed, verdict fail: ');
    expect(summaryOf(report).rows).toContainEqual({ label: 'failed == 0', value: 'pass: 0 against 0' });
  });

  it('without one is told in a form that its schema knows, too', async () => {
    const report = await beside(passes([2]), { baseline: [] });
    expect([isReport(JSON.parse(await rendered(renderers.json, report))), isReport.errors]).toEqual([true, null]);
    expect(await rendered(renderers.junit, report)).toContain('type="no-baseline"');
  });
});

it('Any two runs can be compared, by the threshold that is asked for', async () => {
  const [one, other] = [await reported(passes([2.2, 2.21, 2.22, 2.23])), await reported(passes([2, 2.01, 2.02, 2.03]))];
  expect(compareRuns(one, other)).toMatchObject({ verdict: 'fail' });
  expect(compareRuns(one, other, { threshold: 0.2 })).toMatchObject({ verdict: 'pass' });
  expect(compareRuns(one, await reported(passes([2], 'f'.repeat(64))))).toMatchObject({ verdict: 'no-baseline' });
});

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
formats.default(ajv);
const isReport = ajv.compile(schema);

const asking = (more: Asked): readonly BenchmarkEvent[] => [{ ...created, data: { ...created.data, ...more } }, ...run.slice(1)];
