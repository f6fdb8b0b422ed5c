import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiClient, manyDocuments } from './support/api-client.js';
import { OtherPlatform } from './support/other-platform.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

it('ends with 0 where every objective is met, and with 1 where one is missed; report, JUnit, mail and lists say so', async () => {
  const met = await run('met', ['--slo', 'failed == 0', '--slo', 'max(processing) < 60s']);
  expect([met.code, met.shown]).toEqual([0, expect.objectContaining({ verdict: 'pass' })]);
  const { code, shown } = await run('missed', ['--slo', 'failed == 0', '--slo', 'max(processing) < 1ms']);
  expect(code).toBe(1);
  expect(shown).toMatchObject({
    verdict: 'fail',
    answers: [
      { question: 'failed == 0', verdict: 'pass' },
      { question: 'max(processing) < 1ms', verdict: 'fail', reason: expect.stringContaining('against 1 ms') },
    ],
  });
  const id = shown.benchmark_id;
  const xml = await (await api.fetch(`/benchmarks/${id}/report.xml`)).text();
  expect(xml).toContain('<testcase classname="slowking.objective" name="failed == 0" time="0"/>');
  expect(xml).toMatch(/name="max\(processing\) &lt; 1ms" time="0">\s*<failure [^>]*type="fail">/);
  await api.told(id);
  expect((await api.mails(id))[0]?.subject).toContain('verdict fail');
  expect((await cli.run(['show', id])).out).toMatch(/\nverdict +fail\n +pass: failed == 0: 0 against 0\n/);
  expect((await cli.run(['watch', id])).code).toBe(1);
  const failed = await cli.json<{ items: { benchmark_id: string }[] }>('list', '--verdict', 'fail');
  expect(failed.items.map(({ benchmark_id }) => benchmark_id)).toEqual([id]);
});

it('ends with 2 where too few documents tell', async () => {
  const { code, shown } = await run('open', ['--slo', 'p99(processing) < 60s']);
  expect([code, shown.verdict]).toEqual([2, 'inconclusive']);
});

it('fails a release that is 30 % slower than its baseline, and none that is not, and makes the report again to the byte', async () => {
  const baseline = await run('Release 1', PASSES);
  expect([baseline.code, baseline.shown.verdict]).toEqual([0, 'measured']);
  const before = baseline.shown.benchmark_id;

  const slower = await run('Release 2', [...PASSES, '--baseline', before], slow.url);
  expect([slower.code, slower.shown.verdict]).toEqual([1, 'fail']);
  const id = slower.shown.benchmark_id;
  const { comparison } = await api.json<{ comparison: Comparison }>(`/benchmarks/${id}/report.json`);
  expect(comparison).toMatchObject({ verdict: 'fail', baseline: { benchmark_id: before }, found: { passes: { current: 4, baseline: 4 }, cliffs_delta: 1 } });
  expect(comparison.found.interval.low).toBeGreaterThan(0.05);
  const xml = await (await api.fetch(`/benchmarks/${id}/report.xml`)).text();
  expect(xml).toMatch(/classname="slowking.comparison" name="comparison with the baseline" time="0">\s*<failure [^>]*type="fail">/);
  expect(await (await api.fetch(`/benchmarks/${id}/report.html`)).text()).toContain('<h2>Comparison</h2>');
  expect((await cli.run(['report', id, '--check'])).code).toBe(0);
  const [chosen] = (await api.events(id)).filter(({ type }) => type === 'BaselineChosen');
  const [end] = (await api.events(before)).filter(({ type }) => type === 'BenchmarkCompleted');
  expect(chosen?.data).toMatchObject({ baseline: { benchmark_id: before, revision: end?.revision, hash: end?.metadata['hash'] } });

  const same = await run('Release 3', [...PASSES, '--baseline', 'Release 1']);
  expect(same.shown.verdict).not.toBe('fail');
  expect(same.shown.answers).toHaveLength(1);

  const compared = await cli.run(['compare', 'Release 2', 'Release 1']);
  expect([compared.code, compared.out]).toEqual([1, expect.stringMatching(/^fail: Slower by .*\nbenchmark {6}Release 2, /)]);
  const other = await cli.run(['compare', before, id, '--json']);
  expect([other.code, JSON.parse(other.out)]).toEqual([0, expect.objectContaining({ verdict: 'pass', current: expect.objectContaining({ benchmark_id: before }) })]);
});

it('is compared with the last that passed, once one has, and is never green before', async () => {
  const one = ['--document', 'document-0.txt', '--baseline', 'last-passing'];
  const first = await run('series', one);
  expect([first.code, first.shown.verdict]).toEqual([2, 'no-baseline']);
  const measured = await run('series', ['--document', 'document-0.txt']);
  const second = await run('series', one);
  const [chosen] = (await api.events(second.shown.benchmark_id)).filter(({ type }) => type === 'BaselineChosen');
  expect(chosen?.data).toMatchObject({ baseline: { benchmark_id: measured.shown.benchmark_id } });
  expect([second.code, second.shown.verdict]).toEqual([2, 'inconclusive']);
  const { series } = await api.json<{ series: Series }>(`/benchmarks/${second.shown.benchmark_id}/report.json`);
  expect(series.runs.map(({ benchmark_id }) => benchmark_id)).toEqual([first, measured, second].map(({ shown }) => shown.benchmark_id));
  expect((await cli.run(['report', second.shown.benchmark_id, '--check'])).code).toBe(0);
  const corpus = await run('another corpus', ['--document', 'document-1.txt', '--baseline', measured.shown.benchmark_id]);
  expect([corpus.code, corpus.shown.answers[0]]).toEqual([2, expect.objectContaining({ verdict: 'no-baseline', reason: expect.stringContaining('another corpus') })]);
});

it.each([
  ['an objective that is none', { slo: ['failed == 0', 'p95(processing) < 5 parsecs'] }, 'InvalidObjective', { field: 'slo.1', pointer: '#/slo/1', column: 21 }],
  ['an objective against no baseline', { slo: ['p50(processing) <= 1.1 * baseline'] }, 'InvalidObjective', { field: 'slo.0' }],
  ['an unknown baseline', { baseline: '3f1d6a1e-1111-4111-8111-111111111111' }, 'UnknownBaseline', { field: 'baseline' }],
  ['a search with a baseline', { benchmark_type: 'throughput', baseline: 'last-passing' }, 'ImpossibleWorkload', { field: 'baseline' }],
  ['a baseline of an unknown name', { baseline: 'Release 0' }, 'UnknownBaseline', { field: 'baseline' }],
])('refuses %s, and starts nothing', async (_what, more, code, place) => {
  const count = async () => (await api.json<{ items: object[] }>('/benchmarks?name=refused')).items.length;
  const command = { benchmark_name: 'refused', benchmark_type: 'latency', benchmark_url: stack.platform, username: 'bench', password: 'wonderland' };
  const response = await api.post('/benchmarks/start', { ...command, ...more });
  expect([response.status, await response.json()]).toEqual([422, expect.objectContaining({ code, errors: [expect.objectContaining(place)] })]);
  expect(await count()).toBe(0);
});

it('tells the command line where an objective goes wrong', async () => {
  const { code, err } = await cli.run(start('refused', ['--slo', 'p95(processing) < 5 parsecs'], stack.platform), SECRET);
  expect([code, err]).toEqual([65, expect.stringContaining('slo.0: column 21: expected a unit of time')]);
});

interface Comparison {
  readonly found: { readonly interval: { readonly low: number } };
}

interface Series {
  readonly runs: readonly { readonly benchmark_id: string }[];
}

/** A run as `--json` shows it. */
interface Shown {
  readonly benchmark_id: string;
  readonly verdict: string;
  readonly answers: readonly object[];
}

const PASSES = ['--repeat', '4'];
const SECRET = { environment: { SLOWKING_PASSWORD: 'Kanarienvogel-7' } };
let stack: RunningStack;
let slow: OtherPlatform;
let api: ApiClient;
let cli: Slowking;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(4), environment: { EIGEN_SERVICE: 'constant:0.5' } });
  slow = await OtherPlatform.start(stack, { EIGEN_SERVICE: 'constant:0.65' });
  [api, cli] = [new ApiClient(stack), new Slowking(stack.api)];
});
afterAll(async () => {
  await slow?.stop();
  await stack?.discard();
});

const start = (name: string, words: readonly string[], target: string) => ['start', '--name', name, '--target', target, '--username', 'bench', ...words];

async function run(name: string, words: readonly string[], target = stack.platform): Promise<{ code: number | null; shown: Shown }> {
  const { code, out, err } = await cli.run([...start(name, words, target), '--wait', '--json'], SECRET);
  if (out === '') throw new Error(`slowking ended with ${code}: ${err}`);
  return { code, shown: JSON.parse(out) as Shown };
}
