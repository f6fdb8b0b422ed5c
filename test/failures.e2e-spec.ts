import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, eventually, manyDocuments, type Benchmark } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

describe('Whatever goes wrong, a benchmark ends in the right event, a report, and a mail that says what happened', () => {
  it('when nobody is where the platform should be', async () => {
    const id = await api.start({ benchmark_url: 'http://127.0.0.1:1' });
    const end = await api.told(id);
    expect(end).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^CreateProject: /) });
    const errors = (await api.events(id)).filter(({ data }) => data['step'] === 'CreateProject');
    expect(errors.map(({ data }) => data['will_retry'])).toEqual([true, false]);
    await expectOneMail(id, 'failed', end);
  });

  it('when the platform refuses the login, at once', async () => {
    const id = await api.start({ password: 'wrong' });
    const end = await api.told(id);
    expect(end).toMatchObject({ status: 'failed', reason: expect.stringMatching(/login/) });
    const errors = (await api.events(id)).filter(({ type }) => type === 'ErrorOccurred');
    expect(errors.map(({ data }) => data['will_retry'])).toEqual([false]);
    await expectOneMail(id, 'failed', end);
  });

  it('when the platform answers 500 for a while, it goes on', async () => {
    await api.misbehave({ '5xx': { project: { count: 2 } } });
    const id = await api.start();
    expect(await api.told(id)).toMatchObject({ status: 'completed' });
  });

  it('when some uploads are answered 500, they are reported as failed and never sent again', async () => {
    await api.misbehave({ '5xx': { upload: { count: 3 } } });
    const id = await api.start();
    expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { failed: 3, completed: 7 } });
    const rows = await api.report(id);
    expect(rows.filter(({ status }) => status === 'failed')).toHaveLength(3);
  });

  it('when the platform hangs', async () => {
    await api.misbehave({ hang: { token: { rate: 1 } } });
    const id = await api.start({ deadline_seconds: 5 });
    const end = await api.told(id);
    expect(end).toMatchObject({ status: 'timed_out' });
    await expectOneMail(id, 'timed out', end);
  });

  it('when all instrumentation is lost, it says where to post it', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const id = await api.start({ deadline_seconds: 15 });
    const end = await api.told(id);
    const where = `${stack.api}/api/v1/benchmarks/documents/`;
    expect(end).toMatchObject({ status: 'timed_out', reason: expect.stringContaining(where) });
    await expectOneMail(id, 'timed out', end);
  });

  it('when the platform repeats, reorders and makes up instrumentation, it makes no difference', async () => {
    await api.misbehave({ duplicate: { rate: 1 }, reordered: { rate: 0.5 }, unknown_document: { rate: 0.2 } });
    const id = await api.start();
    expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { started: 10, completed: 10 } });
  });

  it('when mail hangs, as soon as it works again', async () => {
    const mail = await stack.pidOf('mail');
    process.kill(mail, 'SIGSTOP');
    const id = await api.start();
    await eventually('trouble with the mail', async () => {
      const trouble = (await api.events(id)).some(({ data }) => data['step'] === 'Notify');
      return trouble || undefined;
    });
    process.kill(mail, 'SIGCONT');
    expect(await api.told(id)).toMatchObject({ status: 'completed' });
    expect((await api.mails(id)).length).toBeGreaterThanOrEqual(1);
    expect((await api.events(id)).filter(({ type }) => type === 'NotificationSent')).toHaveLength(1);
  });
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({
    documents: manyDocuments(10),
    environment: { EIGEN_USERNAME: 'bench', EIGEN_PASSWORD: 'wonderland' },
  });
  api = new ApiClient(stack);
});
afterEach(() => api.misbehave({}));
afterAll(() => stack?.discard());

async function expectOneMail(id: string, word: string, { reason }: Benchmark): Promise<void> {
  await sleep(500);
  const mails = await api.mails(id);
  expect(mails).toHaveLength(1);
  expect(mails[0]!.subject).toContain(word);
  expect(mails[0]!.text).toContain(reason);
  expect(mails[0]!.attachments?.map(({ filename }) => filename)).toEqual([expect.stringMatching(/\.csv$/), expect.stringMatching(/\.html$/)]);
}
