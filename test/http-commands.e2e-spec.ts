import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient, manyDocuments } from './support/api-client.js';
import { projectOf } from './support/news.js';
import { RunningStack } from './support/running-stack.js';

describe('A start', () => {
  it.each([
    ['an unknown field', { nonsense: 1 }, 400, 'InvalidRequest', /nonsense/],
    ['no name', { benchmark_name: undefined }, 400, 'InvalidRequest', /benchmark_name/],
    ['U+0000 in a name', { benchmark_name: 'a\u0000b' }, 400, 'InvalidRequest', /benchmark_name/],
    ['half a character', { benchmark_name: 'a\ud800' }, 400, 'InvalidRequest', /benchmark_name/],
    ['an unknown type', { benchmark_type: 'luck' }, 422, 'UnknownBenchmarkType', /latency/],
    ['a target that is no http address', { benchmark_url: 'ftp://127.0.0.1' }, 422, 'InvalidTarget', /http/],
    ['a target with user information', { benchmark_url: 'http://a:b@127.0.0.1' }, 422, 'InvalidTarget', /user/],
    ['a target elsewhere', { benchmark_url: 'http://192.0.2.1' }, 422, 'TargetNotAllowed', /SLOWKING_TARGETS/],
    ['documents outside', { documents: '../..' }, 422, 'DocumentMissing', /./],
    ['a document that is not there', { documents: ['nobody.txt'] }, 422, 'DocumentMissing', /nobody/],
    ['the same document twice', { documents: ['document-1.txt', 'document-1.txt'] }, 422, 'DuplicateDocument', /document-1/],
    ['no deadline at all', { deadline_seconds: 0 }, 400, 'InvalidRequest', /deadline_seconds/],
    ['a deadline of a month', { deadline_seconds: 2_678_400 }, 400, 'InvalidRequest', /deadline_seconds/],
    ['a receiver that is none', { notify: 'a@b\r\nBcc: c@d' }, 400, 'InvalidRequest', /notify/],
    ['an impossible workload', { workload: { mode: 'closed', in_flight: 0 } }, 400, 'InvalidRequest', /in_flight/],
  ])('with %s is refused', async (_what, more, status, code, text) => {
    const response = await api.post('/benchmarks/start', { ...command(), ...more });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await response.json()) as { title: string };
    expect(problem).toMatchObject({ status, code, type: expect.stringContaining(code) });
    expect(problem.title).toMatch(text);
  });

  it('may use the names of the original application', async () => {
    const { benchmark_name: name, benchmark_url: target_url, ...more } = command();
    const response = await api.post('/benchmarks/start', {
      ...more,
      name,
      target_url,
      target_infra: 'docker__local',
      target_eigen_platform_version: '5.10',
    });
    const { benchmark_id: id } = (await response.json()) as { benchmark_id: string };
    expect(await api.told(id)).toMatchObject({
      benchmark_name: name,
      benchmark_infra: 'docker__local',
      eigen_version: '5.10',
    });
  });

  it('with a key that was used before is the same benchmark, or refused when it is another request', async () => {
    const body = { ...command(), documents: ['document-1.txt'] };
    const start = (more: object, key: string) =>
      api.fetch('/benchmarks/start', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ ...body, ...more }),
      });
    const [first, again, other] = [await start({}, 'k-1'), await start({}, 'k-1'), await start({ benchmark_name: 'x' }, 'k-1')];
    const { benchmark_id: id } = (await first.json()) as { benchmark_id: string };
    expect(await again.json()).toMatchObject({ benchmark_id: id });
    expect(other.status).toBe(422);
    await api.told(id);
    expect((await start({}, 'k-1')).status).toBe(202);
    expect((await api.events(id)).filter(({ type }) => type === 'BenchmarkCreated')).toHaveLength(1);
    const [long, longer] = [await start({}, 'k'.repeat(200)), await start({}, 'k'.repeat(201))];
    expect([long.status, longer.status, await longer.text()]).toEqual([202, 400, expect.stringContaining('Idempotency-Key has at most 200')]);
  });

  it('answers with the stream and the revision at which its events are stored', async () => {
    const response = await api.post('/benchmarks/start', { ...command(), documents: ['document-1.txt', 'document-2.txt'] });
    const answer = (await response.json()) as { benchmark_id: string; stream: string; revision: number };
    expect(answer).toEqual({ benchmark_id: expect.any(String), stream: `benchmark-${answer.benchmark_id}`, revision: 1 });
    expect((await api.events(answer.benchmark_id)).slice(0, 2).map(({ type }) => type)).toEqual([
      'BenchmarkCreated',
      'DocumentsSelected',
    ]);
    await api.told(answer.benchmark_id);
  });
});

describe('Instrumentation', () => {
  it('is taken once, whatever it is written like, and a second truth is refused', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const id = await api.start({ documents: ['document-1.txt', 'document-2.txt'] });
    const project = await projectOf(api, id);
    const start = { ...news(project), start_time: 1_764_000_000.25 };
    expect((await api.post('/benchmarks/documents/', start)).status).toBe(202);
    const host = stack.platform.replace('http://', 'HTTP://').concat('/');
    const repeat = { ...start, benchmark_host_name: host, start_time: '2025-11-24T16:00:00.250Z' };
    expect((await api.post('/benchmarks/documents', repeat)).status).toBe(202);
    const conflict = await api.post('/benchmarks/documents/', { ...start, start_time: 1_764_000_001 });
    expect([conflict.status, await codeOf(conflict)]).toEqual([409, 'TimeConflict']);
    const events = (await api.events(id)).filter(({ type }) => type === 'DocumentUploadStarted');
    expect(events.map(({ data }) => data['document_name'])).toEqual(['document-1.txt']);
    const before = { ...news(project), end_time: 1_763_999_999 };
    expect((await api.post('/benchmarks/documents/', before)).status).toBe(202);
    const both = { ...news(project), document_name: 'document-2.txt', start_time: 1_764_000_000, end_time: 1_764_000_000 };
    expect((await api.post('/benchmarks/documents/', both)).status).toBe(202);
    await api.told(id);
    await api.misbehave({});
    const rows = await api.report(id);
    expect(rows.map((row) => [row['Doc Name'], row['status'], row['Upload Time (seconds)']])).toEqual([
      ['document-1.txt', 'invalid', ''],
      ['document-2.txt', 'done', '0'],
    ]);
  });

  it.each([
    ['neither time', {}, 400, 'NoTime'],
    ['a time that is none', { start_time: 'soon' }, 400, 'InvalidTime'],
    ['a time outside this century', { start_time: 1e20 }, 400, 'InvalidTime'],
    ['an unknown document', { document_name: 'nobody.txt', start_time: 1_764_000_000 }, 422, 'UnknownDocument'],
    ['an unknown project', { eigen_project_id: 'nobody', start_time: 1_764_000_000 }, 404, 'UnknownProject'],
    ['an unknown host', { benchmark_host_name: 'nowhere', start_time: 1_764_000_000 }, 404, 'UnknownProject'],
    ['an unknown field', { start: 1, start_time: 1_764_000_000 }, 400, 'InvalidRequest'],
  ])('with %s is refused', async (_what, more, status, code) => {
    const id = await api.start({ documents: ['document-1.txt'] });
    const response = await api.post('/benchmarks/documents/', { ...news(await projectOf(api, id)), ...more });
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    await api.told(id);
  });
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(5) });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

const command = () => ({
  benchmark_name: 'Release 5.11',
  benchmark_type: 'latency',
  benchmark_url: stack.platform,
  username: 'bench',
  password: 'wonderland',
});

const news = (project: string) => ({
  document_name: 'document-1.txt',
  eigen_project_id: project,
  benchmark_host_name: stack.platform,
});

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

