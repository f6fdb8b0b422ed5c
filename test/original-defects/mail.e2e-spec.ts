import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiClient, eventually, manyDocuments } from '../support/api-client.js';
import { MailServer } from '../support/mail-server.js';
import { RunningStack } from '../support/running-stack.js';

it('SMTP down loses the update: the run is completed and reported without it, and the mail comes once it is back', async () => {
  const id = await api.start();
  const ended = await eventually('the report', async () => {
    const benchmark = await api.benchmark(id);
    return benchmark.status === 'completed' && (await hasTrouble(id)) ? benchmark : undefined;
  });
  expect(ended).toMatchObject({ progress: { started: 3, completed: 3 }, notified_at: null });
  expect(await api.report(id)).toHaveLength(3);
  await mail.open();
  await api.told(id);
  expect(mail.about(id)).toHaveLength(1);
});

it.each([
  ['a line break', 'Release\r\nBcc: everybody@example.org\r\nX-Injected: yes'],
  ['a bare carriage return', 'Release\rBcc: everybody@example.org'],
  ['a bare line feed and a body', 'Release\nX-Injected: yes\n\n<b>Another mail</b>'],
  ['a line separator', 'Release\u2028Bcc: everybody@example.org\u0085X-Injected: yes'],
])('A newline in the name injects mail headers: with %s in it the mail is still ours', async (_what, benchmark_name) => {
  const id = await api.start({ benchmark_name });
  await api.told(id);
  const [{ to, headers }] = mail.about(id) as [ReturnType<MailServer['about']>[number]];
  expect(to).toEqual(['benchmarks@localhost']);
  expect(headers.filter((line) => /^(bcc|cc|x-injected)/i.test(line))).toEqual([]);
  expect(headers.filter((line) => /^subject:/i.test(line))).toHaveLength(1);
  expect(headers.filter((line) => /^to:/i.test(line))).toEqual(['To: benchmarks@localhost']);
});

it.each(['Überprüfung für Größe ß', '文書処理の遅延 – 第二版', 'قياس زمن الاستجابة', 'Черепаха 🐢 ≤ 5 s'])(
  'A name that is not ASCII and no mail: there is one, with the name and the report: %s',
  async (benchmark_name) => {
    const id = await api.start({ benchmark_name });
    await api.told(id);
    const [{ subject, raw }] = mail.about(id) as [ReturnType<MailServer['about']>[number]];
    expect(subject).toContain(benchmark_name);
    expect(raw).toMatch(/^content-disposition: attachment;\s+filename=\S+\.csv/im);
    expect((await api.report(id))[0]).toMatchObject({ 'Benchmark Name': benchmark_name });
  },
);

let mail: MailServer;
let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  mail = await MailServer.reserve();
  stack = await RunningStack.start({ documents: manyDocuments(3), environment: { SMTP_URL: mail.url } });
  api = new ApiClient(stack);
});
afterAll(async () => {
  await stack?.discard();
  await mail?.close();
});

const hasTrouble = async (id: string) =>
  (await api.events(id)).some(({ type, data }) => type === 'ErrorOccurred' && data['step'] === 'Notify');
