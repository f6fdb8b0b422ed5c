import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { binaryEvent, EventStoreDBClient, jsonEvent, type EventData } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { ApiClient, manyDocuments } from '../support/api-client.js';
import { projectOf, tell } from '../support/news.js';
import { RunningStack } from '../support/running-stack.js';

describe('A garbage message kills the consumer', () => {
  it.each([
    ['no JSON', '{"document_name": '],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1e999'],
    ['a prototype', '{"__proto__": {"document_name": "a"}, "constructor": {"prototype": {}}}'],
    ['a hundred thousand brackets', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['names that are objects', '{"document_name": {}, "eigen_project_id": [], "benchmark_host_name": {"$gt": ""}, "start_time": {}}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x7b])],
    ['a megabyte', JSON.stringify({ document_name: 'a'.repeat(1_000_000) })],
  ])('not over HTTP: %s is refused, as start, as update and as cancellation', async (_what, body) => {
    for (const path of ['/benchmarks/start', '/benchmarks/documents/', `/benchmarks/${randomUUID()}/cancel`]) {
      const response = await api.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('not over HTTP: after all that a benchmark still completes', expectHealth);

  it('not in a stream of its own: events that nobody here wrote stop no other benchmark', async () => {
    for (const stream of [`benchmark-${randomUUID()}`, 'benchmark-', 'benchmark-x/y', `project-${randomUUID()}`]) {
      await append(stream, foreignEvents());
    }
    await expectHealth();
  });

  it('not in the stream of a benchmark that runs: that one completes, too, and its report can be made again', async () => {
    await api.misbehave({ lost: {} });
    const id = await api.start();
    const eigen_project_id = await projectOf(api, id);
    await append(`benchmark-${id}`, foreignEvents(id));
    for (const document_name of ['document-0.txt', 'document-1.txt']) {
      const news = { document_name, eigen_project_id, benchmark_host_name: stack.platform };
      expect(await tell(api, { ...news, start_time: 1_764_000_000, end_time: 1_764_000_002 })).toBe(202);
    }
    await api.misbehave({});
    expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { planned: 2, started: 2, completed: 2 } });
    const again = (await (await api.post(`/benchmarks/${id}/reports`, {})).json()) as { files: { format: string; matches: boolean }[] };
    expect(again.files.map(({ format }) => format)).toContain('csv');
    expect(again.files.filter(({ matches }) => !matches)).toEqual([]);
    const shown = (await api.events(id)).map(({ type }) => type);
    expect(shown).toEqual(expect.arrayContaining(foreignEvents(id).map(({ type }) => type)));
    await expectHealth();
  });

  it('not in the stream of a benchmark that is over', async () => {
    const id = await api.start();
    await api.told(id);
    await append(`benchmark-${id}`, foreignEvents(id));
    await expectHealth();
    expect(await api.benchmark(id)).toMatchObject({ status: 'completed', progress: { planned: 2, completed: 2 } });
  });
});

/** Types that nobody knows, and known ones with data that is none, or that is told of another benchmark. */
function foreignEvents(id: string = randomUUID()): EventData[] {
  const at = 1_764_000_000_000_000;
  const common = { benchmark_id: id, at };
  const sealed = { schema: 1, hash: 'f'.repeat(64) };
  const json = (type: string, data: unknown, metadata?: object) =>
    jsonEvent({ type, data: data as Record<string, unknown>, ...(metadata && { metadata: metadata as Record<string, unknown> }) });
  return [
    json('SomethingElseHappened', { anything: [1, 2, 3] }),
    json('SomethingElseHappened', common, sealed),
    json('constructor', common, sealed),
    json('__proto__', common, sealed),
    ...[null, 'text', 7, [], {}, { benchmark_id: null }, { benchmark_id: 'other', at }].flatMap((data) =>
      TYPES.flatMap((type) => [json(type, data), json(type, data, sealed)]),
    ),
    json('BenchmarkCreated', { ...common, benchmark_name: 'a\u0000b', deadline_seconds: 'soon', notify: 7 }, sealed),
    json('DocumentsPlanned', { ...common, chunk: 0, documents: [null, { document_name: 7 }] }, sealed),
    json('DocumentUploadStarted', { ...common, document_name: 'document-0.txt', platform_start: 'noon' }, sealed),
    json('BenchmarkCompleted', { ...common, done: '2', failed: null }, { schema: 'x', hash: 7 }),
    json('ReportCompleted', { ...common, revision: 1e300, files: {} }, sealed),
    json('BenchmarkCreated', common, { schema: 99, hash: sealed.hash }),
    binaryEvent({ type: 'BenchmarkCreated', data: Buffer.from([0xff, 0x00, 0x7b]) }),
    binaryEvent({ type: 'ErrorOccurred', data: new Uint8Array() }),
  ];
}

const TYPES = ['BenchmarkCreated', 'DocumentsPlanned', 'DocumentsUploaded', 'ProjectCreated', 'BenchmarkFailed', 'ReportCompleted', 'ErrorOccurred'];

let stack: RunningStack;
let api: ApiClient;
let store: EventStoreDBClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(2) });
  api = new ApiClient(stack);
  store = EventStoreDBClient.connectionString(stack.eventStore);
});
afterAll(async () => {
  await store?.dispose();
  await stack?.discard();
});

const append = (stream: string, events: EventData[]) => store.appendToStream(stream, events);

/** Projections, sagas and mail all do their work. */
async function expectHealth(): Promise<void> {
  const id = await api.start();
  expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { planned: 2, completed: 2 } });
  expect(await api.report(id)).toHaveLength(2);
  expect(await api.mails(id)).toHaveLength(1);
}
