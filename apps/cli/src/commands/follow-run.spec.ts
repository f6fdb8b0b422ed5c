import { afterEach, expect, it } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import type { BenchmarkDetails } from '../http/api-types.js';
import { sendJson, ScriptedApi } from '../testing/scripted-api.js';
import { followRun } from './follow-run.js';

it('A run that completed and has no report when watching ends is undecided, and that is said', async () => {
  api = await telling({ reported_at: null, verdict: null });
  expect(await followRun(api.context(), 'b')).toBe(2);
  const { out, err } = await api.said();
  expect(out).toMatch(/report +none yet/);
  expect(err).toContain('There is no report yet, so there is no verdict.');
});

it('Machines hear the same', async () => {
  api = await telling({ reported_at: null, verdict: null });
  expect(await followRun(api.context({ isJson: true }), 'b')).toBe(2);
  const { out, err } = await api.said();
  expect(JSON.parse(out)).toMatchObject({ status: 'completed', reported_at: null });
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'NoReport' } });
});

it('A report of an older build, that says no verdict, has measured', async () => {
  api = await telling({ reported_at: '2026-11-23T12:01:00.000Z', verdict: null });
  expect(await followRun(api.context(), 'b')).toBe(0);
  expect((await api.said()).out).toMatch(/report +slowking report b --open/);
});

it('A run that did not complete says so first, whether its report is there or not', async () => {
  api = await telling({ status: 'timed_out', reported_at: null, verdict: null });
  expect(await followRun(api.context(), 'b')).toBe(3);
});

it('A connection that breaks off between the end and the report is taken up again', async () => {
  api = await telling({ reported_at: null, verdict: null }, { reported_at: '2026-11-23T12:01:00.000Z', verdict: 'fail', revision: 10 });
  expect(await followRun(api.context(), 'b')).toBe(1);
});

it.each([
  ['a line', false, 'uploading: 18 uploaded, 17 processed (at least 3 without a start), 1 failed of 18\n'],
  ['a bar', true, '83 % | 15 of 18 settled, 3+ lack a start | '],
])('Documents whose start was not told hold a run up, and %s says so', async (_, isTerminal, words) => {
  const progress = { planned: 18, sent: 18, uploaded: 18, interrupted: 0, started: 14, completed: 17, failed: 1 };
  api = await telling({ status: 'uploading', ended_at: null, reported_at: null, progress });
  await followRun(api.context({ isTerminal }), 'b');
  expect(stripVTControlCharacters((await api.said()).err)).toContain(words);
});

it.each([
  ['a line', false, 'uploading: 12 uploaded, 5 processed, 0 failed of 18\n'],
  ['a bar', true, '27 % | 5 of 18 settled, 12 uploaded | '],
])('While nothing is missing, %s says how far the upload is', async (_, isTerminal, words) => {
  const progress = { planned: 18, sent: 12, uploaded: 12, interrupted: 0, started: 7, completed: 5, failed: 0 };
  api = await telling({ status: 'uploading', ended_at: null, reported_at: null, progress });
  await followRun(api.context({ isTerminal }), 'b');
  expect(stripVTControlCharacters((await api.said()).err)).toContain(words);
});

it('A bar that does not move says why, as far as there is room', async () => {
  const last_error = `CreateProject: the platform gave no \u001b[2J answer to POST ${'/x'.repeat(100)}`;
  api = await telling({ status: 'planned', ended_at: null, reported_at: null, last_error, progress: { ...completed.progress, completed: 0, uploaded: 0 } });
  await followRun(api.context({ isTerminal: true }), 'b');
  const drawn = stripVTControlCharacters((await api.said()).err).split('\r');
  expect(drawn.join()).toMatch(/ 0 % \| 0 of 1 settled \| \d+s \| planned: CreateProject: the platform gave no \ufffd\[2J answer/);
  expect(drawn.join()).not.toContain('/x'.repeat(50));
});

let api: ScriptedApi;
afterEach(() => api.stop());

const completed = {
  benchmark_id: 'b',
  benchmark_name: 'nightly',
  benchmark_url: 'http://eigen.example',
  benchmark_infra: 'local',
  eigen_version: null,
  status: 'completed',
  reason: null,
  last_error: null,
  corpus: null,
  search: null,
  answers: [],
  progress: { planned: 1, sent: 1, uploaded: 1, interrupted: 0, started: 1, completed: 1, failed: 0 },
  created_at: '2026-11-23T12:00:00.000Z',
  ended_at: '2026-11-23T12:00:30.000Z',
  processing_ms: null,
  revision: 9,
} satisfies Partial<BenchmarkDetails>;

/** An API that tells one state a connection, and then that no more will come. */
function telling(...changes: readonly Partial<BenchmarkDetails>[]): Promise<ScriptedApi> {
  const untold = changes.map((change) => ({ ...completed, ...change }));
  let told = untold[0];
  return ScriptedApi.start((response, { url }) => {
    if (!url!.endsWith('/progress')) return sendJson(response, told);
    const state = untold.shift();
    if (!state) return void response.writeHead(204).end();
    told = state;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`id: ${state.revision}\ndata: ${JSON.stringify(state)}\n\n`);
  });
}
