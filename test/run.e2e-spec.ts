import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

it('measures ten benchmarks of fifty documents at a time exactly as the platform recorded them', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 10; n++, await sleep(100)) ids.push(await api.start({ benchmark_name: `Run ${n}` }));
  for (const id of ids) {
    expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { completed: 50, failed: 0 } });
    const rows = await api.report(id);
    expect(rows).toHaveLength(50);
    expect(seconds(rows)).toEqual(await recorded(id));
    const types = (await api.events(id)).map(({ type }) => type);
    for (const once of ['BenchmarkCompleted', 'ReportCompleted', 'NotificationSent']) {
      expect(types.filter((type) => type === once)).toHaveLength(1);
    }
    expect(await api.mails(id)).toHaveLength(1);
  }
});

it('makes a report again from its events, to the byte, in every format', async () => {
  const id = await api.start({ documents: ['document-1.txt', 'document-2.txt'] });
  await api.told(id);
  const again = await api.post(`/benchmarks/${id}/reports`, {});
  expect(again.status).toBe(202);
  const { files } = (await again.json()) as { files: { format: string; file: string; sha256: string; matches: boolean }[] };
  expect(files.map(({ format, matches }) => [format, matches])).toEqual(FORMATS.map(([format]) => [format, true]));
  for (const [index, [, extension, type]] of FORMATS.entries()) {
    const { file, sha256 } = files[index]!;
    const served = await api.fetch(`/benchmarks/${id}/report.${extension}`);
    expect(served.headers.get('content-type')).toBe(type);
    expect(served.headers.get('content-disposition')).toContain(`filename="${file}"`);
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(createHash('sha256').update(await served.text()).digest('hex')).toBe(sha256);
    const headers = { 'if-none-match': served.headers.get('etag')! };
    expect((await api.fetch(`/benchmarks/${id}/report.${extension}`, { headers })).status).toBe(304);
  }
  const page = await api.fetch(`/benchmarks/${id}/report.html`);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const [mail] = await api.mails(id);
  expect(mail?.attachments?.map(({ filename }) => filename)).toEqual([files[0]?.file, files[1]?.file]);
});

/** Each format, how its address ends, and what it is. */
const FORMATS = [
  ['csv', 'csv', 'text/csv; charset=utf-8'],
  ['html', 'html', 'text/html; charset=utf-8'],
  ['json', 'json', 'application/json; charset=utf-8'],
  ['junit', 'xml', 'application/xml; charset=utf-8'],
] as const;

it('sends all documents in one request when asked for a burst', async () => {
  const id = await api.start({ workload: { mode: 'burst' } });
  expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { completed: 50 } });
  const uploaded = (await api.events(id)).flatMap(({ type, data }) => (type === 'DocumentsUploaded' ? data['documents'] : []));
  expect(new Set((uploaded as { sent_at: number }[]).map(({ sent_at }) => sent_at)).size).toBe(1);
});

it('ends a run that is cancelled, and reports what was measured', async () => {
  await api.misbehave({ lost: { rate: 1 } });
  const id = await api.start();
  expect((await api.post(`/benchmarks/${id}/cancel`, {})).status).toBe(202);
  await api.misbehave({});
  const { status } = await api.told(id);
  expect(status).toBe('cancelled');
  expect((await api.mails(id))[0]?.subject).toContain('cancelled');
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(50) });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

/** Upload times by document, as the report says. */
const seconds = (rows: readonly Record<string, string>[]) =>
  Object.fromEntries(rows.map((row) => [row['Doc Name'], Number(row['Upload Time (seconds)'])]));

/** The same, as the platform recorded it. */
async function recorded(id: string): Promise<Record<string, number>> {
  const created = (await api.events(id)).find(({ type }) => type === 'ProjectCreated');
  const documents = await api.platformDocuments(String(created?.data['eigen_project_id']));
  return Object.fromEntries(documents.map(({ document_name, start, end }) => [document_name, (end - start) / 1e6]));
}
