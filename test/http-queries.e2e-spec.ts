import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { ApiClient, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('Questions', () => {
  it('names all commands and events', async () => {
    const channels = (await (await api.fetch('/benchmarks/channels')).json()) as Record<string, string[]>;
    expect(channels['commands']).toEqual(['CreateBenchmark', 'UpdateDocument', 'CancelBenchmark', 'AcknowledgeChange', 'CreateReport']);
    expect(channels['events']).toEqual(expect.arrayContaining(['BenchmarkCreated', 'ReportCompleted', 'ErrorOccurred']));
  });

  it('lists benchmarks and documents in pages', async () => {
    for (let n = 0; n < 3; n++) await api.told(await api.start({ benchmark_name: 'paged' }));
    expect(await names('/benchmarks?name=paged&limit=2', 'benchmark_id')).toHaveLength(3);
    const [id] = await names('/benchmarks?name=paged&limit=1', 'benchmark_id');
    expect(await names(`/benchmarks/${id}/documents?limit=2`, 'document_name')).toEqual(
      Object.keys(manyDocuments(5)),
    );
    const wrong = await api.fetch('/benchmarks?cursor=nonsense');
    expect([wrong.status, await codeOf(wrong)]).toEqual([400, 'InvalidCursor']);
  });

  it('shows the stream from a revision on, in pages too', async () => {
    const id = await api.start();
    await api.told(id);
    const all = await api.events(id);
    expect(all.map(({ revision }) => revision)).toEqual(all.map((_, index) => index));
    const page = (await (await api.fetch(`/benchmarks/${id}/events?from=2&limit=1`)).json()) as { items: object[] };
    expect(page).toMatchObject({ items: [all[2]], next_cursor: '3' });
  });

  it.each(['', '/documents', '/events', '/report.csv'])('knows no benchmark that does not exist (%s)', async (path) => {
    const response = await api.fetch(`/benchmarks/${UNKNOWN}${path}`);
    expect([response.status, await codeOf(response)]).toEqual([404, 'NotFound']);
  });

  it('refuses a report before the end', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const id = await api.start();
    const early = await api.post(`/benchmarks/${id}/reports`, {});
    expect([early.status, await codeOf(early)]).toEqual([409, 'BenchmarkRunning']);
    await api.post(`/benchmarks/${id}/cancel`, {});
    await api.misbehave({});
    await api.told(id);
  });

  it('describes itself', async () => {
    const document = (await (await fetch(`${stack.api}/docs-json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/v1/benchmarks/start');
    const page = await fetch(`${stack.api}/docs`);
    expect(await page.text()).toContain('swagger');
  });

  it('is healthy', async () => {
    expect(await (await api.fetch('/health')).json()).toMatchObject({
      status: 'ok',
      parts: { event_store: { status: 'up' }, read_models: { status: 'up' } },
    });
  });
});

describe('The door', () => {
  it('is open to this machine by its own names only', async () => {
    expect(await statusWith({ host: 'rebound.example' })).toBe(403);
    expect(await statusWith({ origin: 'http://evil.example' })).toBe(403);
    expect(await statusWith({ origin: 'http://localhost:3000' })).toBe(200);
  });

  it.each([
    ['no JSON', '{', 400],
    ['more than a command may bring', JSON.stringify({ document_name: 'x'.repeat(70_000) }), 413],
  ])('refuses %s with a problem', async (_what, body, status) => {
    const headers = { 'content-type': 'application/json' };
    const response = await api.fetch('/benchmarks/documents/', { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers an unknown path with a problem', async () => {
    const response = await api.fetch('/nowhere');
    expect([response.status, await codeOf(response)]).toEqual([404, 'NotFound']);
  });
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(5) });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

/** One field of every item of a list, page by page. */
async function names(path: string, field: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = (await (await api.fetch(cursor ? `${path}&cursor=${cursor}` : path)).json()) as {
      items: Record<string, unknown>[];
      next_cursor: string | null;
    };
    found.push(...page.items.map((item) => item[field]));
    cursor = page.next_cursor;
  }
  return found;
}

/** fetch() would not let us lie about who we are. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${stack.api}/api/v1/health`, { headers, timeout: 60_000 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}
