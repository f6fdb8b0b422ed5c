import { afterEach, expect, it } from '@jest/globals';
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
  expect(await followRun(api.context(true), 'b')).toBe(2);
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
