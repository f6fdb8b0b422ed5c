import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withClient } from '#adapters';
import { eventually } from '#adapters/testing';
import { ApiBehindDoor } from './testing/api-behind-door.js';

const POSTS = '/api/v1/benchmarks/documents';
const SECRET = randomBytes(32);
const LET_IN = { status: 400, body: { code: 'InvalidRequest' } };
const SENT_AWAY = { status: 401, body: { code: 'Unauthenticated' } };

describe('Without keys', () => {
  it('the API is open to this machine', async () => {
    expect(await api.call('POST', '/api/v1/benchmarks/start', { payload: {} })).toMatchObject(LET_IN);
    expect(await api.call('GET', '/api/v1/benchmarks')).toMatchObject({ status: 200 });
  });

  it('it takes as much as it can', async () => {
    await api.restart('127.0.0.1', { variables: { SLOWKING_RATE_LIMIT: '1' } });
    for (let n = 0; n < 30; n++) expect(await api.call('GET', '/api/v1/benchmarks')).toMatchObject({ status: 200 });
  });

  it('a key that somebody sends makes no difference', async () => {
    expect(await api.call('GET', '/api/v1/benchmarks', bearer('nonsense'))).toMatchObject({ status: 200 });
  });

  it.each(['0.0.0.0', '::', '192.0.2.1', 'slowking.example'])('it does not start at %s, and says how it would', async (host) => {
    const started = api.restart(host);
    await expect(started).rejects.toThrow(expect.objectContaining({ name: 'BadSettings' }));
    await expect(started).rejects.toThrow(/create --role operator/);
  });
});

describe('With a key', () => {
  it('nobody gets in without one, from the moment it was made', async () => {
    await api.keyOf('operator');
    const answer = await api.call('GET', '/api/v1/benchmarks');
    expect(answer).toMatchObject({ ...SENT_AWAY, headers: { 'www-authenticate': 'Bearer realm="slowking"' } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('and nobody either when all are revoked', async () => {
    const { key, keyId } = await api.keys.create('operator', 'x');
    expect(await api.call('GET', '/api/v1/benchmarks', bearer(key))).toMatchObject({ status: 200 });
    await api.keys.revoke(keyId);
    expect(await api.call('GET', '/api/v1/benchmarks', bearer(key))).toMatchObject(SENT_AWAY);
    expect(await api.call('GET', '/api/v1/benchmarks')).toMatchObject(SENT_AWAY);
  });

  it.each([
    ['Authorization: Bearer', (key: string) => ({ authorization: `Bearer ${key}` })],
    ['authorization: bearer', (key: string) => ({ authorization: `bearer  ${key} ` })],
    ['X-API-Key', (key: string) => ({ 'x-api-key': key })],
    ['X-API-Key beside a login of a proxy', (key: string) => ({ 'x-api-key': key, authorization: 'Basic YTpi' })],
  ])('it is taken from %s', async (_, headersOf) => {
    const headers = headersOf(await api.keyOf('auditor'));
    expect(await api.call('GET', '/api/v1/benchmarks', { headers })).toMatchObject({ status: 200 });
  });

  it('others learn of its health whether it lives', async () => {
    const key = await api.keyOf('auditor');
    expect((await api.call('GET', '/api/v1/health')).body).toEqual({ status: 'down', parts: {}, consumers: [] });
    expect((await api.call('GET', '/api/v1/health', bearer('wrong'))).body).toMatchObject({ parts: {} });
    const details = { parts: { event_store: { status: 'down' }, read_models: { status: 'up' } } };
    expect((await api.call('GET', '/api/v1/health', bearer(key))).body).toMatchObject(details);
  });

  it('a body is not read before its sender is known', async () => {
    await api.keyOf('operator');
    const payload = '{'.repeat(9_000_000);
    const headers = { 'content-type': 'application/json' };
    expect(await api.call('POST', '/api/v1/benchmarks/start', { payload, headers })).toMatchObject(SENT_AWAY);
    expect(await api.call('POST', POSTS, { payload, headers })).toMatchObject(SENT_AWAY);
  });

  it('twenty wrong ones in a minute are answered, then the address is told to wait; a right one always gets in', async () => {
    const key = await api.keyOf('auditor');
    const wrong = () => api.call('GET', '/api/v1/benchmarks', bearer(`slowking_operator_${randomBytes(32).toString('base64url')}`));
    for (let n = 0; n < 20; n++) expect(await wrong()).toMatchObject(SENT_AWAY);
    expect(await wrong()).toMatchObject({ status: 429, body: { code: 'TooManyAttempts' }, headers: { 'retry-after': '60' } });
    expect(await api.call('GET', '/api/v1/benchmarks', bearer(key))).toMatchObject({ status: 200 });
    expect(await api.call('GET', '/api/v1/benchmarks')).toMatchObject(SENT_AWAY);
    expect(await api.call('GET', '/api/v1/benchmarks', { ...bearer('wrong'), remoteAddress: '192.0.2.7' })).toMatchObject(SENT_AWAY);
  });

  it('each may do so much a second; who asks for more is told to wait a moment, and nobody else is', async () => {
    await api.restart('127.0.0.1', { variables: { SLOWKING_RATE_LIMIT: '1' } });
    await api.secrets.keep('eigen.example', SECRET);
    const [key, other] = [await api.keyOf('auditor'), await api.keyOf('auditor')];
    // So many that a busy machine earns them no more than some of what they ask for while they are answered.
    const refused = async (call: () => ReturnType<typeof api.call>) => (await Promise.all(Array.from({ length: 60 }, call))).filter(({ status }) => status === 429);
    const ask = (by: string) => () => api.call('GET', '/api/v1/benchmarks', bearer(by));
    const answers = await refused(ask(key));
    expect(answers.length).toBeGreaterThan(5);
    expect(answers.at(-1)).toMatchObject({ body: { code: 'TooManyRequests' }, headers: { 'retry-after': '1' } });
    expect(await api.call('GET', '/api/v1/benchmarks', bearer(other))).toMatchObject({ status: 200 });
    expect((await refused(() => post(signed()))).length).toBeGreaterThan(5);
  });

  it('it starts at any address, and shows even its description to nobody else', async () => {
    const key = await api.keyOf('instrumenter');
    await api.restart('0.0.0.0');
    const elsewhere = { headers: { host: 'slowking.example' } };
    expect(await api.call('GET', '/docs-json', elsewhere)).toMatchObject(SENT_AWAY);
    expect(await api.call('GET', '/docs-json', { headers: { ...elsewhere.headers, 'x-api-key': key } })).toMatchObject({ status: 200 });
    expect((await api.call('GET', '/api/v1/health', elsewhere)).body).toMatchObject({ parts: {} });
    await api.database.stop();
    expect(await api.call('GET', '/api/v1/health', elsewhere)).toMatchObject({ status: 503 });
    await api.database.start();
  });
});

describe('When all keys are lost with their database', () => {
  it.each([
    ['127.0.0.1', 200],
    ['0.0.0.0', 401],
  ])('an API at %s answers strangers with %i', async (host, status) => {
    const key = await api.keyOf('operator');
    await api.restart(host);
    expect(await api.call('GET', '/api/v1/benchmarks')).toMatchObject(SENT_AWAY);
    await forget();
    const asked = (headers: object) => api.call('GET', '/api/v1/benchmarks', headers);
    await eventually(async () => expect(await api.keys.isEmpty()).toBe(true));
    expect(await asked({})).toMatchObject({ status });
    expect(await asked(bearer(key))).toMatchObject({ status });
  });
});

describe('Instrumentation of a host that has a secret', () => {
  it('gets in with a signature and without a key', async () => {
    await closed();
    expect(await post(signed())).toMatchObject(LET_IN);
  });

  it('gets in whatever way its host is written', async () => {
    await closed();
    expect(await post(signed({ host: 'HTTP://Eigen.Example:80/' }))).toMatchObject(LET_IN);
  });

  it.each(['operator', 'instrumenter'] as const)('does not get in with a key of the role %s alone', async (role) => {
    const key = await closed(role);
    expect(await post(unsigned(), bearer(key).headers)).toMatchObject(SENT_AWAY);
    expect(await post(signed(), bearer(key).headers)).toMatchObject(LET_IN);
  });

  it.each([
    ['another secret', { secret: randomBytes(32) }],
    ['another body', { sentBody: JSON.stringify({ benchmark_host_name: 'eigen.example', document_name: 'b' }) }],
    ['an old signature', { ahead: -301 }],
    ['one from the future', { ahead: 330 }],
    ['no id', { id: '' }],
    ['the name of a host without a secret', { host: 'other.example' }],
    ['no host', { host: undefined }],
  ])('does not get in with %s', async (_, change) => {
    await closed();
    expect(await post(signed(change))).toMatchObject(SENT_AWAY);
  });

  it('does not get in with a revoked key, however well it is signed', async () => {
    await closed();
    const { key, keyId } = await api.keys.create('instrumenter', 'x');
    await api.keys.revoke(keyId);
    expect(await post(signed(), bearer(key).headers)).toMatchObject(SENT_AWAY);
  });

  it('must sign where the API is open, too', async () => {
    await api.secrets.keep('eigen.example', SECRET);
    expect(await post(unsigned())).toMatchObject(SENT_AWAY);
    expect(await post(signed())).toMatchObject(LET_IN);
    expect(await post(unsigned('other.example'))).toMatchObject(LET_IN);
  });

  it('opens no other route with its signature', async () => {
    await closed();
    const { payload, headers } = signed();
    expect(await api.call('POST', '/api/v1/benchmarks/start', { payload, headers })).toMatchObject(SENT_AWAY);
  });
});

describe('Instrumentation of a host that has none', () => {
  it('gets in with a key, whatever it is signed with', async () => {
    const key = await closed('instrumenter');
    expect(await post(unsigned('other.example'), bearer(key).headers)).toMatchObject(LET_IN);
    expect(await post(signed({ host: 'other.example', secret: randomBytes(32) }), bearer(key).headers)).toMatchObject(LET_IN);
  });

  it('does not get in without one', async () => {
    await closed();
    expect(await post(unsigned('other.example'))).toMatchObject(SENT_AWAY);
  });
});

let api: ApiBehindDoor;
beforeEach(async () => {
  api ??= await ApiBehindDoor.start();
  await forget();
  await api.restart();
});
afterAll(() => api?.discard());

const forget = () =>
  withClient(api.database.url, (client) => client.query('TRUNCATE secrets.api_key, secrets.signing_secret'));

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

/** Keys are needed, and one host must sign. */
async function closed(role: 'operator' | 'instrumenter' = 'operator'): Promise<string> {
  await api.secrets.keep('eigen.example', SECRET);
  return api.keyOf(role);
}

interface Post {
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** News without a document: it is let in and then found to be no command. */
const bodyOf = (host: string | undefined) => JSON.stringify({ benchmark_host_name: host });

const unsigned = (host = 'eigen.example'): Post => ({ payload: bodyOf(host), headers: { 'content-type': 'application/json' } });

function signed(change: { id?: string; ahead?: number; host?: string | undefined; secret?: Buffer; sentBody?: string } = {}): Post {
  const { id, ahead, host, secret } = { id: 'msg_1', ahead: 0, host: 'eigen.example', secret: SECRET, ...change };
  const body = bodyOf(host);
  const timestamp = String(Math.floor(Date.now() / 1000) + ahead);
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
  return { payload: change.sentBody ?? body, headers: { 'content-type': 'application/json', ...headers } };
}

const post = ({ payload, headers }: Post, more: Record<string, string> = {}) =>
  api.call('POST', POSTS, { payload, headers: { ...headers, ...more } });
