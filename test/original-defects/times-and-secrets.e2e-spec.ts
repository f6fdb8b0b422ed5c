import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApiClient, manyDocuments } from '../support/api-client.js';
import { projectOf, tell } from '../support/news.js';
import { RunningStack } from '../support/running-stack.js';

const run = promisify(execFile);
/** Less than any two zones are apart, more than a run takes on any machine. */
const HALF_AN_HOUR = 1_800_000;

it('Local naive timestamps: where all processes live in New York, every moment is the same moment', async () => {
  await api.misbehave({ lost: {} });
  const before = Date.now();
  const id = await api.start();
  const common = { eigen_project_id: await projectOf(api, id), benchmark_host_name: stack.platform };
  // Two seconds across the hour that New York has twice.
  const [start_time, end_time] = ['2025-11-02T05:59:59.000001Z', '2025-11-02T01:00:01.000001-05:00'];
  expect(await tell(api, { ...common, document_name: 'document-0.txt', start_time, end_time })).toBe(202);
  expect(await tell(api, { ...common, document_name: 'document-1.txt', start_time: 1_762_063_199.5, end_time: 1_762_063_200 })).toBe(202);
  await api.told(id);
  const rows = await api.report(id);
  expect(rows.map((row) => [row['platform_start'], row['platform_end'], row['Upload Time (seconds)']])).toEqual([
    ['2025-11-02T05:59:59.000001Z', '2025-11-02T06:00:01.000001Z', '2'],
    ['2025-11-02T05:59:59.500000Z', '2025-11-02T06:00:00.000000Z', '0.5'],
  ]);
  const { created_at, ended_at, deadline_at } = (await (await api.fetch(`/benchmarks/${id}`)).json()) as Record<string, string>;
  for (const moment of [created_at!, ended_at!, rows[0]!['c_send']!]) {
    expect(moment).toMatch(/Z$/);
    expect(Math.abs(Date.parse(moment) - before)).toBeLessThan(HALF_AN_HOUR);
  }
  expect(Date.parse(deadline_at!) - Date.parse(created_at!)).toBe(3_600_000);
});

it('Local naive timestamps: a time that does not say where it is told is refused', async () => {
  await api.misbehave({ lost: {} });
  const id = await api.start();
  const common = { eigen_project_id: await projectOf(api, id), benchmark_host_name: stack.platform };
  for (const start_time of ['2025-11-02T05:59:59', '2025-11-02 05:59:59', '02/11/2025 05:59']) {
    expect(await tell(api, { ...common, document_name: 'document-0.txt', start_time })).toBe(400);
  }
  await api.post(`/benchmarks/${id}/cancel`, {});
  await api.told(id);
});

/** In more forms than these: canary.e2e-spec.ts. */
it('The password in plain text in database and log: a run leaves it nowhere, in none of these forms', async () => {
  const password = 'Purpurhuhn-0815';
  const done = await api.start({ password });
  expect(await api.told(done)).toMatchObject({ status: 'completed' });
  const id = await api.start({ password: `${password}!`, benchmark_name: 'Blaukehlchen-4711', benchmark_url: 'http://127.0.0.1:1' });
  await api.post(`/benchmarks/${id}/cancel`, {});
  await api.told(id);
  const basic = Buffer.from(`bench:${password}`).toString('base64').slice(0, -4);
  for (const form of [password, Buffer.from(password).toString('hex'), basic]) expect(await filesWith(form)).toEqual([]);
  expect(stack.logged).not.toContain(password);
  expect(await filesWith('Blaukehlchen-4711')).not.toEqual([]);
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(2), environment: { TZ: 'America/New_York' } });
  api = new ApiClient(stack);
});
afterEach(() => api.misbehave({}));
afterAll(() => stack?.discard());

/** Of the log, the database, the reports and the mails. */
async function filesWith(text: string): Promise<string[]> {
  const home = join(stack.home, 'home');
  const folders = [home, join(home, 'postgres/elsewhere/')];
  const found = folders.map((folder) => run('grep', ['-raslF', '--', text, folder]).catch((error: { stdout: string }) => error));
  return (await Promise.all(found)).flatMap(({ stdout }) => stdout.split('\n').filter(Boolean));
}
