import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

/** Keys take effect within seconds, says docs/operations.md. */
const WITHIN_SECONDS = 30;

const run = promisify(execFile);
const SECRET = randomBytes(32);
const WHSEC = `whsec_${SECRET.toString('base64')}`;

describe('A stack that gets its keys while it runs', () => {
  it('is open before, and says so once', async () => {
    expect((await api.fetch('/benchmarks')).status).toBe(200);
    expect(stack.logged.split('open to this machine')).toHaveLength(2);
  });

  it('is closed within seconds of the first key, to all who have none', async () => {
    operator = await make('operator');
    await eventually('the door to be closed', async () => (await api.fetch('/benchmarks')).status === 401 || undefined, WITHIN_SECONDS);
    expect((await api.post('/benchmarks/start', {})).status).toBe(401);
    expect((await api.post('/benchmarks/documents/', {})).status).toBe(401);
    expect(await (await api.fetch('/health')).json()).toEqual({ status: 'ok', parts: {}, consumers: [] });
    expect((await fetch(`${stack.api}/docs-json`)).status).toBe(200);
  });

  it('lets each role do its own, at once', async () => {
    const [auditor, instrumenter] = [await make('auditor'), await make('instrumenter')];
    const statuses = async (key: string) => {
      const client = new KeyedClient(stack, key);
      const [read, start, post] = [
        await client.fetch('/benchmarks'),
        await client.post('/benchmarks/start', {}),
        await client.post('/benchmarks/documents/', {}),
      ];
      return [read.status, start.status, post.status];
    };
    expect(await statuses(operator)).toEqual([200, 400, 400]);
    expect(await statuses(auditor)).toEqual([200, 403, 403]);
    expect(await statuses(instrumenter)).toEqual([403, 403, 400]);
  });

  it('knows a key no more within seconds of its end', async () => {
    const key = await make('auditor');
    const client = new KeyedClient(stack, key);
    expect((await client.fetch('/benchmarks')).status).toBe(200);
    const { items } = JSON.parse(await keys('list', '--json')) as { items: { id: string; name: string }[] };
    await keys('revoke', items[0]!.id);
    await eventually('the key to be refused', async () => (await client.fetch('/benchmarks')).status === 401 || undefined, WITHIN_SECONDS);
  });

  it('brings a benchmark to its end that the platform signs, and says of each event which message it came with', async () => {
    await keys('secret', 'set', stack.platform, '--stdin');
    const client = new KeyedClient(stack, operator);
    const id = await client.start();
    expect(await client.told(id)).toMatchObject({ status: 'completed', progress: { completed: 3 } });
    const told = (await client.events(id)).filter(({ type }) => /^DocumentUpload(Started|Completed)$/.test(type));
    const causes = told.map(({ metadata }) => String(metadata['$causationId']));
    expect(new Set(causes).size).toBe(6);
    for (const cause of causes) expect(cause).toMatch(/^msg_[0-9a-f-]{36}$/);
  });

  it('says of what people tell it whose key they had', async () => {
    const client = new KeyedClient(stack, operator);
    const id = await client.start();
    await client.told(id);
    expect((await client.post(`/benchmarks/${id}/acknowledge-change`, { reason: 'the new parser' })).status).toBe(202);
    expect((await client.events(id)).at(-1)).toMatchObject({ type: 'ChangeAcknowledged', data: { reason: 'the new parser', by: NAME } });
  });

  it('takes signed news once, however often it comes, and none that is signed wrongly, long ago or not at all', async () => {
    const client = new KeyedClient(stack, operator);
    await misbehave({ lost: { rate: 1 } });
    const id = await client.start();
    const project = await eventually('the project', async () => {
      const created = (await client.events(id)).find(({ type }) => type === 'ProjectCreated');
      return created && String(created.data['eigen_project_id']);
    });
    const body = JSON.stringify({ document_name: 'document-1.txt', eigen_project_id: project, benchmark_host_name: stack.platform, start_time: 1_764_000_000 });
    const good = signed(body);
    for (let n = 0; n < 3; n++) expect(await send(body, good)).toBe(202);
    expect(await send(body, signed(body))).toBe(202);
    expect(await send(body, {})).toBe(401);
    expect(await send(body, { authorization: `Bearer ${operator}` })).toBe(401);
    expect(await send(body, signed(body, { secret: randomBytes(32) }))).toBe(401);
    expect(await send(body, signed(body, { at: Date.now() / 1000 - 400 }))).toBe(401);
    expect(await send(body.replace('764', '765'), good)).toBe(401);
    const events = await client.events(id);
    const told = events.filter(({ type }) => type === 'DocumentUploadStarted');
    expect(told.map(({ metadata }) => metadata['$causationId'])).toEqual([good['webhook-id']]);
    await client.post(`/benchmarks/${id}/cancel`, {});
    await misbehave({});
    await client.told(id);
  });

  it('keeps keys and secrets to itself: none is in a file of it, nor in what was logged', async () => {
    expect(made.length).toBeGreaterThanOrEqual(4);
    const secrets = [...made, WHSEC, operator].map((text) => text.replace(/^(slowking_\w+?_|whsec_)/, ''));
    const forms = secrets.flatMap((text) => [text, Buffer.from(text, 'base64').toString('hex')]);
    expect(forms.filter((form) => stack.logged.includes(form))).toEqual([]);
    expect(await placesOf(forms)).toEqual([]);
    // What is looked for like this is found: the name of a key is kept.
    expect(await placesOf([NAME])).not.toEqual([]);
  });

  const NAME = 'key-of-the-access-suite';
  const made: string[] = [];
  let operator = '';
  let stack: RunningStack;
  let api: ApiClient;
  beforeAll(async () => {
    stack = await RunningStack.start({ documents: manyDocuments(3), environment: { EIGEN_WEBHOOK_SECRET: WHSEC } });
    api = new ApiClient(stack);
  });
  afterAll(() => stack?.discard());

  const keys = (...args: string[]) => keyProgram(join(stack.home, 'home'), args);

  async function make(role: string): Promise<string> {
    const key = await keys('create', '--role', role, '--name', NAME, '--quiet');
    made.push(key);
    return key;
  }

  const misbehave = (rules: object) => api.misbehave(rules);

  async function send(body: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const all = { 'content-type': 'application/json', ...headers };
    return (await api.fetch('/benchmarks/documents/', { method: 'POST', body, headers: all })).status;
  }

  /** Every file of the home, those of the database among them, that holds one of the texts. */
  async function placesOf(texts: readonly string[]): Promise<string[]> {
    const home = join(stack.home, 'home');
    const patterns = texts.flatMap((text) => ['-e', text]);
    const search = run('grep', ['-raslF', ...patterns, home, join(home, 'postgres/elsewhere/')]);
    const { stdout } = await search.catch((error: { stdout: string }) => error);
    return stdout.split('\n').filter(Boolean);
  }
});

describe('A stack that others can reach', () => {
  it('does not start without keys, and says how to make one', async () => {
    const child = spawn(process.execPath, [resolve('dist/apps/dev/src/main.js')], {
      env: { ...process.env, ...FREE, SLOWKING_HOST: '0.0.0.0', SLOWKING_HOME: await folder() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).not.toBe(0);
    expect(said).toMatch(/there are no keys.*create --role operator/);
  });

  it('starts with keys that were made before, and a platform with a key of its own is heard', async () => {
    const home = await folder();
    const program = (...args: string[]) => keyProgram(join(home, 'home'), args);
    const operator = await program('create', '--role', 'operator', '--name', 'first', '--quiet');
    const instrumenter = await program('create', '--role', 'instrumenter', '--name', 'eigen', '--quiet');
    const environment = { SLOWKING_HOST: '0.0.0.0', EIGEN_API_KEY: instrumenter };
    const stack = await RunningStack.start({ home, documents: manyDocuments(2), environment });
    try {
      const client = new KeyedClient(stack, operator);
      expect((await new ApiClient(stack).fetch('/benchmarks')).status).toBe(401);
      const id = await client.start();
      expect(await client.told(id)).toMatchObject({ status: 'completed', progress: { completed: 2 } });
      expect([operator, instrumenter].filter((key) => stack.logged.includes(key))).toEqual([]);
    } finally {
      await stack.stop();
    }
  });

  const folders: string[] = [];
  afterAll(async () => {
    for (const each of folders) await rm(each, { recursive: true, force: true });
  });

  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'slowking-e2e-'));
    await chmod(path, 0o711);
    folders.push(path);
    return path;
  }
});

const FREE = Object.fromEntries(
  ['API', 'EIGEN', 'EVENTSTORE', 'POSTGRES', 'SMTP', 'MAIL'].map((part) => [`SLOWKING_${part}_PORT`, '0']),
);

/** Says with each call who it is. */
class KeyedClient extends ApiClient {
  constructor(
    stack: RunningStack,
    private readonly key: string,
  ) {
    super(stack);
  }

  override fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return super.fetch(path, { ...init, headers: { ...(init.headers as object), 'x-api-key': this.key } });
  }
}

function signed(body: string, { at = Date.now() / 1000, secret = SECRET } = {}): Record<string, string> {
  const [id, timestamp] = [`msg_${randomBytes(8).toString('hex')}`, String(Math.floor(at))];
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** What it prints. It is given the secret of this suite, should it ask for one. */
async function keyProgram(home: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, SLOWKING_HOME: home };
  const running = run(process.execPath, [resolve('dist/apps/api/src/keys.main.js'), ...args], { env, timeout: 180_000 });
  running.child.stdin?.on('error', () => undefined).end(WHSEC);
  return (await running).stdout.trim();
}
