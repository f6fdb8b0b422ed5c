import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { burst, closed } from '#domain/testing';
import { World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
});
afterEach(() => world.close());

describe('A closed workload', () => {
  it('keeps exactly so many documents in flight, also while the next ones are put on record', async () => {
    await prepare(80, 4);
    world.store.delay = 10;
    world.platform.onUpload = () => sleep(40);
    await upload();
    expect(world.platform.concurrency).toEqual([1, 2, 3, ...Array.from({ length: 77 }, () => 4)]);
  });

  it('sends each document in a request of its own, once, in the order of the plan, as it is in the corpus', async () => {
    const paths = await prepare(50, 3);
    await upload();
    expect(world.platform.requests).toEqual(paths.map((path) => [path]));
    expect([...world.platform.contents]).toEqual(paths.map((path) => [path, path]));
  });

  it('never sends a document that is not on record as on its way', async () => {
    await prepare(60, 5);
    world.store.delay = 5;
    world.platform.onUpload = async (names) => {
      const recorded = new Set((await world.told('DocumentsSending')).flatMap(({ document_names }) => document_names));
      if (!names.every((name) => recorded.has(name))) throw new Error('not on record');
    };
    await upload();
    expect(world.platform.sent).toHaveLength(60);
    expect(await world.types()).not.toContain('DocumentUploadFailed');
  });

  it('puts on record when each document was wanted, sent and acknowledged', async () => {
    const paths = await prepare(30, 3);
    world.platform.onUpload = () => sleep(1);
    await upload();
    const documents = (await world.told('DocumentsUploaded')).flatMap((each) => each.documents);
    expect(documents.map(({ document_name }) => document_name).sort()).toEqual(paths);
    for (const { scheduled_at, sent_at, acknowledged_at } of documents) {
      expect(scheduled_at).toBeLessThan(sent_at);
      expect(sent_at).toBeLessThan(acknowledged_at);
    }
  });

  it.each([
    [8, 1000],
    [800, 6000],
  ])('of %i in flight needs a few appends a second for %i documents', async (inFlight, documents) => {
    await prepare(documents, inFlight);
    const [before, began] = [world.store.appends.length, performance.now()];
    world.platform.onUpload = () => sleep(2);
    await upload();
    const seconds = (performance.now() - began) / 1000;
    expect(world.store.appends.length - before).toBeLessThanOrEqual(20 + 5 * seconds);
    expect(world.platform.sent).toHaveLength(documents);
  });

  it('has nothing more to do when everything was sent', async () => {
    await prepare(5, 2);
    await upload();
    const before = await world.types();
    await upload();
    expect(await world.types()).toEqual(before);
    expect(world.platform.urls).toHaveLength(2);
    expect(world.platform.openSessions).toBe(0);
  });
});

describe('A burst', () => {
  it('sends all documents in one request', async () => {
    const paths = world.artifacts.fill(2500);
    await worker.startAndPrepare({ workload: burst() });
    world.platform.onUpload = async () => {
      const recorded = (await world.told('DocumentsSending')).flatMap(({ document_names }) => document_names);
      expect(recorded).toEqual(paths);
    };
    await upload();
    expect(world.platform.requests).toEqual([paths]);
    expect((await world.told('DocumentsUploaded')).flatMap(({ documents }) => documents)).toHaveLength(2500);
  });

  it('opens its documents one by one', async () => {
    world.artifacts.fill(20);
    await worker.startAndPrepare({ workload: burst() });
    let [open, most] = [0, 0];
    const reallyOpen = world.artifacts.open.bind(world.artifacts);
    world.artifacts.open = async (path, expected) => {
      open += 1;
      most = Math.max(most, open);
      await sleep(1);
      open -= 1;
      return reallyOpen(path, expected);
    };
    await upload();
    expect(most).toBe(1);
  });

  it('that fails fails every document', async () => {
    world.artifacts.fill(3);
    await worker.startAndPrepare({ workload: burst() });
    world.platform.onUpload = failing('the platform answered 413');
    await upload();
    expect(await world.told('DocumentUploadFailed')).toHaveLength(3);
  });
});

describe('A document that the platform does not take', () => {
  it('is put on record with the reason, and stops no other', async () => {
    await prepare(20, 3);
    world.platform.onUpload = (names) => {
      if (names.includes('0005.txt')) throw new Error('the platform\r\nanswered\u0000500');
    };
    await upload();
    expect(await world.told('DocumentUploadFailed')).toMatchObject([
      { document_name: '0005.txt', reason: 'the platform answered 500', sent_at: expect.any(Number) },
    ]);
    expect(world.platform.sent).toHaveLength(20);
    expect((await world.told('DocumentsUploaded')).flatMap(({ documents }) => documents)).toHaveLength(19);
    expect(await world.types()).not.toContain('BenchmarkFailed');
  });

  it('is not sent again', async () => {
    await prepare(4, 2);
    world.platform.onUpload = (names) => {
      if (names.includes('0002.txt')) throw new Error('the platform answered 500');
    };
    await upload();
    const logins = world.platform.urls.length;
    await upload();
    expect(world.platform.sent).toHaveLength(4);
    expect(world.platform.urls).toHaveLength(logins);
  });

  it('fails the run when it is every document', async () => {
    await prepare(7, 3);
    world.platform.onUpload = failing('the platform answered 500');
    await upload();
    expect(await world.told('DocumentUploadFailed')).toHaveLength(7);
    expect(await world.told('BenchmarkFailed')).toMatchObject([{ reason: 'none of the documents was uploaded' }]);
    expect(await world.types()).not.toContain('ErrorOccurred');
  });
});

describe('A document that was changed after it was planned', () => {
  it('fails the run at once; what was sent before and at that moment keeps its outcome', async () => {
    await prepare(400, 3);
    world.platform.onUpload = () => sleep(5);
    world.artifacts.documents.set('0010.txt', 'something else');
    await upload();
    const uploaded = (await world.told('DocumentsUploaded')).flatMap(({ documents }) => documents);
    expect(uploaded.map(({ document_name }) => document_name).sort()).toEqual([...world.platform.sent].sort());
    expect(uploaded.length).toBeGreaterThanOrEqual(9);
    expect(uploaded.length).toBeLessThan(200);
    expect(world.platform.sent).not.toContain('0010.txt');
    expect((await world.types()).slice(-2)).toEqual(['ErrorOccurred', 'BenchmarkFailed']);
    expect(await world.told('BenchmarkFailed')).toMatchObject([{ reason: 'UploadDocuments: 0010.txt was changed' }]);
  });
});

/** Plans so many documents; answers their names. */
async function prepare(documents: number, in_flight: number): Promise<readonly string[]> {
  const paths = world.artifacts.fill(documents);
  await worker.startAndPrepare({ workload: closed(in_flight) });
  return paths;
}

const upload = () => worker.perform('run-benchmark', 'ProjectCreated');

const failing = (reason: string) => () => {
  throw new Error(reason);
};
