import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { ApiClient, manyDocuments, type PlatformDocument } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

/** The platform: so many workers, each of which takes so long for a document. */
const [WORKERS, SECONDS, DOCUMENTS] = [2, 0.1, 12];
/** Milliseconds between what two processes take for the time: each read the machine's clock when it began. */
const TWO_PROCESSES = 20;
/** Milliseconds by which a timer may ring early. */
const EARLY = 1;

/** Our side of a document, as the stream tells it. */
interface Upload {
  readonly document_name: string;
  readonly scheduled_at: number;
  readonly sent_at: number;
  readonly acknowledged_at: number;
}

type Bounds = { readonly value: number; readonly low: number; readonly high: number };

/** As much of a report as is looked at here. */
interface ReportJson {
  readonly counts: Readonly<Record<string, number>>;
  readonly offset: { readonly kind: string; readonly value_ms: number; readonly low_ms: number; readonly high_ms: number };
  readonly platform_clock: { readonly before: Bounds; readonly after: Bounds; readonly drift_ppm: Bounds & { readonly proven: boolean } };
  readonly metrics: { readonly end_to_end_ms: { readonly max: number }; readonly processing_ms: { readonly max: number } };
  readonly notes: readonly { readonly about: string }[];
  readonly documents: readonly {
    readonly name: string;
    readonly status: string;
    readonly processing_ms: number | null;
    readonly queue_wait_ms: Bounds | null;
    readonly end_to_end_ms: Bounds | null;
  }[];
}

it.each([0, 5, -5])('tells of a burst what the platform recorded, and when by the bounds of a clock %d s ahead', async (ahead) => {
  await setClock({ offset_seconds: ahead });
  const { report, uploads, platform } = await measured({ workload: { mode: 'burst' } });
  const { offset } = report;
  expect(offset.kind).toBe('bounded');
  expect(offset.low_ms).toBeLessThanOrEqual(ahead * 1000 + TWO_PROCESSES);
  expect(offset.high_ms).toBeGreaterThanOrEqual(ahead * 1000 - TWO_PROCESSES);
  for (const { name, ...found } of report.documents) {
    const { start, end } = platform.get(name)!;
    const { scheduled_at, sent_at, acknowledged_at } = uploads.get(name)!;
    expect(found.processing_ms).toBe((end - start) / 1000);
    expect(found.processing_ms).toBeGreaterThanOrEqual(SECONDS * 1000 - EARLY);
    const begun = start - offset.value_ms * 1000;
    expect(found.queue_wait_ms!.value).toBeCloseTo((begun - (begun < acknowledged_at ? sent_at : acknowledged_at)) / 1000, 6);
    expect(found.end_to_end_ms!.low).toBeCloseTo((end - scheduled_at) / 1000 - offset.high_ms, 6);
    expect(found.end_to_end_ms!.high).toBeCloseTo((end - scheduled_at) / 1000 - offset.low_ms, 6);
  }
  // D/D/c: of c workers, document k begins a service time after document k − c at the earliest, whatever the load.
  const begins = [...platform.values()].map(({ start }) => start).toSorted((a, b) => a - b);
  for (const [k, start] of begins.entries()) {
    expect(start - begins[0]!).toBeGreaterThanOrEqual(Math.floor(k / WORKERS) * (SECONDS * 1000 - EARLY) * 1000);
  }
  const makespan = Math.max(...report.documents.map(({ end_to_end_ms }) => end_to_end_ms!.high));
  expect(makespan).toBeGreaterThanOrEqual((DOCUMENTS / WORKERS) * (SECONDS * 1000 - EARLY));
});

it('finds how fast the clock of the platform drifts, says so, and has bounds that hold all of it', async () => {
  const drift_ppm = 200_000;
  const before = Date.now();
  await setClock({ offset_seconds: -5, drift_ppm });
  const after = Date.now();
  const { report, uploads } = await measured({ workload: { mode: 'arrival', rate_per_second: 4 } });
  const { drift_ppm: found } = report.platform_clock;
  expect(found).toMatchObject({ proven: true });
  expect(found.low).toBeLessThanOrEqual(drift_ppm);
  expect(found.high).toBeGreaterThanOrEqual(drift_ppm);
  expect(report.notes.map(({ about }) => about)).toContain('drift');
  expect(report.offset.kind).toBe('bounded');
  // What it was when the first document left and the last one was through, had it been set then and there.
  const theta = (ours: number, set: number) => -5000 + (ours - set) * (drift_ppm / 1e6);
  const sent = [...uploads.values()].map(({ sent_at }) => sent_at / 1000);
  expect(report.offset.low_ms).toBeLessThanOrEqual(theta(Math.min(...sent), before) + TWO_PROCESSES);
  expect(report.offset.high_ms).toBeGreaterThanOrEqual(theta(Math.max(...sent) + SECONDS * 1000, after) - TWO_PROCESSES);
});

it('has a stall of the platform in every end to end that it kept waiting, and in no processing time', async () => {
  const pid = await stack.pidOf('eigen');
  const id = await api.start({ workload: { mode: 'arrival', rate_per_second: 2 } });
  // One document is through by then, most are not due yet.
  await api.until(id, ({ completed = 0 }) => completed > 0);
  let [stalled, wentOn] = [Date.now(), 0];
  process.kill(pid, 'SIGSTOP');
  try {
    stalled = Date.now();
    await sleep(1_500);
  } finally {
    wentOn = Date.now();
    process.kill(pid, 'SIGCONT');
  }
  const { report, uploads, platform } = await measuredOf(id);
  const due = (name: string) => uploads.get(name)!.scheduled_at / 1000;
  const kept = report.documents.filter(({ name }) => due(name) > stalled + TWO_PROCESSES && due(name) < wentOn - TWO_PROCESSES);
  expect(kept.length).toBeGreaterThan(0);
  for (const { name, processing_ms, end_to_end_ms } of kept) {
    const { start, end } = platform.get(name)!;
    expect(processing_ms).toBe((end - start) / 1000);
    // It began after the stall, so that none of the stall is in its processing time. Counted from when it was due, all is.
    expect(start / 1000).toBeGreaterThanOrEqual(wentOn - TWO_PROCESSES);
    expect(end_to_end_ms!.high).toBeGreaterThanOrEqual(wentOn - due(name) + processing_ms! - TWO_PROCESSES);
  }
});

it('counts every document that is lost, and none of the others', async () => {
  await api.misbehave({ '5xx': { upload: { count: 2 } }, lost: { phase: 'end', count: 3 } });
  const { report, platform } = await measured({ deadline_seconds: 25 });
  const status = new Map(report.documents.map(({ name, status: told }) => [name, told]));
  const wanted = [...status.keys()].map((name) => {
    const posting = platform.get(name)?.posting;
    if (!posting) return 'failed';
    return posting.start === 'accepted' && posting.end === 'accepted' ? 'done' : 'unfinished';
  });
  expect([...status.values()]).toEqual(wanted);
  const having = (what: string) => wanted.filter((each) => each === what).length;
  expect(report.counts).toMatchObject({
    planned: DOCUMENTS,
    done: having('done'),
    failed: having('failed'),
    unfinished: having('unfinished'),
  });
  expect([having('failed'), [...platform.values()].filter(({ posting }) => posting.end === 'lost').length]).toEqual([2, 3]);
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  const environment = { EIGEN_WORKERS: String(WORKERS), EIGEN_SERVICE: `constant:${SECONDS}` };
  stack = await RunningStack.start({ documents: manyDocuments(DOCUMENTS), environment });
  api = new ApiClient(stack);
});
afterEach(async () => {
  await api.misbehave({});
  await setClock({});
});
afterAll(() => stack?.discard());

const setClock = async (fault: object): Promise<void> => {
  const { ok } = await fetch(`${stack.platform}/admin/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  expect(ok).toBe(true);
};

const measured = async (more: object) => measuredOf(await api.start(more));

/** What is reported of a run, beside what our stream and the platform itself have on record. */
async function measuredOf(id: string) {
  await api.told(id);
  const events = await api.events(id);
  const uploads = events.filter(({ type }) => type === 'DocumentsUploaded').flatMap(({ data }) => data['documents'] as Upload[]);
  const project = events.find(({ type }) => type === 'ProjectCreated')!.data['eigen_project_id'];
  const documents: readonly PlatformDocument[] = await api.platformDocuments(String(project));
  return {
    report: await api.json<ReportJson>(`/benchmarks/${id}/report.json`),
    uploads: new Map(uploads.map((upload) => [upload.document_name, upload])),
    platform: new Map(documents.map((document) => [document.document_name, document])),
  };
}
