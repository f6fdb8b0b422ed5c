import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { freePort, startEmbeddedPostgres, type EmbeddedPostgres } from '#adapters';
import { eventually } from '../support/api-client.js';
import { Containerless } from './support/containerless.js';

let folder: string;
let postgres: EmbeddedPostgres;
let stop: (() => Promise<void>)[];
let compose: Containerless;
let ports: { api: number; eigen: number };
const mails: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-'));
  for (const name of ['keys', 'artifacts']) await mkdir(join(folder, name));
  for (const name of ['one.txt', 'two.txt', 'three.txt']) await writeFile(join(folder, 'artifacts', name), name);
  postgres = await startEmbeddedPostgres(join(folder, 'postgres'), { isThrowaway: true });
  const [eventStore, mail] = [await startEventStore(), await startMail()];
  stop = [mail.stop, eventStore.stop, () => postgres.discard()];
  ports = { api: await freePort(), eigen: await freePort() };
  const stores = { EVENTSTORE_URL: eventStore.url, DATABASE_URL: postgres.url, SMTP_URL: mail.url };
  compose = new Containerless({
    variables: { ...stores, SLOWKING_TARGETS: 'loopback', EIGEN_SERVICE: 'constant:0.01' },
    instead: {
      SLOWKING_API_URL: `http://127.0.0.1:${ports.api}`,
      SLOWKING_API_PORT: String(ports.api),
      SLOWKING_EIGEN_PORT: String(ports.eigen),
      SLOWKING_HOME: join(folder, 'data'),
      SLOWKING_ARTIFACTS: join(folder, 'artifacts'),
    },
    folders: { '/keys': join(folder, 'keys') },
  });
});

afterAll(async () => {
  await compose?.stop();
  for (const each of stop ?? []) await each();
  await rm(folder, { recursive: true, force: true });
});

it('migrate brings the database up to date, and finds nothing to do the second time', async () => {
  const migrations = (await readdir('prisma/migrations', { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const applied = migrations.map(({ name }) => `applied: ${name}\n`).sort().join('');
  expect(await compose.run('migrate')).toEqual({ code: 0, stdout: `${applied}ready: the database is up to date\n`, stderr: '' });
  expect(await compose.run('migrate')).toEqual({ code: 0, stdout: 'ready: the database is up to date\n', stderr: '' });
});

it('the API refuses to be reached by others before there is a key', async () => {
  const { code, stderr } = await compose.run('api');
  expect(stderr).toContain('SLOWKING_HOST');
  expect(code).toBe(78);
});

it('keys makes the first keys, for nobody else to read, and none the second time', async () => {
  expect(await compose.run('keys')).toMatchObject({ code: 0, stdout: '' });
  const first = await keys();
  expect(Object.keys(first).sort()).toEqual(['eigen.key', 'eigen.secret', 'operator.key']);
  for (const name of Object.keys(first)) expect((await stat(join(folder, 'keys', name))).mode & 0o777).toBe(0o600);
  expect(await compose.run('keys')).toMatchObject({ code: 0 });
  expect(await keys()).toEqual(first);
});

it('then all of it runs a benchmark to its report and its mail', async () => {
  await Promise.all(['api', 'worker', 'eigen'].map((service) => compose.serve(service)));
  for (const address of [`http://127.0.0.1:${ports.api}/api/v1/health`, `http://127.0.0.1:${ports.eigen}/health`]) {
    await eventually(`${address} to be healthy`, async () => (await healthy(address)) === 0 || undefined);
  }
  expect((await ask('/benchmarks')).status).toBe(401);

  const { 'operator.key': key } = await keys();
  const body = { benchmark_name: 'Containers', benchmark_type: 'latency', benchmark_url: `127.0.0.1:${ports.eigen}`, username: 'a', password: 'b' };
  const started = await ask('/benchmarks/start', key, body);
  expect(started.status).toBe(202);
  const { benchmark_id: id } = (await started.json()) as { benchmark_id: string };
  const over = await eventually('the benchmark to be over and told', async () => {
    const benchmark = (await (await ask(`/benchmarks/${id}`, key)).json()) as { status: string; notified_at: string | null };
    return benchmark.notified_at === null ? undefined : benchmark;
  });
  expect(over.status).toBe('completed');
  expect((await readdir(join(folder, 'data/reports'))).join()).toContain('.csv');
  expect(mails.join()).toContain(id);
});

it('a health check fails where nobody listens', async () => {
  expect(await healthy('http://127.0.0.1:1/health')).toBe(1);
});

it('all of it ends in order when it is told to', async () => {
  const ended = await compose.stop();
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
});

async function keys(): Promise<Record<string, string>> {
  const names = await readdir(join(folder, 'keys'));
  const entries = names.map(async (name) => [name, (await readFile(join(folder, 'keys', name), 'utf8')).trim()] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function ask(path: string, key?: string, body?: object): Promise<Response> {
  return fetch(`http://127.0.0.1:${ports.api}/api/v1${path}`, {
    headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    signal: AbortSignal.timeout(60_000),
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
}

async function healthy(address: string): Promise<number> {
  const [code] = (await once(spawn(process.execPath, ['deploy/healthy.mjs', address]), 'close')) as [number];
  return code;
}

async function startEventStore() {
  const child = spawn(process.execPath, ['dist/eventstore/src/main.js', '--mem', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(180_000) })) as [string];
  const stop = async () => {
    const end = once(child, 'close');
    child.kill('SIGTERM');
    await end;
  };
  return { url: line.replace('ready: ', ''), stop };
}

async function startMail() {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let mail = '';
      stream.setEncoding('utf8').on('data', (text: string) => (mail += text));
      stream.on('end', () => done(null, void mails.push(mail)));
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
