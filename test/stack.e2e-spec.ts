import { afterEach, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

const run = promisify(execFile);

describe('npm start', () => {
  it('ends everything in good order when it is told to', async () => {
    const stack = await start();
    const pids = await stack.pids();
    expect(await stack.stop()).toBe(0);
    expect(stack.logged).not.toContain('did not stop');
    await eventually('every process to be gone', async () => pids.filter(isRunning).length === 0 || undefined);
  });

  it('ends everything in good order at Ctrl-C, which npm passes on once more', async () => {
    const stack = await start();
    const pids = await stack.pids();
    expect(await stack.interrupt()).toBe(0);
    await eventually('every process to be gone', async () => pids.filter(isRunning).length === 0 || undefined);
  });

  it('ends in good order as well when it is told to while it starts', async () => {
    const home = await folder();
    const child = startedIn(home, {});
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    child.stdout.resume();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect((await readdir(home)).sort()).toEqual(['eventstore', 'logs', 'mail', 'postgres', 'secret.key']);
    const places = ['postgres/data', 'postgres/elsewhere/data'].map((place) => join(home, place));
    expect(places.filter((place) => existsSync(join(place, 'postmaster.pid')))).toEqual([]);
  });

  it('shows people no log, but where it is, what to do next, and what goes wrong', async () => {
    const stack = await start(undefined, []);
    // Not of the log, though of what goes wrong while it starts.
    expect(stack.logged).not.toContain('"level"');
    expect(await readFile(join(stack.home, 'home/logs/api.log'), 'utf8')).toContain('successfully started');
    const { stdout } = await run('sh', ['-c', stack.next.replace('in another terminal, ', '')], { timeout: 300_000 });
    expect(stdout).toMatch(/status +completed/);
    await stack.crash('worker');
    await eventually('what happened to be told', async () => stack.logged.includes('worker ended (SIGKILL); it is started again') || undefined);
  });

  it('leaves nothing behind when it is killed, and the next one goes on where it was', async () => {
    const first = await start();
    const pids = await first.pids();
    const id = await new ApiClient(first).start();
    await new ApiClient(first).told(id);
    const postgres = await first.pidOf('postgres');
    await first.abandon();
    await eventually('the parts to notice and end', async () => {
      return pids.filter((pid) => pid !== postgres && isRunning(pid)).length === 0 || undefined;
    });
    const second = await start(first.home);
    expect(await new ApiClient(second).benchmark(id)).toMatchObject({ status: 'completed' });
    if (isRunning(postgres)) expect(await second.pidOf('postgres')).toBe(postgres);
  });

  it('derives everything again when the whole database is lost, and nothing happens twice', async () => {
    const first = await start();
    const before = new ApiClient(first);
    const id = await before.start();
    await before.told(id);
    const events = await before.events(id);
    await first.stop();
    await rm(join(first.home, 'home/postgres'), { recursive: true });
    const second = await start(first.home);
    const after = new ApiClient(second);
    expect(await after.told(id)).toMatchObject({ status: 'completed', progress: { completed: 3 } });
    const another = await after.start();
    await after.told(another);
    expect(await after.events(id)).toEqual(events);
    expect(await after.mails(id)).toHaveLength(1);
  });

  it('refuses a folder that another one uses', async () => {
    const { home } = await start();
    expect(await failedStart({ SLOWKING_HOME: join(home, 'home') })).toEqual([78, expect.stringContaining('is in use')]);
  });

  it('says which variable is wrong', async () => {
    expect(await failedStart({ SLOWKING_API_PORT: 'abc' })).toEqual([78, expect.stringContaining('SLOWKING_API_PORT')]);
    expect(await failedStart({ DATABASE_URL: 'mysql://x' })).toEqual([78, expect.stringContaining('DATABASE_URL')]);
  });

  it('takes no other option than --logs', async () => {
    expect(await failedStart({}, ['--verbose'])).toEqual([78, expect.stringContaining('npm start -- --logs')]);
  });

  it.each([
    ['EIGEN_WORKERS', 'many'],
    ['SLOWKING_TARGETS', 'http://eigen'],
    ['SLOWKING_SECRET_KEY', 'password'],
    ['EVENTSTORE_URL', 'esdb://admin:changeit'],
    ['SMTP_URL', 'smtp://mail:many'],
    ['DATABASE_URL', 'postgres://slowking:changeit@127.0.0.1:99999/slowking'],
  ])('ends with 78 where a part of it finds that a variable is wrong, too: %s', async (variable, value) => {
    const [code, text] = await failedStart({ [variable]: value });
    expect([code, text]).toEqual([78, expect.stringContaining(variable)]);
    expect(text).not.toContain('changeit');
  });

  it('says which port is in use, and how to take another one', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const failed = await failedStart({ SLOWKING_MAIL_PORT: String(port), SLOWKING_API_PORT: '0' });
    server.close();
    expect(failed).toEqual([78, expect.stringContaining('SLOWKING_MAIL_PORT')]);
  });
});

it('npm run demo says how certain its median is, what to do next, and last the path of its report', async () => {
  const home = await folder();
  const { stdout } = await run(process.execPath, [resolve('dist/apps/dev/src/demo.js')], {
    env: { ...process.env, SLOWKING_HOME: home, SLOWKING_ARTIFACTS: resolve('artifacts'), EIGEN_SERVICE: 'constant:0.01' },
    timeout: 180_000,
  });
  const report = stdout.trim().split('\n').at(-1)!.replace('report: ', '');
  expect(stdout).toMatch(/With 95 % confidence the platform's median lies between [\d.]+ and [\d.]+ ms\./);
  expect(stdout).toContain('next: `npm start`');
  expect(existsSync(report)).toBe(true);
  expect(existsSync(/^html: (.*\.html)$/m.exec(stdout)![1]!)).toBe(true);
  const [left] = await readdir(home);
  expect((await readdir(join(home, left!))).sort()).toEqual(['logs', 'mail', 'reports']);
});

it('npm run demo ends in good order at Ctrl-C, and that is no fault', async () => {
  const child = spawn(process.execPath, [resolve('dist/apps/dev/src/demo.js')], {
    env: { ...process.env, SLOWKING_HOME: await folder(), SLOWKING_ARTIFACTS: resolve('artifacts'), EIGEN_SERVICE: 'constant:60' },
  });
  const said = text(child.stderr);
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('Benchmark ')) child.kill('SIGINT');
  expect([child.exitCode ?? (await once(child, 'exit'))[0], await said]).toEqual([130, expect.stringMatching(/(^|\n)Interrupted\.\n$/)]);
});

const stacks: RunningStack[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const stack of stacks.splice(0).reverse()) await stack.discard();
  for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
});

async function start(home?: string, flags?: readonly string[]): Promise<RunningStack> {
  const stack = await RunningStack.start({ documents: manyDocuments(3), ...(home && { home }), ...(flags && { flags }) });
  stacks.push(stack);
  return stack;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'slowking-e2e-'));
  folders.push(path);
  return path;
}

/** Its exit code, and what it says. */
async function failedStart(variables: Readonly<Record<string, string>>, flags: readonly string[] = []): Promise<[number | null, string]> {
  const child = startedIn(await folder(), variables, flags);
  child.stdout.resume();
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return [code, said];
}

function startedIn(home: string, variables: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const free = ['API', 'EIGEN', 'EVENTSTORE', 'POSTGRES', 'SMTP', 'MAIL'].map((part) => [`SLOWKING_${part}_PORT`, '0']);
  return spawn(process.execPath, [resolve('dist/apps/dev/src/main.js'), ...flags], {
    env: { ...process.env, ...Object.fromEntries(free), SLOWKING_HOME: home, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
