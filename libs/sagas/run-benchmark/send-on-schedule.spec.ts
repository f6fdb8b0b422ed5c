import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { arrivals, type UploadedDocument, type Workload } from '#domain';
import { arrival, ask, search } from '#domain/testing';
import { World, type WorkerProcess } from '../testing/index.js';

const SECOND = 1_000_000;

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
});
afterEach(() => world.close());

describe('A schedule', () => {
  it('at a constant rate has each document leave when it is due', async () => {
    await prepare(20, arrival(4));
    await upload();
    const documents = await uploaded();
    expect(delays(documents)).toEqual(Array.from({ length: 20 }, (_, n) => n * 250_000));
    for (const { scheduled_at, sent_at } of documents) expect(sent_at - scheduled_at).toBeLessThan(100);
  });

  it('at random is the one of its seed', async () => {
    const workload = arrival(50, { process: 'poisson', seed: 42 });
    await prepare(100, workload);
    await upload();
    const expected = arrivals(workload, 1);
    const first = expected.next().value;
    const rest = Array.from({ length: 99 }, () => expected.next().value - first);
    expect(delays(await uploaded())).toEqual([0, ...rest]);
  });

  it('is not slowed by a platform that takes its time', async () => {
    await prepare(60, arrival(10));
    world.platform.onUpload = () => world.clock.until(world.clock.now() + 20 * SECOND);
    await upload();
    const documents = await uploaded();
    expect(delays(documents)).toEqual(Array.from({ length: 60 }, (_, n) => n * 100_000));
    for (const { scheduled_at, sent_at } of documents) expect(sent_at - scheduled_at).toBeLessThan(1000);
    expect(Math.max(...world.platform.concurrency)).toBe(60);
  });

  it('is kept on record where the generator was late, and what follows is not put off', async () => {
    await prepare(10, arrival(10));
    const reallyOpen = world.artifacts.open.bind(world.artifacts);
    world.artifacts.open = async (path, expected) => {
      if (path === '0003.txt') await world.clock.until(world.clock.now() + SECOND);
      return reallyOpen(path, expected);
    };
    await upload();
    const documents = await uploaded();
    expect(delays(documents)).toEqual(Array.from({ length: 10 }, (_, n) => n * 100_000));
    const late = documents.filter(({ scheduled_at, sent_at }) => sent_at - scheduled_at >= 1000);
    expect(late.map(({ document_name }) => document_name)).toEqual(['0003.txt']);
    // Ready a second after its turn came, which was a fifth of a second before it was due.
    expect(late[0]!.sent_at - late[0]!.scheduled_at).toBeGreaterThanOrEqual(0.8 * SECOND);
  });

  it('counts requests where one holds several documents', async () => {
    const paths = await prepare(7, arrival(2, { batch: 3 }));
    await upload();
    expect(world.platform.requests).toEqual([paths.slice(0, 3), paths.slice(3, 6), paths.slice(6)]);
    expect(delays(await uploaded())).toEqual([0, 0, 0, 500_000, 500_000, 500_000, SECOND]);
  });

  it('begins anew with every pass', async () => {
    await prepare(3, arrival(10, { repeat: 2 }));
    world.platform.onUpload = (names) => processed(names);
    await upload();
    const documents = await uploaded();
    expect(delays(documents.slice(0, 3))).toEqual([0, 100_000, 200_000]);
    expect(delays(documents.slice(3))).toEqual([0, 100_000, 200_000]);
    expect(documents[3]!.document_name).toBe('pass-2__0001.txt');
  });
});

describe('A platform that acknowledges nothing', () => {
  it('fails the run by name before requests without end pile up', async () => {
    await prepare(1200, arrival(1000));
    world.platform.onUpload = () => world.clock.until(world.clock.now() + 100 * SECOND);
    await upload();
    expect(world.platform.requests).toHaveLength(1000);
    expect(await world.told('BenchmarkFailed')).toMatchObject([
      { reason: expect.stringMatching(/^UploadDocuments: 1000 requests are on their way.*1000 requests a second/) },
    ]);
    expect(await uploaded()).toHaveLength(1000);
  });

  it('has missed a pass of a search, of which nothing more is sent, and the next one is slower', async () => {
    await prepare(1200, search(1000, { repeat: 2 }));
    let late: number | undefined;
    world.platform.onUpload = async (names) => {
      // There is room again before the last one is due: too late.
      late ??= world.clock.now() + 1.1 * SECOND;
      if (!names[0]!.startsWith('pass-2__')) await world.clock.until(late);
      await processed(names);
    };
    await upload();
    expect(await world.told('BenchmarkCompleted')).toMatchObject([{ done: 2200, failed: 200 }]);
    const failed = await world.told('DocumentUploadFailed');
    expect(new Set(failed.map(({ reason }) => reason))).toEqual(new Set([expect.stringMatching(/^not sent: 1000 requests were on their way/)]));
    for (const { document_name, at, scheduled_at } of failed) expect([document_name, scheduled_at! <= at]).toEqual([expect.not.stringMatching(/^pass/), true]);
    const moments = failed.map(({ scheduled_at }) => scheduled_at!);
    expect(Math.max(...moments) - Math.min(...moments)).toBeLessThan(0.1 * SECOND);
    expect(await world.told('RateChosen')).toMatchObject([{ rate_per_second: 1000 }, { rate_per_second: 500, kept: null, missed: 1000 }]);
  });
});

describe('A run on a schedule', () => {
  it('that is over sends nothing that was not due yet', async () => {
    await prepare(10, arrival(0.01));
    world.platform.onUpload = async () => {
      if (world.platform.requests.length === 2) await worker.send(ask.cancel());
    };
    const reallyUntil = world.clock.until.bind(world.clock);
    world.clock.until = (instant, signal) => (world.platform.sent.length < 2 ? reallyUntil(instant, signal) : aborted(signal!));
    await upload();
    expect(world.platform.sent).toHaveLength(2);
    expect((await world.types()).at(-1)).toBe('BenchmarkCancelled');
  });

  it('whose worker has to stop sends at once what is on record, and another one carries on', async () => {
    const paths = await prepare(40, arrival(10));
    const stop = new AbortController();
    world.platform.onUpload = () => {
      if (world.platform.requests.length === 8) stop.abort(new Error('shutting down'));
    };
    await expect(worker.perform('run-benchmark', 'ProjectCreated', { signal: stop.signal })).rejects.toThrow('shutting down');
    const before = await uploaded();
    expect(before.length).toBeLessThan(40);
    for (const { scheduled_at, sent_at } of before) expect(scheduled_at).toBeLessThanOrEqual(sent_at);
    expect((await world.told('DocumentsSending')).flatMap(({ document_names }) => document_names)).toHaveLength(before.length);
    const other = await world.process();
    await other.perform('run-benchmark', 'ProjectCreated');
    expect([...world.platform.sent].sort()).toEqual(paths);
    const after = (await uploaded()).slice(before.length);
    expect(delays(after)).toEqual(after.map((_, n) => n * 100_000));
    expect(await world.types()).not.toContain('DocumentsInterrupted');
  });

  it('whose document was changed fails at once, with what was sent on record', async () => {
    await prepare(200, arrival(10));
    world.artifacts.documents.set('0010.txt', 'something else');
    await upload();
    expect(await world.told('BenchmarkFailed')).toMatchObject([{ reason: 'UploadDocuments: 0010.txt was changed' }]);
    expect(world.platform.sent.length).toBeLessThan(20);
    expect((await uploaded()).map(({ document_name }) => document_name).sort()).toEqual([...world.platform.sent].sort());
  });
});

/** Plans so many documents; answers their names. */
async function prepare(documents: number, workload: Workload): Promise<readonly string[]> {
  const paths = world.artifacts.fill(documents);
  await worker.startAndPrepare({ workload });
  return paths;
}

const upload = () => worker.perform('run-benchmark', 'ProjectCreated');

/** The platform is through with documents as soon as it has them. */
async function processed(names: readonly string[]): Promise<void> {
  for (const name of names) await worker.report(name, { start: 5, end: 7 });
}

/** A clock that stands. */
const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));

/** In the order in which they were due. */
async function uploaded(): Promise<readonly UploadedDocument[]> {
  const documents = (await world.told('DocumentsUploaded')).flatMap((each) => each.documents);
  return documents.toSorted((a, b) => a.scheduled_at - b.scheduled_at);
}

/** How long after the first one each was due, in microseconds. */
const delays = (documents: readonly UploadedDocument[]): readonly number[] =>
  documents.map(({ scheduled_at }) => scheduled_at - documents[0]!.scheduled_at);
