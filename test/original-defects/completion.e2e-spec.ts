import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiClient, eventually, manyDocuments } from '../support/api-client.js';
import { atOnce, projectOf, tell, type News } from '../support/news.js';
import { RunningStack } from '../support/running-stack.js';

it('Ten passes on success: a run ends once, with one report, one file of it and one mail', async () => {
  const id = await api.start({ documents: FEW });
  await api.told(id);
  for (const type of ['AllDocumentsUploaded', 'BenchmarkCompleted', 'ReportCompleted', 'NotificationSent']) {
    expect(await eventsOf(id, type)).toHaveLength(1);
  }
  expect((await files()).filter((file) => file.startsWith(id))).toEqual(['csv', 'html', 'json', 'xml'].map((extension) => expect.stringMatching(`\\.${extension}$`)));
  expect(await api.mails(id)).toHaveLength(1);
});

it('One unit of work shared by all threads: of 1,000 updates over 64 connections none is lost, none counts twice', async () => {
  const [id, news] = await deaf();
  const updates = shuffled(news.flatMap((one) => [{ ...one, start_time: START }, { ...one, end_time: END }]));
  const statuses: number[] = [];
  await atOnce(64, updates, async (update) => void statuses.push(await tell(api, update)));
  expect(statuses).toEqual(updates.map(() => 202));
  expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { completed: ALL.length, failed: 0 } });
  for (const type of ['DocumentUploadStarted', 'DocumentUploadCompleted']) {
    expect((await eventsOf(id, type)).map(({ data }) => data['document_name']).toSorted()).toEqual(ALL);
  }
  const revisions = (await api.events(id)).map(({ revision }) => revision);
  expect(revisions).toEqual(revisions.map((_, index) => index));
});

it('Published before committed: what was accepted is there after a kill of the log, and nothing follows from what is not', async () => {
  const [id, news] = await deaf();
  const accepted: string[] = [];
  const isTold = async (one: News) => (await tell(api, one).catch(() => 0)) === 202;
  const crash = async () => {
    await eventually('a hundred updates', async () => accepted.length >= 100 || undefined);
    expect(accepted.length).toBeLessThan(ALL.length);
    await stack.crash('eventstore');
  };
  const telling = atOnce(4, news, async (one) => {
    await eventually('the update to be accepted', async () => (await isTold({ ...one, start_time: START })) || undefined);
    accepted.push(one.document_name);
    await new Promise((resolve) => setTimeout(resolve, 10));
  });
  await Promise.all([telling, crash()]);
  const stored = (await eventsOf(id, 'DocumentUploadStarted')).map(({ data }) => String(data['document_name']));
  expect(stored.toSorted()).toEqual(ALL);
  await atOnce(16, news, async (one) => void expect(await tell(api, { ...one, end_time: END })).toBe(202));
  await api.told(id);
  await expectCausesBeforeEffects(id);
});

it('A report name fixed at start-up: runs of one name, one after the other, leave each its own file', async () => {
  const ids = [await api.start({ documents: FEW }), await api.start({ documents: FEW })];
  await api.told(ids[0]!);
  const [first] = (await files()).filter((file) => file.startsWith(ids[0]!));
  const before = await readFile(join(reports(), first!), 'utf8');
  await api.told(ids[1]!);
  ids.push(await api.start({ documents: FEW }));
  await api.told(ids[2]!);
  for (const id of ids) {
    const [file, ...more] = (await files()).filter((name) => name.startsWith(id));
    expect(more).toHaveLength(3);
    const [, row] = (await readFile(join(reports(), file!), 'utf8')).split('\r\n');
    expect(row).toContain(id);
  }
  expect(await readFile(join(reports(), first!), 'utf8')).toBe(before);
});

it('A zero duration that never completes and a negative one that does: both do, the negative one is flagged', async () => {
  const [id, news] = await deaf(['document-1.txt', 'document-2.txt', 'document-3.txt']);
  const [zero, negative, usual] = news as [News, News, News];
  for (const one of [
    { ...zero, start_time: START, end_time: START },
    { ...negative, start_time: END, end_time: START },
    { ...usual, start_time: START, end_time: END },
  ]) {
    expect(await tell(api, one)).toBe(202);
  }
  expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { completed: 3 }, processing_ms: { n: 2, min: 0 } });
  const rows = (await api.report(id)).map((row) => [row['Doc Name'], row['status'], row['Upload Time (seconds)']]);
  expect(rows).toEqual([
    ['document-1.txt', 'done', '0'],
    ['document-2.txt', 'invalid', ''],
    ['document-3.txt', 'done', '1.5'],
  ]);
  expect((await api.mails(id))[0]?.text).toMatch(/1 of them invalid/);
});

it('No status: everybody can see where each run stands, from its start to its end', async () => {
  const [id, news] = await deaf(['document-1.txt', 'document-2.txt']);
  expect(await api.benchmark(id)).toMatchObject({ status: expect.stringMatching(/^(created|planned|uploading)$/) });
  expect(await tell(api, { ...news[0]!, start_time: START, end_time: END })).toBe(202);
  await eventually('one of two documents to be done', async () => {
    const { progress } = await api.benchmark(id);
    return (progress['uploaded'] === 2 && progress['completed'] === 1) || undefined;
  });
  const listed = (await (await api.fetch('/benchmarks?status=uploading')).json()) as { items: { benchmark_id: string }[] };
  expect(listed.items.map(({ benchmark_id }) => benchmark_id)).toEqual([id]);
  expect(await tell(api, { ...news[1]!, start_time: START, end_time: END })).toBe(202);
  expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { planned: 2, completed: 2 } });
});

const FEW = ['document-1.txt', 'document-2.txt'];
const ALL = Object.keys(manyDocuments(500)).toSorted();
const START = 1_764_000_000.25;
const END = 1_764_000_001.75;

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(500) });
  api = new ApiClient(stack);
});
afterEach(() => api.misbehave({}));
afterAll(() => stack?.discard());

/** A benchmark whose platform tells nothing, and what it could tell of each document; in the order of their names. */
async function deaf(documents = ALL): Promise<[id: string, news: News[]]> {
  await api.misbehave({ lost: { rate: 1 } });
  const id = await api.start({ documents, workload: { mode: 'burst' } });
  const eigen_project_id = await projectOf(api, id);
  return [id, documents.map((document_name) => ({ document_name, eigen_project_id, benchmark_host_name: stack.platform }))];
}

const eventsOf = async (id: string, type: string) => (await api.events(id)).filter((event) => event.type === type);
const reports = () => join(stack.home, 'home/reports');
/** Without the proofs, which come when the log is sealed. */
const files = async () => (await readdir(reports())).filter((file) => !file.endsWith('.proof.json')).toSorted();

/** What caused an event lies before it, in the same stream. */
async function expectCausesBeforeEffects(id: string): Promise<void> {
  const events = await api.events(id);
  const place = new Map(events.map((event) => [event.id, event.revision]));
  const caused = events.filter(({ metadata }) => metadata['$causationId'] !== undefined);
  expect(caused.map(({ type }) => type)).toEqual(expect.arrayContaining(['ProjectCreated', 'ReportCompleted', 'NotificationSent']));
  for (const { metadata, revision } of caused) {
    expect(place.get(String(metadata['$causationId']))).toBeLessThan(revision);
  }
}

/** Neither sorted by document nor by moment, and the same each time. */
const shuffled = <One>(all: readonly One[]): One[] =>
  all.map((one, index) => [(index * 7919) % all.length, one] as const).toSorted(([a], [b]) => a - b).map(([, one]) => one);
