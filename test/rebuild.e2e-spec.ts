import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

it('makes the same rows again while queries are answered, and does nothing else', async () => {
  const before = await everything();
  const queries = new Queries();
  const end = await cli.json<Rebuild>('rebuild', 'read-models');
  expect(end).toMatchObject({ phase: 'switched', error: null, total: end.events });
  expect(end.tables.map(({ table, result }) => `${table} ${result}`)).toEqual(TABLES.map((table) => `${table} equal`));
  expect(await queries.stop()).toEqual({ failures: [], answers: expect.any(Number) });
  expect(await everything()).toEqual(before);
});

it('tells people what it did', async () => {
  const { code, out, err } = await cli.run(['rebuild', 'read-models']);
  expect([code, out]).toEqual([0, expect.stringMatching(/^The read models are rebuilt: \d+ events read[\s\S]*document +\d+ +equal/)]);
  expect(err).toMatch(/filling: \d+ of \d+ events|waiting/);
  const { rebuild_id: last } = await cli.json<Rebuild>('rebuild', 'read-models', '--status');
  expect(await state()).toMatchObject({ rebuild_id: last, phase: 'switched' });
});

it('keeps the live tables where rows differ, until it is told otherwise', async () => {
  const before = await everything();
  await db.query("UPDATE benchmark SET name = 'changed by hand' WHERE id = $1", [id]);
  const kept = await cli.run(['rebuild', 'read-models']);
  expect([kept.code, kept.out]).toEqual([1, expect.stringContaining(`benchmark ${id}: in both, name`)]);
  expect(await api.benchmark(id)).toMatchObject({ benchmark_name: 'changed by hand' });
  expect((await cli.run(['rebuild', 'read-models', '--accept-differences'])).code).toBe(0);
  expect(await everything()).toEqual(before);
});

it.each(['rebuild', 'worker'] as const)('goes on by itself when the %s is killed before the switch', async (which) => {
  const before = await everything();
  const queries = new Queries();
  await holdTable();
  const { rebuild_id: asked } = await ask();
  await eventually('the switch', async () => ((await state()).phase === 'switching' ? true : undefined));
  expect((await ask()).rebuild_id).toBe(asked);
  process.kill(which === 'worker' ? await stack.pidOf('worker') : await pidOfRebuild(), 'SIGKILL');
  await letGo();
  const end = await eventually('its end', over);
  expect(end).toMatchObject({ rebuild_id: asked, phase: 'switched' });
  expect(await queries.stop()).toEqual({ failures: [], answers: expect.any(Number) });
  expect(await everything()).toEqual(before);
});

it('comes through whenever it is killed', async () => {
  const before = await everything();
  for (const delay of DELAYS) {
    await ask();
    await eventually('a rebuild', async () => (await pidOfRebuild().catch(() => undefined)) ?? over());
    await new Promise((done) => setTimeout(done, delay));
    try {
      process.kill(await pidOfRebuild(), 'SIGKILL');
    } catch {
      // It was faster.
    }
    expect([delay, (await eventually('its end', over)).phase]).toEqual([delay, 'switched']);
  }
  expect(await everything()).toEqual(before);
});

it('goes on when whoever watches it goes away', async () => {
  await holdTable();
  const child = spawn(process.execPath, [resolve('dist/apps/cli/src/main.js'), 'rebuild', 'read-models'], {
    env: { ...process.env, SLOWKING_API: stack.api },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  await eventually('the switch', async () => (said.includes('switching') ? true : undefined));
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(said).toContain('The rebuild goes on.');
  await letGo();
  expect((await eventually('its end', over)).phase).toBe('switched');
});

it('takes no news from a run that goes on meanwhile', async () => {
  const running = await api.start();
  for (let n = 0; n < 2; n += 1) expect((await cli.run(['rebuild', 'read-models'])).code).toBe(0);
  expect(await api.told(running)).toMatchObject({ status: 'completed' });
  const end = await cli.json<Rebuild>('rebuild', 'read-models');
  expect(end.tables.map(({ result }) => result)).toEqual(['equal', 'equal', 'equal', 'equal']);
  expect(await api.mails(running)).toHaveLength(1);
});

it.each([
  [{ accept_differences: 'maybe' }, /accept_differences/],
  [{ partitions: 3 }, /partitions/],
])('refuses %j', async (body, text) => {
  const response = await api.post('/read-models/rebuild', body);
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(text);
});

interface Rebuild {
  readonly rebuild_id: string;
  readonly phase: string;
  readonly events: number;
  readonly tables: readonly { table: string; result: string }[];
}

const TABLES = ['benchmark', 'benchmark_instance', 'document', 'report'];
/** Milliseconds after the start of the program; each falls into another phase on some machine. */
const DELAYS = [0, 150, 300, 450, 600, 800, 1000];

let stack: RunningStack;
let api: ApiClient;
let cli: Slowking;
let db: Client;
let holder: Client | undefined;
let id: string;

beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(200), environment: { EIGEN_SERVICE: 'constant:0.005', EIGEN_WORKERS: '4' } });
  [api, cli] = [new ApiClient(stack), new Slowking(stack.api)];
  db = await connect();
  id = await api.start();
  await api.told(id);
  await eventually('all jobs to be done', async () => {
    const { rows } = await db.query("SELECT name FROM pgboss.job WHERE state IN ('created', 'retry', 'active') AND start_after <= now()");
    return rows.length === 0 || undefined;
  });
});
afterEach(() => letGo());
afterAll(async () => {
  await db?.end();
  await stack?.discard();
});

/** Which database it is, is in the environment of the program that uses it. */
async function connect(): Promise<Client> {
  const environ = await readFile(`/proc/${await stack.pidOf('api')}/environ`, 'utf8');
  const client = new Client({ connectionString: /(?:^|\0)DATABASE_URL=([^\0]*)/.exec(environ)?.[1] });
  await client.connect();
  return client;
}

/** As somebody does who reads a table for long: nobody can take it away meanwhile. */
async function holdTable(): Promise<void> {
  holder = await connect();
  await holder.query('BEGIN; SELECT 1 FROM report LIMIT 1');
}

async function letGo(): Promise<void> {
  await holder?.end();
  holder = undefined;
}

const ask = async () => (await api.post('/read-models/rebuild', {})).json() as Promise<Rebuild>;
const state = async () => (await api.fetch('/read-models/rebuild')).json() as Promise<Rebuild>;

async function over(): Promise<Rebuild | undefined> {
  const found = await state();
  return ['switched', 'different', 'failed'].includes(found.phase) ? found : undefined;
}

async function pidOfRebuild(): Promise<number> {
  const worker = await stack.pidOf('worker');
  const children = await readFile(`/proc/${worker}/task/${worker}/children`, 'utf8');
  for (const pid of children.trim().split(' ').filter(Boolean)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('worker/src/rebuild/main.js')) return Number(pid);
  }
  throw new Error('No rebuild runs.');
}

/** Every row of the read models, and all that would tell of an effect: events, jobs, mails. */
async function everything() {
  const rows: Record<string, unknown> = {};
  for (const table of TABLES) rows[table] = (await db.query(`SELECT t::text FROM public.${table} t ORDER BY 1`)).rows;
  const jobs = (await db.query("SELECT id, name, state FROM pgboss.job WHERE name <> 'rebuild-read-models' ORDER BY id")).rows;
  const schemas = (await db.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rebuild%'")).rows;
  return { rows, jobs, schemas, events: await api.events(id), mails: (await api.mails(id)).length };
}

/** Asks all the time, and remembers what was not answered as it should be. */
class Queries {
  private isOver = false;
  private readonly asking = this.ask();

  async stop() {
    this.isOver = true;
    return this.asking;
  }

  private async ask() {
    const failures: string[] = [];
    let answers = 0;
    while (!this.isOver || answers < 10) {
      const [one, documents] = await Promise.all([api.benchmark(id), api.fetch(`/benchmarks/${id}/documents?limit=1000`)]);
      const { items } = (await documents.json()) as { items?: unknown[] };
      answers += 1;
      if (one.status !== 'completed' || items?.length !== 200) failures.push(`${one.status} ${documents.status} ${items?.length}`);
    }
    return { failures, answers };
  }
}
