import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Verdict } from '#eventsourcing';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack, type Part } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

it.each(['api', 'worker', 'eventstore', 'postgres'] as const)(
  'completes with exactly one report and one mail when the %s crashes in the middle',
  async (part) => {
    const { id, end } = await crashInTheMiddle(part);
    expect(end.status).toBe('completed');
    await expectOneReport(id);
  },
);

it('ends with exactly one report and one mail when the platform itself crashes and forgets its documents', async () => {
  const { id, end } = await crashInTheMiddle('eigen', { deadline_seconds: 20 });
  expect(['timed_out', 'completed']).toContain(end.status);
  await expectOneReport(id);
});

it('starts another worker within fifteen seconds', async () => {
  const before = await stack.pidOf('worker');
  await stack.crash('worker');
  const after = await eventually('another worker', async () => {
    const pid = await stack.pidOf('worker');
    return pid === before ? undefined : pid;
  }, 15);
  expect(after).not.toBe(before);
});

it('has sealed every event by then, each once, whoever crashed in between', async () => {
  const cli = new Slowking(stack.api);
  const verdict = await eventually('the log to be sealed', async () => {
    const now = await cli.json<Verdict>('verify');
    return now.sealed === now.events ? now : undefined;
  });
  expect(verdict).toMatchObject({ verdict: 'verified', findings: [] });
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({
    documents: manyDocuments(100),
    environment: { EIGEN_SERVICE: 'constant:0.1', EIGEN_WORKERS: '4' },
  });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

async function crashInTheMiddle(part: Part, more: object = {}) {
  const id = await midway(more);
  await stack.crash(part);
  return { id, end: await api.told(id) };
}

/** A benchmark with some documents done, not all. On a busy machine one may be over before anybody has looked. */
async function midway(more: object): Promise<string> {
  for (let tries = 5; tries > 0; tries -= 1) {
    const id = await api.start(more);
    const { progress, notified_at: told } = await eventually('some documents', async () => {
      const benchmark = await api.benchmark(id);
      return benchmark.progress['completed']! >= 10 || benchmark.notified_at !== null ? benchmark : undefined;
    });
    if (progress['completed']! < 90 && told === null) return id;
    await api.told(id);
  }
  throw new Error('Every benchmark was over before it could be seen halfway.');
}

async function expectOneReport(id: string): Promise<void> {
  const types = (await api.events(id)).map(({ type }) => type);
  expect(types.filter((type) => type === 'ReportCompleted')).toHaveLength(1);
  expect(types.filter((type) => /^Benchmark(Completed|Failed|TimedOut|Cancelled)$/.test(type))).toHaveLength(1);
  expect(await api.mails(id)).toHaveLength(1);
}
