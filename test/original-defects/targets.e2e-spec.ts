import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient, manyDocuments } from '../support/api-client.js';
import { projectOf, tell } from '../support/news.js';
import { RunningStack } from '../support/running-stack.js';
import { ScriptedEigen } from '../support/scripted-eigen.js';

describe('Host and project id collisions', () => {
  it('of two platforms that both have a project 7, each tells of its own benchmark', async () => {
    const [one, other] = [await platform(), await platform()];
    const [first, second] = [await running(one), await running(other)];
    expect(await tell(api, news(other))).toBe(202);
    expect([await startsOf(first), await startsOf(second)]).toEqual([0, 1]);
    expect(await tell(api, news(one))).toBe(202);
    expect([await startsOf(first), await startsOf(second)]).toEqual([1, 1]);
  });

  it('of a platform that makes project 7 again and again, the newest benchmark that is not over is told', async () => {
    const reusing = await platform();
    const oldest = await running(reusing);
    const middle = await running(reusing);
    const newest = await running(reusing);
    const starts = () => Promise.all([oldest, middle, newest].map(startsOf));
    expect(await tell(api, news(reusing))).toBe(202);
    expect(await starts()).toEqual([0, 0, 1]);
    await cancel(newest);
    const more = { ...news(reusing), document_name: 'document-1.txt' };
    expect(await tell(api, more)).toBe(202);
    expect(await starts()).toEqual([0, 1, 1]);
    await cancel(oldest);
    expect(await tell(api, news(reusing))).toBe(202);
    expect(await starts()).toEqual([0, 2, 1]);
  });
});

it('A target that is down and nobody told: the run ends as failed, and one mail says so and why', async () => {
  const id = await api.start({ benchmark_url: 'http://127.0.0.1:1', documents: FEW });
  expect(await api.told(id)).toMatchObject({ status: 'failed', reason: expect.stringContaining('ECONNREFUSED') });
  const mails = await api.mails(id);
  expect(mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('failed')]);
  expect(mails[0]!.text).toContain('ECONNREFUSED');
});

describe('Requests that a caller makes us send (SSRF)', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:169.254.169.254]',
    'http://2852039166',
    'http://0xa9fea9fe',
    'http://10.0.0.1',
    'http://192.168.0.1:8080',
    'http://0.0.0.0',
    'http://[fd00::1]',
    'https://example.org',
    'http://localhost.example.org',
    'http://127.0.0.1@example.org',
    'http://user:password@127.0.0.1',
    'file:///etc/passwd',
    'gopher://127.0.0.1',
  ])('go nowhere that is not allowed: %s', async (benchmark_url) => {
    const body = { benchmark_name: 'a', benchmark_type: 'latency', username: 'a', password: 'b', benchmark_url };
    const response = await api.post('/benchmarks/start', body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^(TargetNotAllowed|InvalidTarget)$/) });
  });

  it('do not follow the target elsewhere', async () => {
    const elsewhere = await platform();
    const leading = await platform((request, response) => {
      if (!request.url?.startsWith('/api/project_management')) return false;
      response.writeHead(307, { location: `${elsewhere.url}${request.url}` }).end();
      return true;
    });
    const id = await api.start({ benchmark_url: leading.url, documents: FEW });
    expect(await api.told(id)).toMatchObject({ status: 'failed', reason: expect.stringMatching(/307/) });
    expect(elsewhere.requests).toEqual([]);
    expect(leading.requests).toContain('POST /api/project_management/v2/projects/');
  });
});

const FEW = ['document-0.txt', 'document-1.txt'];

let stack: RunningStack;
let api: ApiClient;
const platforms: ScriptedEigen[] = [];
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(2) });
  api = new ApiClient(stack);
});
afterEach(() => Promise.all(platforms.splice(0).map((each) => each.stop())));
afterAll(() => stack?.discard());

async function platform(...script: Parameters<typeof ScriptedEigen.start>): Promise<ScriptedEigen> {
  const started = await ScriptedEigen.start(...script);
  platforms.push(started);
  return started;
}

/** A benchmark of it that has its project. */
async function running({ url }: ScriptedEigen): Promise<string> {
  const id = await api.start({ benchmark_url: url, documents: FEW });
  expect(await projectOf(api, id)).toBe('7');
  return id;
}

const news = ({ url }: ScriptedEigen) => ({
  document_name: 'document-0.txt',
  eigen_project_id: '7',
  benchmark_host_name: url,
  start_time: 1_764_000_000,
});

const startsOf = async (id: string) => (await api.events(id)).filter(({ type }) => type === 'DocumentUploadStarted').length;

async function cancel(id: string): Promise<void> {
  expect((await api.post(`/benchmarks/${id}/cancel`, {})).status).toBe(202);
}
