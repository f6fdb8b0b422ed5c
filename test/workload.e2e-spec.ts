import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiClient, eventually, manyDocuments, type PlatformDocument } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

const DOCUMENTS = 12;

/** Our side of a document, as the stream tells it. */
interface Upload {
  readonly document_name: string;
  readonly scheduled_at: number;
  readonly sent_at: number;
  readonly acknowledged_at: number;
}

it('sends passes at a rate, each when the one before is through, and measures what the platform recorded', async () => {
  const workload = { mode: 'arrival', rate_per_second: 20, repeat: 3, warmup: 2, order: { kind: 'shuffled', seed: 5 } };
  const id = await api.start({ workload });
  expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { planned: 36, completed: 36, failed: 0 } });
  const planned = await told<{ document_name: string; pass: number; warmup?: boolean }>(id, 'DocumentsPlanned');
  const uploads = new Map((await told<Upload>(id, 'DocumentsUploaded')).map((upload) => [upload.document_name, upload]));
  const platform = await recorded(id);
  expect(planned.filter(({ warmup }) => warmup).map(({ document_name }) => document_name)).toEqual(
    planned.slice(0, 2).map(({ document_name }) => document_name),
  );
  let through = 0;
  for (const pass of [1, 2, 3]) {
    const sent = planned.filter((document) => document.pass === pass).map(({ document_name }) => uploads.get(document_name)!);
    expect(sent).toHaveLength(DOCUMENTS);
    const [first] = sent;
    expect(sent.map(({ scheduled_at }) => scheduled_at - first!.scheduled_at)).toEqual(sent.map((_, n) => n * 50_000));
    for (const { scheduled_at, sent_at } of sent) expect(sent_at).toBeGreaterThanOrEqual(scheduled_at);
    expect(Math.min(...sent.map(({ sent_at }) => sent_at))).toBeGreaterThan(through);
    through = Math.max(...sent.map(({ document_name }) => platform.get(document_name)!.end));
  }
  for (const row of await api.report(id)) {
    const { start, end } = platform.get(row['Doc Name']!)!;
    expect(Number(row['Upload Time (seconds)'])).toBe((end - start) / 1e6);
    const { sent_at, acknowledged_at } = uploads.get(row['Doc Name']!)!;
    expect(Number(row['upload_ms'])).toBe((acknowledged_at - sent_at) / 1000);
  }
  expect([...platform.keys()].toSorted()).toEqual(planned.map(({ document_name }) => document_name).toSorted());
});

it('has the clock of the platform on record, before the uploads and after them', async () => {
  const id = await api.start();
  await api.told(id);
  const sampled = (await api.events(id)).filter(({ type }) => type === 'ClockSampled').map(({ data }) => data);
  expect(sampled.map(({ phase }) => phase)).toEqual(['before', 'after']);
  for (const { samples } of sampled) {
    expect(samples).toHaveLength(8);
    for (const { t1, t2, t3, t4 } of samples as { t1: number; t2: number; t3: number; t4: number }[]) {
      // One machine, two processes: their clocks were read when each began, and may be some milliseconds apart.
      expect([t1, t2, t3, t4].every(Number.isSafeInteger)).toBe(true);
      expect(t4).toBeGreaterThanOrEqual(t1);
      expect(t3).toBeGreaterThanOrEqual(t2);
    }
  }
});

it('has on record who was at the target at the same time, and waits its turn where it wants it for itself', async () => {
  await api.misbehave({ lost: { rate: 1 } });
  const first = await api.start();
  await eventually('the platform to be through with all of it', async () => ((await recorded(first)).size === DOCUMENTS ? true : undefined));
  await api.misbehave({});
  const alone = await api.start({ exclusive: true });
  const beside = await api.start();
  expect(await api.told(beside)).toMatchObject({ status: 'completed' });
  expect(await typesOf(alone)).not.toContain('DocumentsSending');
  expect(await overlapsOf(beside)).toEqual([first]);
  expect(await overlapsOf(first)).toEqual([beside]);
  await api.post(`/benchmarks/${first}/cancel`, {});
  expect(await api.told(alone)).toMatchObject({ status: 'completed' });
  expect(await overlapsOf(alone)).toEqual([]);
  const { checks, overlaps } = await api.json<Report>(`/benchmarks/${beside}/report.json`);
  expect(checks).toContainEqual(expect.objectContaining({ name: 'alone on its target', outcome: 'fail' }));
  expect(overlaps).toEqual([{ benchmark_id: first, benchmark_name: 'Release 5.11' }]);
});

it('sends batches at random distances that the seed repeats', async () => {
  const workload = { mode: 'arrival', process: 'poisson', rate_per_second: 20, seed: 9, batch: 4 };
  const schedules = [];
  for (let n = 0; n < 2; n += 1) {
    const id = await api.start({ workload });
    expect(await api.told(id)).toMatchObject({ status: 'completed' });
    const due = (await told<Upload>(id, 'DocumentsUploaded')).map(({ scheduled_at }) => scheduled_at).toSorted((a, b) => a - b);
    expect(new Set(due).size).toBe(3);
    schedules.push(due.map((time) => time - due[0]!));
  }
  expect(schedules[0]).toEqual(schedules[1]);
});

it.each([
  ['no rate', { mode: 'arrival' }, 400, 'workload.rate_per_second'],
  ['a rate of nothing', { mode: 'arrival', rate_per_second: 0 }, 400, 'workload.rate_per_second'],
  ['too many in flight', { mode: 'closed', in_flight: 1001 }, 400, 'workload.in_flight'],
  ['a field of another mode', { mode: 'burst', in_flight: 2 }, 400, 'workload'],
  ['no pass', { mode: 'closed', repeat: 0 }, 400, 'workload.repeat'],
  ['an order without its seed', { mode: 'closed', order: { kind: 'shuffled' } }, 400, 'workload.order.seed'],
  ['an unknown mode', { mode: 'luck' }, 400, 'workload.mode'],
  ['nothing to measure', { mode: 'closed', warmup: DOCUMENTS }, 422, 'workload.warmup'],
  ['a schedule beyond the deadline', { mode: 'arrival', rate_per_second: 0.001 }, 422, 'workload.rate_per_second'],
])('refuses a workload with %s, and says which field it is', async (_what, workload, status, field) => {
  const response = await api.post('/benchmarks/start', { ...command(), workload });
  const problem = (await response.json()) as { errors: { field: string }[] };
  expect(response.status).toBe(status);
  expect(problem.errors.map((each) => each.field)).toContain(field);
});

const command = () => ({
  benchmark_name: 'refused',
  benchmark_type: 'latency',
  benchmark_url: stack.platform,
  username: 'bench',
  password: 'wonderland',
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(DOCUMENTS) });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

/** What all events of a type say of documents, in their order. */
async function told<Told>(id: string, type: string): Promise<readonly Told[]> {
  const events = (await api.events(id)).filter((event) => event.type === type);
  return events.flatMap(({ data }) => data['documents'] as Told[]);
}

const typesOf = async (id: string) => (await api.events(id)).map(({ type }) => type);

/** The runs that were at the target, too. */
const overlapsOf = async (id: string) => (await api.events(id)).filter(({ type }) => type === 'OverlapNoted').map(({ data }) => data['other_id']);

interface Report {
  readonly checks: readonly { readonly name: string; readonly outcome: string }[];
  readonly overlaps: readonly object[];
}

/** The platform's own record, by document. */
async function recorded(id: string): Promise<ReadonlyMap<string, PlatformDocument>> {
  const created = (await api.events(id)).find(({ type }) => type === 'ProjectCreated');
  const documents = await api.platformDocuments(String(created?.data['eigen_project_id']));
  return new Map(documents.map((document) => [document.document_name, document]));
}
