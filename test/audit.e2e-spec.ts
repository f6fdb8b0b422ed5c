import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient, eventually, manyDocuments, type StoredEvent } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

describe('A benchmark as it was', () => {
  it('is told at every revision, and is what is told today at the last one', async () => {
    const planned = all.findIndex(({ type }) => type === 'PlanCompleted');
    expect(await json(`?at_revision=${planned}`)).toMatchObject({ status: 'planned', revision: planned, processing_ms: null });
    expect(await json(`?at_revision=${all.length - 1}`)).toEqual(await json(''));
    expect(await json(`?at=${encodeURIComponent(new Date().toISOString())}`)).toEqual(await json(''));
    const last = await json(`/documents?at_revision=${all.length - 1}&limit=2`);
    expect(last).toEqual(await json('/documents?limit=2'));
    expect(await json(`/documents?at_revision=${planned}`)).toMatchObject({ items: Array(4).fill({ status: 'planned' }) });
  });

  it.each([
    ['?at_revision=9999', 404, 'UnknownRevision'],
    ['?at=2001-01-01T00:00:00Z', 404, 'UnknownTime'],
    ['/documents?at=4000000000', 404, 'UnknownTime'],
    ['/report.csv?at_revision=9999', 404, 'UnknownRevision'],
    ['?at=then', 400, 'InvalidRequest'],
    ['?at_revision=1&at=1700000000', 400, 'InvalidRequest'],
  ])('is not told where there was none (%s)', async (path, status, code) => {
    const response = await api.fetch(`/benchmarks/${id}${path}`);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it.each(['csv', 'json', 'html', 'xml'])('has a report (%s) that tells a run as far as it had come', async (format) => {
    const revisionOf = (wanted: string) => all.findIndex(({ type }) => type === wanted);
    const [planned, end] = ['PlanCompleted', 'BenchmarkCompleted'].map(revisionOf);
    const report = async (query: string) => (await api.fetch(`/benchmarks/${id}/report.${format}${query}`)).text();
    expect(await report(`?at_revision=${end}`)).toBe(await report(''));
    expect(await report(`?at_revision=${all.length - 1}`)).toBe(await report(''));
    const before = await report(`?at_revision=${planned}`);
    expect(before).not.toBe(await report(''));
    if (format === 'json') expect(JSON.parse(before)).toMatchObject({ run: { outcome: 'running', last_revision: planned } });
  });

  it('is shown on the command line', async () => {
    const { status, documents } = await cli.json<{ status: string; documents: object[] }>('show', id, '--at-revision', '0', '--documents');
    expect([status, documents]).toEqual(['created', []]);
    const { content } = await cli.json<{ content: string }>('report', id, '--at-revision', '0', '--format', 'json');
    expect(JSON.parse(content)).toMatchObject({ run: { outcome: 'running' }, counts: { planned: 0 } });
    const late = await cli.run(['show', id, '--at-revision', '9999']);
    expect([late.code, late.err]).toEqual([65, expect.stringContaining(`last revision is ${all.length - 1}`)]);
  });
});

describe('The events of a benchmark', () => {
  it('are found by type, time and cause', async () => {
    const started = all.filter(({ type }) => type === 'DocumentUploadStarted');
    expect(await items('/events?type=DocumentUploadStarted&limit=1000')).toEqual(started);
    expect(await items('/events?until=2001-01-01T00:00:00Z')).toEqual([]);
    expect(await items('/events?since=2001-01-01T00:00:00Z')).toEqual(all);
    const project = all.find(({ type }) => type === 'ProjectCreated')!;
    expect((await items(`/events?causation_id=${project.id}`)).map(({ type }) => type)).toContain('DocumentsSending');
  });

  it('are CloudEvents for those who want them', async () => {
    const told = JSON.parse((await cli.run(['events', id, '--cloudevents'])).out) as Record<string, unknown>[];
    expect(told.map(({ id: event, sequence, data }) => ({ event, sequence, data }))).toEqual(
      all.map(({ id: event, revision, data }) => ({ event, sequence: String(revision), data })),
    );
    expect(told[0]).toMatchObject({ specversion: '1.0', source: `urn:slowking:stream:benchmark-${id}`, type: 'slowking.BenchmarkCreated.v2' });
  });

  it('are told with those of other streams that belong to the benchmark', async () => {
    const { out } = await cli.run(['events', id, '--all-streams', '--ndjson']);
    const told = out.trimEnd().split('\n').map((line) => JSON.parse(line) as StoredEvent & { stream: string });
    expect(told.filter(({ stream }) => stream === `benchmark-${id}`)).toEqual(all);
    const others = told.filter(({ stream }) => stream !== `benchmark-${id}`);
    expect(others.map(({ type, data }) => [type, data['benchmark_id']])).toEqual([['ProjectLinked', id], ['ProjectLinked', id]]);
  });

  it('make the same report again', async () => {
    const { code, out } = await cli.run(['rebuild', 'report', id]);
    expect([code, out.match(/the same/g)?.length]).toEqual([0, 4]);
  });

  it('are shown at a glance', async () => {
    const { out } = await cli.run(['events', id, '--timeline']);
    const lines = out.trimEnd().split('\n');
    // Where milestones fall among them depends on the hour, so documents of one type may be told in several lines.
    const documentsTold = (type: string) => lines.map((line) => Number(line.match(new RegExp(`${type} +(\\d+) document`))?.[1] ?? 0)).reduce((a, b) => a + b);
    expect(['DocumentUploadStarted', 'DocumentUploadCompleted'].map(documentsTold)).toEqual([4, 4]);
    expect(lines.length).toBeLessThan(all.length);
  });

  it('are told as they come, to whoever follows, until the run is over and told', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const running = await api.start();
    const following = cli.run(['events', running, '--ndjson', '--follow', '--type', 'BenchmarkCreated,BenchmarkCancelled,NotificationSent']);
    await eventually('the project', async () => (await api.events(running)).find(({ type }) => type === 'ProjectCreated'));
    await api.post(`/benchmarks/${running}/cancel`, {});
    const { out } = await following;
    await api.misbehave({});
    const types = out.trimEnd().split('\n').map((line) => (JSON.parse(line) as StoredEvent).type);
    expect(types).toEqual(['BenchmarkCreated', 'BenchmarkCancelled', 'NotificationSent']);
  });
});

let stack: RunningStack;
let api: ApiClient;
let cli: Slowking;
let id: string;
let all: StoredEvent[];
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(4) });
  [api, cli] = [new ApiClient(stack), new Slowking(stack.api)];
  id = await api.start();
  await api.told(id);
  all = await api.events(id);
});
afterAll(() => stack?.discard());

const json = async (path: string): Promise<unknown> => (await api.fetch(`/benchmarks/${id}${path}`)).json();

async function items(path: string): Promise<StoredEvent[]> {
  return ((await json(path)) as { items: StoredEvent[] }).items;
}
