import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from '@jest/globals';
import { eventually } from './testing/eventually.js';

it('says on stdout where it listens, once it does, and nothing else there', async () => {
  const eigen = start();
  const url = await ready(eigen);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(eigen.stdout).toBe(`ready: ${url}\n`);
});

it.each(['SIGTERM', 'SIGINT'] as const)('stops in order at %s, although a document is in work', async (signal) => {
  const eigen = start({ EIGEN_SERVICE: 'constant:600', SLOWKING_API_URL: 'http://127.0.0.1:9' });
  const url = await ready(eigen);
  await upload(url);
  const since = Date.now();
  eigen.child.kill(signal);
  expect(await eigen.exit).toEqual([0, null]);
  expect(Date.now() - since).toBeLessThan(60_000);
});

it('logs JSON lines on stderr, and neither password nor cookie', async () => {
  const eigen = start({ EIGEN_PASSWORD: 'pass-9c1f', SLOWKING_LOG: 'verbose', SLOWKING_API_URL: 'http://127.0.0.1:9' });
  const url = await ready(eigen);
  await login(url, 'wrong-9c1f');
  const cookie = await upload(url);
  await eventually(() => expect(eigen.stderr).toContain("slowking's API is away"));
  eigen.child.kill('SIGTERM');
  await eigen.exit;
  for (const line of eigen.stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
  for (const secret of ['9c1f', cookie.split('=')[1] ?? '']) expect(eigen.stderr).not.toContain(secret);
});

it('says in one line what is wrong with a variable, and ends with 78', async () => {
  const eigen = start({ EIGEN_WORKERS: 'many' });
  expect(await eigen.exit).toEqual([78, null]);
  expect(eigen.stderr).toMatch(/^eigen: EIGEN_WORKERS: .+\n$/);
  expect(eigen.stdout).toBe('');
});

it('says that its port is taken, and ends with 1', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const port = (squatter.address() as { port: number }).port;
  const eigen = start({ SLOWKING_EIGEN_PORT: String(port), SLOWKING_LOG: 'fatal' });
  expect(await eigen.exit).toEqual([1, null]);
  expect(eigen.stderr).toMatch(/^eigen: .*EADDRINUSE.*\n$/);
  squatter.close();
});

interface Started {
  readonly child: ChildProcess;
  readonly exit: Promise<unknown[]>;
  stdout: string;
  stderr: string;
}

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

function start(variables: Record<string, string> = {}): Started {
  const args = ['--conditions=source', '--import', source('testing/typescript.mjs'), source('main.ts')];
  const env = { PATH: process.env['PATH'], SLOWKING_EIGEN_PORT: '0', EIGEN_PASSWORD: 'secret', ...variables };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const started: Started = { child, exit: once(child, 'close'), stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (started.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (started.stderr += chunk.toString()));
  return started;
}

const ready = (eigen: Started): Promise<string> =>
  eventually(() => {
    const [, url] = /^ready: (\S+)\n/.exec(eigen.stdout) ?? [];
    if (!url) throw new Error(`not ready: ${eigen.stdout} ${eigen.stderr}`);
    return url;
  });

async function login(url: string, password: string): Promise<string> {
  const body = new URLSearchParams({ username: 'ada', password });
  const response = await fetch(`${url}/auth/v1/token/`, { method: 'POST', body });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Answers the session's cookie. */
async function upload(url: string): Promise<string> {
  const cookie = (await login(url, 'secret')) || (await login(url, 'pass-9c1f'));
  const json = { cookie, 'content-type': 'application/json' };
  const project = { method: 'POST', headers: json, body: '{"name":"a"}' };
  await fetch(`${url}/api/project_management/v2/projects/`, project);
  const form = new FormData();
  form.set('document_type_id', '1');
  form.append('files', new Blob(['alpha']), 'a.pdf');
  const uploaded = await fetch(`${url}/api/v1/document_uploader/`, { method: 'POST', headers: { cookie }, body: form });
  expect(uploaded.status).toBe(202);
  return cookie;
}
