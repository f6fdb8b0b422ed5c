import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

it("are Prometheus' text, each with what it is", async () => {
  const response = await fetch(`${stack.api}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  for (const line of text.split('\n').filter(Boolean)) expect(line).toMatch(/^(# (HELP|TYPE) \w+ |\w+(\{[^}]*\})? -?[\d.e+-]+$|\w+(\{[^}]*\})? (NaN|\+Inf)$)/);
  for (const name of ['process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds', 'slowking_progress_watchers']) {
    expect(text).toContain(`# TYPE ${name} `);
  }
});

it('tell requests by the template of their route, commands by what they came to, problems by their code', async () => {
  const id = await api.start();
  await api.told(id);
  await api.fetch(`/benchmarks/${id}/documents`);
  await api.fetch('/nowhere/at/all?x=1');
  await api.fetch('/benchmarks?cursor=nonsense');
  await api.post(`/benchmarks/${id}/cancel`, {});
  const found = await series();
  const route = '/api/v1/benchmarks/:benchmarkId/documents';
  expect(found.get(`slowking_http_request_duration_seconds_count{method="GET",route="${route}",status="200"}`)).toBe(1);
  expect(found.get('slowking_commands_total{command="CreateBenchmark",outcome="stored"}')).toBe(1);
  expect(found.get('slowking_commands_total{command="UpdateDocument",outcome="stored"}')).toBe(10);
  expect(found.get('slowking_commands_total{command="CancelBenchmark",outcome="BenchmarkOver"}')).toBe(1);
  expect(found.get('slowking_problems_total{code="InvalidCursor"}')).toBe(1);
  expect(found.get('slowking_problems_total{code="BenchmarkOver"}')).toBe(1);
  expect(found.get('slowking_append_duration_seconds_count{outcome="stored"}')).toBeGreaterThan(0);
  expect(found.get('slowking_appended_events_total')).toBeGreaterThanOrEqual(11);
});

it('have few series, whatever is asked', async () => {
  const count = async () => (await series()).size;
  await api.fetch('/a/0');
  await api.fetch('/benchmarks/nonsense');
  const before = await count();
  for (let n = 1; n < 50; n++) {
    await api.fetch(`/a/${n}?b=${n}`);
    await api.fetch(`/benchmarks/nonsense-${n}`);
  }
  expect(await count()).toBe(before);
});

it('tell how far consumers are behind, what is parked, and which part is away', async () => {
  const found = await series();
  expect(found.get('slowking_up{part="event_store"}')).toBe(1);
  expect(found.get('slowking_up{part="read_models"}')).toBe(1);
  // What the store leaves out for it, such as the seals of the log, it is told of in windows of 32.
  await eventually('the summary to be as far as the log', async () =>
    Number((await series()).get('slowking_consumer_lag_positions{consumer="benchmark-summary.v2"}')) <= 32 ? true : undefined,
  );
  // Still, before it is gone: another one may be there before anybody has looked.
  process.kill(await stack.pidOf('eventstore'), 'SIGSTOP');
  await eventually('the loss to be seen', async () =>
    (await series()).get('slowking_up{part="event_store"}') === 0 ? true : undefined,
  );
  await stack.crash('eventstore');
  await eventually('the store to be back', async () =>
    (await series()).get('slowking_up{part="event_store"}') === 1 ? true : undefined,
  );
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(5) });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

async function series(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${stack.api}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith('slowking_'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}
