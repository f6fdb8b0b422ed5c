import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { eventually } from '#adapters/testing';

const number = z.number().nonnegative();
const round = z.strictObject({ value: number, fdatasync_ms: number });
const figure = z.strictObject({
  name: z.string(),
  title: z.string(),
  unit: z.enum(['×', '/s', 'ms', 's', 'MB']),
  goal: z.strictObject({ bound: z.enum(['at least', 'at most']), value: number }).optional(),
  order: number.optional(),
  rounds: z.array(round).min(1),
  beside: z.string(),
  value: number,
  voided: z.int(),
  is_disk_slow: z.boolean(),
  is_met: z.boolean().optional(),
});
const results = z.strictObject({
  schema: z.literal('slowking.bench/1'),
  when: z.iso.datetime(),
  commit: z.strictObject({ id: z.string(), is_dirty: z.boolean() }).nullable(),
  machine: z.strictObject({ cpu: z.string(), cores: z.int(), memory_mb: z.int(), system: z.string(), node: z.string() }),
  is_quick: z.literal(true),
  rounds: z.literal(1),
  fdatasync_ms: number,
  slowest_disk_ms: z.literal(1),
  figures: z.array(figure),
  failures: z.array(z.strictObject({ case: z.string(), message: z.string() })),
});

const run = promisify(execFile);
const bench = (...args: string[]) => run(process.execPath, [resolve('dist/bench/src/main.js'), ...args], { timeout: 300_000 });

describe('The cheapest figures, in tiny numbers,', () => {
  let file = '';
  let told = '';
  beforeAll(async () => {
    const { stdout } = await bench('--only', 'live', '--quick', '--rounds', '1');
    told = stdout;
    file = /^\/.*\.json$/m.exec(stdout)?.[0] ?? '';
  });
  afterAll(() => rm(file, { force: true }));

  it('are shown in a table that says that they say nothing', () => {
    expect(told).toContain('node: append → live subscriber, p99');
    expect(told).toContain('QUICK');
  });

  it('are written down with everything that is needed to judge them', async () => {
    const written = results.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(written.figures.map(({ name }) => name)).toEqual(['live.ratio', 'live.p50', 'live.p99']);
    expect(written.machine.node).toBe(process.version);
  });
});

it('The raw upsert beside a rebuild fits the tables that there are', async () => {
  const { figures } = results.parse(JSON.parse((await bench('--only', 'rebuild', '--quick', '--json')).stdout));
  expect(figures.map(({ name }) => name)).toEqual(['rebuild.speed', 'rebuild.ratio']);
});

it.each([['live', 'SIGTERM'], ['live', 'SIGINT'], ['projected', 'SIGTERM']] as const)('Stopped in the middle of %s by %s, it leaves nothing running and nothing behind', async (name, signal) => {
  const place = await mkdtemp(join(tmpdir(), 'bench-stopped-'));
  await chmod(place, 0o711);
  // So often that it is not through before anybody has seen it.
  const words = ['--only', name, '--quick', '--rounds', '50'];
  const child = spawn(process.execPath, [resolve('dist/bench/src/main.js'), ...words], { env: { ...process.env, TMPDIR: place }, stdio: 'ignore' });
  const exit = once(child, 'exit');
  await eventually(async () => expect((await running(place)).map(({ command }) => command).join('\n')).toMatch(name === 'live' ? /eventstore/ : /worker/));
  child.kill(signal);
  expect(await exit).toEqual([signal === 'SIGINT' ? 130 : 143, null]);
  expect([await running(place), await readdir(place)]).toEqual([[], []]);
  await rm(place, { recursive: true });
});

it('A case that breaks off is told of, and keeps no other from being measured', async () => {
  const place = await mkdtemp(join(tmpdir(), 'bench-broken-'));
  await chmod(place, 0o711);
  const child = spawn(process.execPath, [resolve('dist/bench/src/main.js'), '--only', 'live,size', '--quick', '--json'], { env: { ...process.env, TMPDIR: place }, stdio: ['ignore', 'pipe', 'ignore'] });
  const [said, exit] = [text(child.stdout), once(child, 'exit')];
  await eventually(async () => expect((await running(place)).map(({ command }) => command).join('\n')).toMatch(/eventstore/));
  for (const { pid } of await running(place)) if (pid !== child.pid) kill(pid);
  const { figures, failures } = results.parse(JSON.parse(await said));
  expect([failures.map((failure) => failure.case), figures.map(({ name }) => name.split('.')[0])]).toEqual([['live'], expect.arrayContaining(['size'])]);
  expect([await exit, await readdir(place)]).toEqual([[70, null], []]);
  await rm(place, { recursive: true });
});

/** Unless it has ended meanwhile. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' });
  }
}

interface Program {
  readonly pid: number;
  readonly command: string;
}

/** Programs that work below a folder, as their command lines say, or their environment. */
async function running(place: string): Promise<Program[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const known = await Promise.all(pids.map(async (pid) => {
    const [command, environment] = await Promise.all(['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')));
    return [command!, environment!].some((told) => told.includes(place)) ? { pid: Number(pid), command: command! } : undefined;
  }));
  return known.filter((program) => program !== undefined);
}

it('What there is to measure is told on demand, and a wrong name is refused with the right ones', async () => {
  expect((await bench('--help')).stdout).toMatch(/ingest .+\n.+projected /);
  await expect(bench('--only', 'everything')).rejects.toMatchObject({ code: 64, stderr: expect.stringContaining('ingest') });
});
