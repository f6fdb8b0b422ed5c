import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CaptureServer } from '../testing/capture-server.js';
import { RunningEigen } from '../testing/running-eigen.js';
import { routes } from './misbehaviour.requests.js';

describe.each(['EIGEN_MISBEHAVE', 'PUT /admin/misbehaviour'])('Told by %s, the platform', (how) => {
  it('fails logins, projects and uploads as often as it is asked to, and works then', async () => {
    const failing = { token: { count: 1 }, project: { count: 1, status: 502 }, upload: { count: 1, status: 500 } };
    const platform = await start({ '5xx': failing });
    expect(await platform.login()).toMatchObject({ status: 503, body: { error: { detail: 'Out of order.' } } });
    expect((await platform.login()).status).toBe(200);
    expect((await platform.createProject()).status).toBe(502);
    expect((await platform.createProject()).status).toBe(201);
    expect((await platform.upload(1, FILE)).status).toBe(500);
    expect(await platform.documents()).toEqual([]);
    expect((await platform.upload(1, FILE)).status).toBe(202);
  });

  it('can fail after it has taken the documents, so that only the answer is lost', async () => {
    const platform = await start({ '5xx': { upload: { when: 'after' } } });
    expect((await platform.take(FILE)).status).toBe(503);
    await platform.idle();
    expect(slowking.captured).toHaveLength(2);
  });

  it.each(['before', 'after'])('never answers a request that hangs; it hangs %s the documents are taken', async (when) => {
    const platform = await start({ hang: { upload: { when } } });
    await platform.login();
    await platform.createProject();
    await expect(platform.upload(1, FILE, 300)).rejects.toThrow('timeout');
    expect(await platform.documents()).toHaveLength(when === 'after' ? 1 : 0);
  });

  it('drips an answer byte by byte', async () => {
    const platform = await start({ drip: { token: { seconds_per_byte: 0.005 } } });
    const since = performance.now();
    const { status, headers, body } = await platform.login();
    const bytes = Number(headers.get('content-length'));
    expect([status, body]).toEqual([200, { token: expect.any(String), expires_in: 3_600 }]);
    expect(headers.get('set-cookie')).toMatch(/^sessionid=/);
    expect(bytes).toBe(JSON.stringify(body).length);
    expect(performance.now() - since).toBeGreaterThan(bytes * 4);
  });

  it('forgets a session when it is asked to, once', async () => {
    const platform = await start({ expired_session: { count: 1 } });
    await platform.login();
    expect(await platform.createProject()).toMatchObject({ status: 401, body: { error: { detail: 'Token has expired.' } } });
    await platform.login();
    expect((await platform.createProject()).status).toBe(201);
  });

  it('tells twice what is duplicated; how the second went is not how the document went', async () => {
    slowking.answer = () => (slowking.captured.length % 2 === 1 ? 409 : 202);
    const platform = await start({ duplicate: {} });
    await platform.take(FILE);
    expect(await platform.idle()).toMatchObject({ posted: 2, dropped: 2 });
    expect(await platform.documents()).toMatchObject([{ posting: { start: 'accepted', end: 'accepted' } }]);
    expect(phases()).toEqual(['start', 'start', 'end', 'end']);
    expect(slowking.bodies[1]).toEqual(slowking.bodies[0]);
  });

  it('tells the end first where posts are reordered', async () => {
    const platform = await start({ reordered: {} });
    await platform.take(FILE);
    await platform.idle();
    expect(phases()).toEqual(['end', 'start']);
  });

  it('does not tell what is lost, and says so in its own record', async () => {
    const platform = await start({ lost: { phase: 'end' } });
    await platform.take(FILE);
    await platform.idle();
    expect(phases()).toEqual(['start']);
    expect(await platform.documents()).toMatchObject([{ posting: { start: 'accepted', end: 'lost' } }]);
  });

  it('tells an end that lies before the start, and records the real one', async () => {
    const platform = await start({ end_before_start: {} });
    await platform.take(FILE);
    await platform.idle();
    const [began, ended] = slowking.bodies;
    expect(ended?.end_time).toBeLessThan(Number(began?.start_time));
    const [truth] = await platform.documents();
    expect(Number(truth?.end)).toBeGreaterThan(Number(truth?.start));
  });

  it('tells of a document that nobody uploaded; what the API thinks of it changes no other', async () => {
    slowking.answer = ({ document_name }) => (document_name.startsWith('unknown-') ? 404 : 202);
    const platform = await start({ unknown_document: {} });
    await platform.take(FILE);
    expect(await platform.idle()).toMatchObject({ posted: 2, dropped: 1 });
    expect(slowking.bodies.map((body) => body.document_name)).toEqual(['unknown-a.pdf', 'a.pdf', 'a.pdf']);
    expect(await platform.documents()).toMatchObject([{ posting: { start: 'accepted', end: 'accepted' } }]);
  });

  it.each(routes)('answers 500 on the route %s where that is asked for', async (route) => {
    const platform = await start({ '5xx': { [route]: { status: 500, count: 1 } } });
    const call = {
      token: () => platform.login(),
      csrf: () => platform.call('GET', '/api/v2/api-csrf-token/'),
      project: () => platform.createProject(),
      upload: () => platform.upload(1, FILE),
      time: () => platform.call('GET', '/api/v1/time'),
    }[route];
    if (route !== 'token') await platform.login();
    if (route === 'upload') await platform.createProject();
    expect((await call()).status).toBe(500);
    expect((await call()).status).toBeLessThan(300);
  });

  const start = async (rules: object): Promise<RunningEigen> => {
    if (how === 'EIGEN_MISBEHAVE') return startWith({ EIGEN_MISBEHAVE: JSON.stringify(rules) });
    const told = await startWith({});
    expect((await told.misbehave(rules)).status).toBe(200);
    return told;
  };
});

it('changes its behaviour while it runs, and behaves again after {}', async () => {
  const platform = await startWith({});
  const changed = { reordered: { rate: 1 }, lost: { rate: 0.5, phase: 'start' } };
  expect(await platform.misbehave({ reordered: {}, lost: { rate: 0.5, phase: 'start' } })).toMatchObject({
    status: 200,
    body: changed,
  });
  expect((await platform.call('GET', '/admin/misbehaviour')).body).toMatchObject(changed);
  await platform.misbehave({});
  expect((await platform.call('GET', '/admin/misbehaviour')).body).toEqual({ '5xx': {}, hang: {}, drip: {} });
});

it('does not take misbehaviour that it does not know', async () => {
  const answer = await (await startWith({})).misbehave({ explode: {} });
  expect(answer).toMatchObject({ status: 400, body: { error: { detail: expect.stringContaining('explode') } } });
});

const FILE = { 'a.pdf': 'alpha' };
const phases = (): string[] => slowking.bodies.map((body) => ('start_time' in body ? 'start' : 'end'));

const slowking = new CaptureServer();
let platform: RunningEigen | undefined;
beforeEach(async () => {
  slowking.captured.length = 0;
  slowking.answer = () => 202;
  await slowking.listen();
});
afterEach(async () => {
  await platform?.stop();
  await slowking.close();
});

const startWith = async (variables: Record<string, string>): Promise<RunningEigen> =>
  (platform = await RunningEigen.start({ SLOWKING_API_URL: slowking.url, ...variables }));
