import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PlatformRefused, PlatformUnavailable } from '#ports';
import { SystemClock } from '../clock/system-clock.js';
import { EigenPlatform } from './eigen-platform.js';
import { TargetPolicy } from './target-policy.js';
import { answer, drip, hang, hangUp, raw, redirect, reset, started, type Script } from './testing/scripts.js';
import { CSRF, EXPIRED, scriptedPlatform, SESSION } from './testing/scripted-platform.js';

const LOGIN = { username: 'tester', password: `p"ä?s&w+rd/` };

it('logs in, fetches a CSRF token and makes a project', async () => {
  const session = await open();
  expect(await session.createProject({ name: 'a name', description: 'what for' })).toEqual({
    projectId: '17',
    guid: 'guid-1',
  });
  expect(platform.requests.map(({ path }) => path)).toEqual([
    '/auth/v1/token/',
    '/api/v2/api-csrf-token/',
    '/api/project_management/v2/projects/',
  ]);
  expect(platform.of('token')[0]!.body).toEqual(LOGIN);
  expect(platform.of('csrf')[0]!.headers.cookie).toBe(`sessionid=${SESSION}`);
  expect(platform.of('projects')[0]).toMatchObject({
    headers: { cookie: `sessionid=${SESSION}; csrftoken=${CSRF}`, 'x-csrftoken': CSRF },
    body: { name: 'a name', description: 'what for' },
  });
});

it('keeps the path of the address in front of every route', async () => {
  await (await open('/eigen/v9/')).createProject({ name: 'n', description: '' });
  expect(platform.requests.map(({ path }) => path)).toEqual([
    '/eigen/v9/auth/v1/token/',
    '/eigen/v9/api/v2/api-csrf-token/',
    '/eigen/v9/api/project_management/v2/projects/',
  ]);
});

it('takes the CSRF token from a cookie where the answer names none', async () => {
  platform.next('csrf', answer(200, 'fine', { 'set-cookie': 'csrftoken=from-the-cookie; Path=/' }));
  await (await open()).createProject({ name: 'n', description: '' });
  expect(platform.of('projects')[0]!.headers['x-csrftoken']).toBe('from-the-cookie');
});

it('goes on without a CSRF token where the platform has none', async () => {
  platform.next('csrf', answer(404, 'no such page'));
  const session = await open();
  expect(await session.createProject({ name: 'n', description: '' })).toMatchObject({ projectId: '17' });
  expect(platform.of('projects')[0]!.headers).not.toHaveProperty('x-csrftoken');
});

it('takes ids as strings, too, and does without a guid', async () => {
  platform.next('projects', answer(201, { document_type_id: 'type-4' }));
  expect(await (await open()).createProject({ name: 'n', description: '' })).toEqual({
    projectId: 'type-4',
    guid: null,
  });
});

it('logs in again once when the login has expired', async () => {
  platform.next('projects', answer(401, EXPIRED));
  const session = await open();
  expect(await session.createProject({ name: 'n', description: '' })).toMatchObject({ projectId: '17' });
  expect([platform.of('token').length, platform.of('projects').length]).toEqual([2, 2]);
});

it('does not log in for ever', async () => {
  platform.next('projects', answer(401, EXPIRED), answer(401, EXPIRED), answer(401, EXPIRED));
  const session = await open();
  const refused = await failure(session.createProject({ name: 'n', description: '' }));
  expect(refused).toBeInstanceOf(PlatformRefused);
  expect(refused.message).toContain('401 to POST /api/project_management/v2/projects/: {"error":{"detail":"Token has');
  expect([platform.of('token').length, platform.of('projects').length]).toEqual([2, 2]);
});

it('refuses what the policy does not allow, before a connection is made', async () => {
  const policy = TargetPolicy.parse('eigen.example.org');
  const refused = await failure(new EigenPlatform(new SystemClock(), policy).open(platform.url, LOGIN));
  expect(refused).toBeInstanceOf(PlatformRefused);
  expect(refused.message).toContain('SLOWKING_TARGETS does not allow 127.0.0.1');
  expect(platform.requests).toEqual([]);
});

it('refuses a name that was bound to a forbidden address after it was allowed', async () => {
  const policy = TargetPolicy.parse('eigen.example.org', async () => [{ address: '127.0.0.1', family: 4 }]);
  const url = platform.url.replace('127.0.0.1', 'eigen.example.org');
  const refused = await failure(new EigenPlatform(new SystemClock(), policy).open(url, LOGIN));
  expect(refused).toBeInstanceOf(PlatformRefused);
  expect(refused.message).toContain('its address is 127.0.0.1');
  expect(platform.requests).toEqual([]);
});

it('reaches a name at whichever of its addresses answers', async () => {
  const url = platform.url.replace('127.0.0.1', 'localhost');
  const session = await new EigenPlatform(new SystemClock(), TargetPolicy.parse(undefined)).open(url, LOGIN);
  await session.close();
  expect(platform.of('token')).toHaveLength(1);
});

it('says that nobody listens', async () => {
  const down = await failure(new EigenPlatform(new SystemClock(), TargetPolicy.parse(undefined)).open('http://127.0.0.1:1', LOGIN));
  expect(down).toBeInstanceOf(PlatformUnavailable);
  expect(down.message).toContain('no answer to POST /auth/v1/token/: connect ECONNREFUSED');
});

const TOO_LONG = 'it took too long';

describe('a platform that', () => {
  it.each<[string, Script, Kind, string]>([
    ['knows no such login', answer(401, 'no'), PlatformRefused, 'refused the login: the platform answered 401'],
    ['forbids the login', answer(403, 'blocked'), PlatformRefused, 'the platform refused the login'],
    ['fails', answer(500, 'stack trace'), PlatformUnavailable, 'answered 500 to POST /auth/v1/token/: stack trace'],
    ['is starting', answer(503, ''), PlatformUnavailable, 'answered 503 to POST /auth/v1/token/'],
    ['has had enough', answer(429, 'slow down'), PlatformUnavailable, 'answered 429'],
    ['redirects', redirect('http://evil.example/x?y'), PlatformRefused, 'a redirect to http://evil.example/x;'],
    ['gives no session', answer(200, '<html>'), PlatformRefused, 'without a session cookie'],
    ['hangs', hang, PlatformUnavailable, TOO_LONG],
    ['hangs within its answer', started('HTTP/1.1 200 OK'), PlatformUnavailable, TOO_LONG],
    ['drips', drip, PlatformUnavailable, TOO_LONG],
    ['resets the connection', reset, PlatformUnavailable, 'no answer to POST'],
    ['hangs up', hangUp, PlatformUnavailable, 'no answer to POST'],
    ['speaks no HTTP', raw((socket) => socket.end('SSH-2.0-x\r\n')), PlatformUnavailable, 'no answer to POST'],
    ['answers without end', answer(200, 'x'.repeat(2_000_000)), PlatformRefused, 'more than 65536 bytes'],
  ])('%s is told apart', async (_, script, kind, words) => {
    platform.next('token', script);
    const error = await failure(open('', words === TOO_LONG ? HURRIED : PATIENT));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(words);
    expect(platform.of('token')).toHaveLength(1);
  });

  it.each<[string, Script, string]>([
    ['answers no JSON', answer(200, '<html>welcome</html>'), 'without a document_type_id: <html>welcome</html>'],
    ['answers a list', answer(200, [1]), 'without a document_type_id: [1]'],
    ['names no id', answer(200, { guid: 'g' }), 'without a document_type_id'],
    ['has an id that is none', answer(200, { document_type_id: 'a\nb' }), 'without a document_type_id'],
    ['refuses the name', answer(422, { error: 'name\u0000: too\r\nlong' }), String.raw`422 to POST /api/project`],
  ])('%s makes no project', async (_, script, words) => {
    platform.next('projects', script);
    const session = await open();
    const error = await failure(session.createProject({ name: 'n', description: '' }));
    expect(error).toBeInstanceOf(PlatformRefused);
    expect(error.message).toContain(words);
  });
});

it('never repeats a secret, however the platform words its error', async () => {
  const basic = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64');
  const forms = [LOGIN.password, JSON.stringify(LOGIN), encodeURIComponent(LOGIN.password), basic, SESSION, CSRF];
  const session = await open();
  for (const said of forms) {
    const location = `/${/[^ -~]/.test(said) ? encodeURI(said) : said}?session=${SESSION}`;
    platform.next('projects', answer(400, `before ${said} after`), redirect(location));
    for (const _ of ['an error', 'a redirect']) {
      const { message, cause } = await failure(session.createProject({ name: 'n', description: '' }));
      expect(message).toContain('***');
      for (const secret of [...forms, encodeURI(LOGIN.password), 'cyZ3K3']) expect(message).not.toContain(secret);
      expect(cause).toBeUndefined();
    }
  }
});

it('makes one short line of what the platform says', async () => {
  platform.next('token', answer(500, `a\u0000b\r\n\u001b[31mc\u2028${'long '.repeat(500)}`));
  const { message } = await failure(open());
  expect(message).toMatch(/^the platform answered 500 to POST \/auth\/v1\/token\/: a b \[31mc long .*…$/);
  expect(message.length).toBeLessThan(360);
});

type Kind = typeof PlatformRefused | typeof PlatformUnavailable;

const failure = async (attempt: Promise<unknown>): Promise<Error> =>
  attempt.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: Error) => error,
  );

/** Milliseconds for a call: of one that is never answered, and of one that is, on a machine however busy. */
const [HURRIED, PATIENT] = [700, 120_000];

async function open(path = '', call = PATIENT) {
  const eigen = new EigenPlatform(new SystemClock(), TargetPolicy.parse(undefined), { call });
  const session = await eigen.open(platform.url + path, LOGIN);
  closing.push(() => session.close());
  return session;
}

let platform: Awaited<ReturnType<typeof scriptedPlatform>>;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  platform = await scriptedPlatform();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await platform.close();
});
