import { afterEach, expect, it } from '@jest/globals';
import { eventually } from '../testing/eventually.js';
import { RunningEigen } from '../testing/running-eigen.js';

it('is healthy without a session', async () => {
  const { status, body } = await (await start()).call('GET', '/health');
  expect([status, body]).toEqual([200, { status: 'ok' }]);
});

it('opens a session for the right username and password', async () => {
  const answer = await (await start(ACCOUNT)).login('ada', 'secret');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('set-cookie')).toMatch(/^sessionid=[0-9a-f-]{36}; Path=\/; HttpOnly/);
  expect(answer.body).toEqual({ token: expect.any(String), expires_in: 3_600 });
});

it('takes a form as well as JSON', async () => {
  const platform = await start(ACCOUNT);
  const body = new URLSearchParams({ username: 'ada', password: 'secret' });
  expect(await platform.call('POST', '/auth/v1/token/', { body })).toMatchObject({ status: 200 });
});

it.each([
  ['ada', 'wrong'],
  ['bob', 'secret'],
])('turns %s with %s away', async (username, password) => {
  const answer = await (await start(ACCOUNT)).login(username, password);
  expect(answer).toMatchObject({ status: 401, body: { error: { detail: 'Wrong username or password.' } } });
  expect(answer.headers.get('set-cookie')).toBeNull();
});

it('lets anybody in where no account is set', async () => {
  expect(await (await start()).login('anybody', 'anything')).toMatchObject({ status: 200 });
});

it('says what is missing from a login, and repeats no password', async () => {
  const answer = await (await start()).json('POST', '/auth/v1/token/', { password: 'secret' });
  expect(answer).toMatchObject({ status: 400, body: { error: { detail: expect.stringMatching(/^username: /) } } });
  expect(JSON.stringify(answer.body)).not.toContain('secret');
});

it.each([
  ['GET', '/api/v2/api-csrf-token/'],
  ['POST', '/api/project_management/v2/projects/'],
  ['POST', '/api/v1/document_uploader/'],
])('answers %s %s without a session that the token has expired', async (method, path) => {
  expect(await (await start()).call(method, path)).toMatchObject(EXPIRED);
});

it('does not know a session that it never opened', async () => {
  const headers = { cookie: 'other=1; sessionid=made-up' };
  expect(await (await start()).call('GET', '/api/v2/api-csrf-token/', { headers })).toMatchObject(EXPIRED);
});

it('ends a session when its time is over, until the next login', async () => {
  const platform = await start({ EIGEN_TOKEN_SECONDS: '0.3' });
  await platform.login();
  expect(await platform.createProject()).toMatchObject({ status: 201 });
  await eventually(async () => expect(await platform.createProject()).toMatchObject(EXPIRED));
  await platform.login();
  expect(await platform.createProject()).toMatchObject({ status: 201 });
});

it('gives a token against forgery as a cookie and as JSON, with and without the slash', async () => {
  const platform = await start();
  await platform.login();
  for (const path of ['/api/v2/api-csrf-token/', '/api/v2/api-csrf-token']) {
    const { status, headers, body } = await platform.call('GET', path);
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(`csrftoken=${(body as { csrftoken: string }).csrftoken};`);
  }
});

it('answers in its own shape where there is no such page, and to what is no JSON', async () => {
  const platform = await start();
  expect(await platform.call('GET', '/nowhere')).toMatchObject({ status: 404, body: { error: DETAIL } });
  const headers = { 'content-type': 'application/json' };
  const broken = await platform.call('POST', '/auth/v1/token/', { headers, body: '{' });
  expect(broken).toMatchObject({ status: 400, body: { error: DETAIL } });
});

const ACCOUNT = { EIGEN_USERNAME: 'ada', EIGEN_PASSWORD: 'secret' };
const EXPIRED = { status: 401, body: { error: { detail: 'Token has expired.' } } };
const DETAIL = { detail: expect.any(String) };

let platform: RunningEigen | undefined;
afterEach(() => platform?.stop());

const start = async (variables?: Record<string, string>): Promise<RunningEigen> =>
  (platform = await RunningEigen.start(variables));
