import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { ApiClient } from './support/api-client.js';
import { projectOf } from './support/news.js';
import { RunningStack } from './support/running-stack.js';

const PROGRAMS = [
  { file: 'instrument.py', program: 'python3', needs: ['python3'] },
  { file: 'instrument.ts', program: process.execPath, needs: [] },
  { file: 'instrument.sh', program: 'sh', needs: ['sh', 'curl'] },
] as const;

describe.each(PROGRAMS)('The example $file', ({ file, program, needs }) => {
  const missing = needs.filter((name) => spawnSync(name, ['--version']).error);
  if (missing.length > 0) console.warn(`docs/examples/${file} is not tried: there is no ${missing.join(', ')} here.`);
  const tried = missing.length === 0 ? it : it.skip;

  tried('completes a benchmark with the figures it was given, also while the API answers 503 or not at all', async () => {
    const id = await api.start();
    const project = await projectOf(api, id);
    expect(await run(program, file, project, NEWS)).toEqual({ code: 0, stderr: '' });
    expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { started: 3, completed: 3 } });
    const rows = await api.report(id);
    expect(rows.map((row) => [row['Doc Name'], row['Upload Time (seconds)']]).toSorted()).toEqual(FIGURES);
    expect(faults).toEqual([]);
  });

  tried('keeps the order: what comes first is told first, however often it must be told', async () => {
    const id = await api.start();
    const project = await projectOf(api, id);
    await run(program, file, project, NEWS);
    const events = (await api.events(id)).filter(({ type }) => /^DocumentUpload(Started|Completed)$/.test(type));
    const told = events.map(({ type, data }) => `${type === 'DocumentUploadStarted' ? 'start' : 'end'} ${String(data['document_name'])}`);
    expect(told).toEqual(DOCUMENTS.flatMap(([name]) => [`start ${name}`, `end ${name}`]));
    await api.told(id);
  });

  tried('says what it has to be told, and sends nothing', async () => {
    const { code, stderr } = await run(program, file, '', NEWS, { BENCHMARK_HOST: '' });
    expect([code === 0, stderr]).toEqual([false, expect.stringMatching(/^(?!.*Traceback).*BENCHMARK_HOST/)]);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  tried('drops what is refused, says so, and goes on', async () => {
    faults.length = 0;
    const id = await api.start();
    const project = await projectOf(api, id);
    const { code, stderr } = await run(program, file, project, `nobody.txt\t1764000000\t1764000001\n${NEWS}`);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/nobody\.txt: 422 .*UnknownDocument/)]);
    expect(await api.told(id)).toMatchObject({ status: 'completed' });
  });
});

describe('For a target that has a secret', () => {
  const signing = PROGRAMS.filter(({ file }) => file !== 'instrument.sh');
  const WHSEC = `whsec_${randomBytes(32).toString('base64')}`;
  beforeAll(() => setSecret(WHSEC));

  it.each(signing)('the example $file signs', async ({ file, program, needs }) => {
    if (needs.some((name) => spawnSync(name, ['--version']).error)) return console.warn(`${file} is not tried here.`);
    const id = await api.start();
    const project = await projectOf(api, id);
    expect(await run(program, file, project, NEWS)).toMatchObject({ code: 1, stderr: expect.stringMatching(/401 /) });
    const SLOWKING_WEBHOOK_SECRET = WHSEC;
    expect(await run(program, file, project, NEWS, { SLOWKING_WEBHOOK_SECRET })).toEqual({ code: 0, stderr: '' });
    expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { completed: 3 } });
  });
});

const DOCUMENTS = [
  ['a "quoted" \\name.txt', '1764000000.000001', '1764000001.500001', '1.5'],
  ['größe 文.txt', '1764000002', '1764000002', '0'],
  ['plain.txt', '2025-11-24T16:00:03.25Z', '2025-11-24T16:00:05.250001Z', '2.000001'],
] as const;
const NEWS = DOCUMENTS.map(([name, start, end]) => `${name}\t${start}\t${end}\n`).join('');
const FIGURES = DOCUMENTS.map(([name, , , seconds]) => [name, seconds]).toSorted();

/** What becomes of the next requests: an answer, or the connection is cut. */
const faults: (503 | 'cut')[] = [];

let stack: RunningStack;
let api: ApiClient;
let flaky: Server;
beforeAll(async () => {
  stack = await RunningStack.start({
    documents: Object.fromEntries(DOCUMENTS.map(([name]) => [name, name])),
    environment: { EIGEN_MISBEHAVE: '{"lost": {}}' },
  });
  api = new ApiClient(stack);
  flaky = createServer((request, response) => {
    const fault = faults.shift();
    if (fault === 'cut') return void request.socket.destroy();
    if (fault) return void response.writeHead(fault, { 'retry-after': '1' }).end('{}');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks);
      const passed = Object.entries(request.headers).filter(([name]) => /^(content-type|webhook-.*)$/.test(name));
      const headers = Object.fromEntries(passed) as Record<string, string>;
      const passedOn = fetch(stack.api + request.url, { method: 'POST', headers, body }).then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      });
      passedOn.catch(() => response.destroy());
    });
  }).listen(0, '127.0.0.1');
  await once(flaky, 'listening');
});
beforeEach(() => void faults.splice(0, Infinity, 503, 'cut'));
afterEach(() => flaky.closeAllConnections());
afterAll(async () => {
  flaky?.close();
  await stack?.discard();
});

/** Runs an example, with the API behind something that has its faults. */
async function run(program: string, file: string, project: string, news: string, more: Record<string, string> = {}) {
  const child = spawn(program, [resolve('docs/examples', file)], {
    env: {
      PATH: process.env['PATH'],
      SLOWKING_API_URL: `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`,
      BENCHMARK_HOST: stack.platform,
      PROJECT_ID: project,
      ...more,
    },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // A program that ends before it has read all of its input is nothing to fall over.
  child.stdin.on('error', () => undefined).end(news);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

/** As an operator does it. */
async function setSecret(secret: string): Promise<void> {
  const child = spawn(process.execPath, [resolve('dist/apps/api/src/keys.main.js'), 'secret', 'set', stack.platform, '--stdin'], {
    env: { ...process.env, SLOWKING_HOME: join(stack.home, 'home') },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin!.on('error', () => undefined).end(`${secret}\n`);
  expect(await once(child, 'close')).toEqual([0, null]);
}
