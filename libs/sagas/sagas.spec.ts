import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import { ask, benchmarkId } from '#domain/testing';
import { PlatformRefused } from '#ports';
import { renderers } from '#reports';
import { runJobs, World, type WorkerProcess } from './testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World('patient');
  worker = await world.process();
  world.platform.onUpload = async (names) => {
    for (const name of names) await worker.report(name, { start: 5, end: 7 });
  };
});
afterEach(() => world.close());

describe.each([
  ['once', 1],
  ['twice', 2],
])('A benchmark whose every job is done %s', (_, times) => {
  it('is planned, uploaded, measured, reported and mailed exactly once', async () => {
    const paths = world.artifacts.fill(30);
    await worker.start();
    await runJobs(world, worker, times);
    for (const type of ONCE) expect(await world.told(type)).toHaveLength(1);
    expect((await world.types()).slice(-4)).toEqual([
      'AllDocumentsUploaded',
      'BenchmarkCompleted',
      'ReportCompleted',
      'NotificationSent',
    ]);
    expect([...world.platform.sent].sort()).toEqual(paths);
    expect(world.platform.projects).toHaveLength(1);
    expect(world.mailbox.mails).toHaveLength(1);
    expect(await world.types()).not.toContain('ErrorOccurred');
    expect(world.credentials.logins.size).toBe(0);
  });

  it('is made of files that were asked for by name', async () => {
    world.artifacts.fill(9);
    await worker.start({ documents: { kind: 'files', count: 3 } });
    await worker.send(ask.select(0, '0007.txt', '0002.txt'));
    await worker.send(ask.select(1, '0004.txt'));
    await runJobs(world, worker, times);
    expect([...world.platform.sent].sort()).toEqual(['0002.txt', '0004.txt', '0007.txt']);
    for (const type of ONCE) expect(await world.told(type)).toHaveLength(1);
  });

  it.each<[string, () => void, BenchmarkEvent['type'], string]>([
    ['that the platform refuses', () => (world.platform.onLogin = refuse), 'BenchmarkFailed', 'failed'],
    ['without documents', () => world.artifacts.documents.clear(), 'BenchmarkFailed', 'failed'],
    ['of a deaf platform', () => (world.platform.onUpload = () => {}), 'BenchmarkTimedOut', 'timed out'],
    ['that is cancelled', () => (world.platform.onUpload = cancel), 'BenchmarkCancelled', 'was cancelled'],
  ])('%s ends with one report and one mail', async (__, trouble, end, word) => {
    world.artifacts.fill(5);
    trouble();
    await worker.start();
    await runJobs(world, worker, times);
    expect((await world.types()).slice(-3)).toEqual([end, 'ReportCompleted', 'NotificationSent']);
    expect(world.mailbox.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining(`Release 5.11 ${word}`)]);
    expect(world.files.writes).toBe(Object.keys(renderers).length);
    expect(world.credentials.logins.size).toBe(0);
  });

  it('tells no password to anybody but the platform', async () => {
    world.artifacts.fill(5);
    await worker.start();
    await runJobs(world, worker, times);
    const told = JSON.stringify([await world.types(), (await world.history()).map(({ data }) => data), world.mailbox.mails]);
    expect([told, ...world.files.texts.values()].join('\n')).not.toContain('correct horse');
  });
});

describe('Every fact', () => {
  it('names its benchmark, and the fact it follows from', async () => {
    world.artifacts.fill(2);
    await worker.start();
    await runJobs(world, worker);
    const history = await world.history();
    const causeOf = (type: BenchmarkEvent['type']) => {
      const cause = history.find((event) => event.type === type)?.metadata.$causationId;
      return history.find(({ id }) => id === cause)?.type;
    };
    for (const { metadata } of history) expect(metadata.$correlationId).toBe(benchmarkId);
    expect(causeOf('BenchmarkCreated')).toBeUndefined();
    expect(causeOf('PlanCompleted')).toBe('BenchmarkCreated');
    expect(causeOf('ProjectCreated')).toBe('PlanCompleted');
    expect(causeOf('DocumentsSending')).toBe('ProjectCreated');
    expect(causeOf('ReportCompleted')).toBe('BenchmarkCompleted');
    expect(causeOf('NotificationSent')).toBe('ReportCompleted');
  });
});

describe('A job', () => {
  it('about a fact that is not there is an error, not done', async () => {
    const [run] = worker.workers;
    const turn = { attempt: 1, isLast: false, signal: new AbortController().signal };
    await expect(run!.perform({ stream: 'benchmark-x', revision: '3' }, turn)).rejects.toThrow('benchmark-x has no event 3.');
  });
});

const ONCE = [
  'BenchmarkCreated',
  'DocumentsPlanned',
  'PlanCompleted',
  'ProjectCreated',
  'AllDocumentsUploaded',
  'BenchmarkCompleted',
  'ReportCompleted',
  'NotificationSent',
] as const;

const refuse = () => {
  throw new PlatformRefused('the platform refused the login');
};
const cancel = async () => {
  await worker.send(ask.cancel());
};
