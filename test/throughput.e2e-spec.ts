import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiClient, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

/** The platform can do so many documents a second, and no more, however fast they come. */
const [WORKERS, SECONDS, DOCUMENTS] = [2, 0.1, 24];
const CAPACITY = WORKERS / SECONDS;
/** A timer may ring a millisecond early. */
const EARLY = SECONDS / (SECONDS - 0.001);

interface Pass {
  readonly pass: number;
  readonly rate_per_second: number;
  readonly kept: boolean;
  readonly observed_ms: number;
  readonly throughput_per_second: number;
  readonly documents: number;
  readonly done: number;
}
interface Search {
  readonly kept_per_second: number | null;
  readonly missed_per_second: number | null;
  readonly throughput_per_second: number | null;
  readonly passes: readonly Pass[];
}

it('finds a rate below what the platform can do, each decision on record before its pass', async () => {
  // At twice the capacity the last document waits half of what the pass takes at it, 600 ms: late on any machine. From there
  // on down, a machine that is too busy to keep any rate has the last pass take twenty seconds, and no pass more.
  const workload = { mode: 'search', objective: 'max(end_to_end) < 500ms', rate_per_second: 2 * CAPACITY, repeat: 6 };
  const id = await api.start({ benchmark_type: 'throughput', workload });
  expect(await api.told(id)).toMatchObject({ status: 'completed' });
  const { search } = await api.json<{ search: Search }>(`/benchmarks/${id}/report.json`);
  expect(search.passes.map(({ pass, documents, done }) => [pass, documents, done])).toEqual(
    [1, 2, 3, 4, 5, 6].map((pass) => [pass, DOCUMENTS, DOCUMENTS]),
  );
  for (const { kept, observed_ms, throughput_per_second } of search.passes) {
    expect(kept).toBe(observed_ms < 500);
    expect(throughput_per_second).toBeLessThanOrEqual(CAPACITY * EARLY);
  }
  const { kept_per_second: found, missed_per_second: missed } = search;
  expect(missed).toBeLessThanOrEqual(2 * CAPACITY);
  const slower = search.passes.filter(({ kept, rate_per_second }) => kept && rate_per_second < missed!);
  expect(found).toBe(slower.length === 0 ? null : Math.max(...slower.map(({ rate_per_second }) => rate_per_second)));

  const events = await api.events(id);
  const chosen = events.filter(({ type }) => type === 'RateChosen');
  expect(chosen.map(({ data }) => [data['pass'], data['rate_per_second']])).toEqual(
    search.passes.map(({ pass, rate_per_second }) => [pass, rate_per_second]),
  );
  expect(chosen[0]!.data).toMatchObject({ pass: 1, rate_per_second: 2 * CAPACITY, kept: null, missed: null });
  for (const { revision, data } of chosen) {
    const prefix = data['pass'] === 1 ? 'document-' : `pass-${String(data['pass'])}__`;
    const sent = events.find(({ type, data: { document_names: names } }) => type === 'DocumentsSending' && (names as string[])[0]!.startsWith(prefix));
    expect(sent!.revision).toBeGreaterThan(revision);
  }
  const shown = await api.json<{ search: object }>(`/benchmarks/${id}`);
  const { throughput_per_second: done } = search;
  expect(shown.search).toEqual({ kept_per_second: found, missed_per_second: missed, throughput_per_second: done });
  const { out } = await new Slowking(stack.api).run(['show', id]);
  expect(out).toMatch(found === null ? /\nrate +none kept, even [\d.]+\/s was too much\n/ : /\nrate +[\d.]+\/s kept \([\d.]+\/s done\), [\d.]+\/s was too much\n/);

  const [mail] = await api.mails(id);
  expect(mail!.text).toContain('max(end_to_end) < 500ms');

  const command = { benchmark_name: 'refused', benchmark_type: 'latency', benchmark_url: stack.platform, username: 'bench', password: 'wonderland' };
  const refused = await api.post('/benchmarks/start', { ...command, baseline: id });
  expect([refused.status, await refused.json()]).toEqual([422, expect.objectContaining({ code: 'UnknownBaseline', title: expect.stringContaining('is a search') })]);
});

it.each([
  ['an objective that is none', 'throughput', { mode: 'search', objective: 'p95(end_to_end) <' }, 400, 'workload.objective'],
  ['no objective', 'throughput', { mode: 'search' }, 400, 'workload.objective'],
  ['another way of sending', 'throughput', { mode: 'burst' }, 422, 'workload.mode'],
  ['the same of another type', 'latency', { mode: 'search', objective: 'max(processing) < 1s' }, 422, 'workload.mode'],
])('refuses a search with %s, and says which field it is', async (_what, benchmark_type, workload, status, field) => {
  const command = { benchmark_name: 'refused', benchmark_type, benchmark_url: stack.platform, username: 'bench', password: 'wonderland', workload };
  const response = await api.post('/benchmarks/start', command);
  const problem = (await response.json()) as { errors: { field: string }[] };
  expect([response.status, problem.errors.map((each) => each.field)]).toEqual([status, [field]]);
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  const environment = { EIGEN_WORKERS: String(WORKERS), EIGEN_SERVICE: `constant:${SECONDS}` };
  stack = await RunningStack.start({ documents: manyDocuments(DOCUMENTS), environment });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());
