import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

const PASSWORD = 'Kanarienvogel-7';

describe('slowking start', () => {
  it('--wait ends with the run, and tells it: one document for machines', async () => {
    const fields = ['--infra', 'docker__local', '--eigen-version', '5.11', '--folder', 'one', '--mode', 'closed', '--in-flight', '2'];
    const more = ['--notify', 'a@example.org', 'b@example.org', '--deadline', '10m', '--password-stdin', '--wait', '--json'];
    const { code, out, err } = await cli.run([...start('all'), ...fields, ...more], { input: `${PASSWORD}\n` });
    expect([code, err]).toEqual([0, '']);
    const benchmark = JSON.parse(out) as { benchmark_id: string };
    expect(benchmark).toMatchObject({ benchmark_name: 'all', status: 'completed', benchmark_infra: 'docker__local', progress: { completed: 3 } });
    const [created] = await api.events(benchmark.benchmark_id);
    const workload = { mode: 'closed', in_flight: 2 };
    expect(created?.data).toMatchObject({ workload, eigen_version: '5.11', deadline_seconds: 600, notify: ['a@example.org', 'b@example.org'] });
  });

  it('shows people how it goes on, and nobody the password', async () => {
    const said = await cli.run([...start('shown'), '--wait'], environment);
    expect(said.code).toBe(0);
    expect(said.out).toMatch(/status +completed after .* s\n/);
    expect(said.out).toMatch(/p50 \d/);
    expect(said.err).toMatch(/completed: 6 uploaded, 6 processed, 0 failed of 6\n$/);
    expect(said.out + said.err).not.toContain(PASSWORD);
    expect(said.out + said.err).not.toContain('\u001b');
  });

  it('ends with 3 when the run does not complete', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const { code, out } = await cli.run([...start('lost'), '--deadline', '2s', '--wait'], environment);
    expect(code).toBe(3);
    expect(out).toMatch(/status +timed out after .*: /);
  });

  it('with the same key is the same benchmark, and without one always another', async () => {
    const once = [...start('keyed'), '--document', 'one/document-1.txt', '--json'];
    const ids = [];
    for (const key of [['--idempotency-key', 'k'], ['--idempotency-key', 'k'], [], []]) {
      const { out } = await cli.run([...once, ...key], environment);
      ids.push((JSON.parse(out) as { benchmark_id: string }).benchmark_id);
    }
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });

  it.each([
    ['a password as an argument', ['--password', PASSWORD], /SLOWKING_PASSWORD/],
    ['a password stuck to its flag', [`--password=${PASSWORD}`], /SLOWKING_PASSWORD/],
    ['no password at all', [], /--password-stdin/],
    ['an unknown flag', ['--documents', 'x'], /unknown option/],
    ['a deadline that is none', ['--deadline', 'soon'], /90s/],
    ['a folder and files', ['--folder', 'one', '--document', 'x'], /cannot be used with/],
    ['requests in flight in a burst', ['--mode', 'burst', '--in-flight', '3', '--password-stdin'], /closed/],
    ['a mode at a rate without one', ['--mode', 'arrival', '--password-stdin'], /--rate/],
  ])('refuses %s as wrong usage, and starts nothing', async (_what, words, text) => {
    const before = await names();
    const { code, out, err } = await cli.run([...start('refused'), ...words], words.length === 0 ? {} : environment);
    expect([code, out]).toEqual([64, '']);
    expect(err).toMatch(text);
    expect(err).not.toContain(PASSWORD);
    expect(await names()).toEqual(before);
  });

  it('says what the API has against it', async () => {
    const { code, err } = await cli.run([...start('x'), '--target', 'http://192.0.2.1'], environment);
    expect([code, err]).toEqual([65, expect.stringContaining('SLOWKING_TARGETS')]);
    const json = await cli.run([...start('x'), '--type', 'luck', '--json'], environment);
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'UnknownBenchmarkType' } });
  });
});

describe('A benchmark that is over', () => {
  it('is listed and shown, in tables that fit', async () => {
    const found = await cli.json<{ items: { benchmark_name: string }[] }>('list', '--name', NAME, '--status', 'completed');
    expect(found.items.map(({ benchmark_name }) => benchmark_name)).toEqual([NAME]);
    for (const words of [['list'], ['show', id, '--documents']]) {
      const { code, out } = await cli.run(words, { environment: { COLUMNS: '72' } });
      expect(code).toBe(0);
      expect(out).not.toContain('\u001b');
    }
    const { out } = await cli.run(['list'], { environment: { COLUMNS: '72' } });
    for (const line of out.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(72);
    const shown = await cli.json<{ documents: object[] }>('show', id, '--documents');
    expect(shown).toMatchObject({ benchmark_id: id, processing_ms: { n: 6 } });
    expect(shown.documents).toHaveLength(6);
  });

  it('tells people every time with its zone', async () => {
    for (const words of [['list'], ['show', id], ['events', id]]) {
      const { out } = await cli.run(words, { environment: { TZ: 'Asia/Kathmandu' } });
      const times = out.match(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*(?: \S+)?/g) ?? [];
      expect(times).not.toEqual([]);
      for (const time of times) expect(time).toMatch(/ \+05:45$/);
    }
  });

  it('is listed in pages that go on', async () => {
    const first = await cli.json<{ items: object[]; next_cursor: string }>('list', '--limit', '2');
    const second = await cli.json<{ items: object[] }>('list', '--limit', '2', '--cursor', first.next_cursor);
    const both = await cli.json<{ items: object[] }>('list', '--limit', '4');
    expect([...first.items, ...second.items]).toEqual(both.items);
  });

  it('has its report on stdout, in a file that is not replaced by accident, and checked', async () => {
    const csv = await (await api.fetch(`/benchmarks/${id}/report.csv`)).text();
    expect((await cli.run(['report', id])).out).toBe(csv);
    const folder = join(stack.home, 'out');
    await mkdir(folder);
    const file = join(folder, 'report.csv');
    const sha256 = createHash('sha256').update(csv).digest('hex');
    expect(await cli.json('report', id, '-o', file)).toEqual({ format: 'csv', file, bytes: Buffer.byteLength(csv), sha256 });
    await writeFile(file, 'mine');
    expect((await cli.run(['report', id, '-o', file])).code).toBe(73);
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect((await cli.run(['report', id, '-o', file, '--force'])).code).toBe(0);
    expect((await cli.run(['report', id, '-o', `${folder}/`])).out).toContain(`${id}.csv`);
    expect((await readdir(folder)).toSorted()).toEqual([`${id}.csv`, 'report.csv'].toSorted());
    expect((await cli.run(['report', id, '--check'])).out).toContain('the same');
    expect(await cli.json('report', id)).toEqual({ format: 'csv', content: csv });
  });

  it('has its events in the forms that people, machines and auditors want', async () => {
    const stored = await (await api.fetch(`/benchmarks/${id}/events`, { headers: { accept: 'application/x-ndjson' } })).text();
    expect((await cli.run(['events', id, '--ndjson'])).out).toBe(stored);
    expect((await cli.run(['events', id, '--ndjson', '--from', '2', '--follow'])).out).toBe(stored.split('\n').slice(2).join('\n'));
    const events = await api.events(id);
    expect(await cli.json('events', id)).toEqual({ items: events, next_cursor: null });
    expect(await cli.json('events', id, '--from', '9999')).toEqual({ items: [], next_cursor: null });
    expect(await cli.run(['events', id, '--type', 'Unheard'])).toMatchObject({ out: '', err: 'There are none.\n' });
    const lines = (await cli.run(['events', id])).out.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/)[3])).toEqual(events.map(({ type }) => type));
    expect((await cli.run(['events', id, '--json', '--follow'])).code).toBe(64);
  });

  it('cannot be cancelled any more', async () => {
    const { code, err } = await cli.run(['cancel', id]);
    expect([code, err]).toEqual([65, expect.stringContaining('over')]);
  });
});

describe('A benchmark in progress', () => {
  it('is watched and followed until somebody cancels it, over a crash of the API', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const running = await api.start();
    const [watching, following] = [cli.run(['watch', running, '--json']), cli.run(['events', running, '--ndjson', '--follow'])];
    await eventually('two watchers', async () => ((await watchers()) === 2 ? true : undefined));
    await stack.crash('api');
    await eventually('two watchers again', async () => ((await watchers()) === 2 ? true : undefined));
    expect((await cli.run(['cancel', running])).out).toContain('is cancelled');
    const [watched, followed] = [await watching, await following];
    expect([watched.code, watched.err]).toEqual([3, '']);
    expect(JSON.parse(watched.out)).toMatchObject({ benchmark_id: running, status: 'cancelled' });
    expect(followed.out.trimEnd().split('\n').map((line) => (JSON.parse(line) as { revision: number }).revision)).toEqual(
      (await api.events(running)).map(({ revision }) => revision),
    );
  });

  it('cannot repaint the terminal with its name', async () => {
    const name = 'harmless \u001b[2J\u202e';
    await api.told(await api.start({ benchmark_name: name, documents: ['one/document-0.txt'] }));
    const { out } = await cli.run(['list', '--name', name]);
    expect(out).toContain('harmless \ufffd[2J\ufffd');
    expect(out).not.toContain('\u001b');
  });
});

const NAME = 'Release 5.11, nightly';
let stack: RunningStack;
let api: ApiClient;
let cli: Slowking;
let id: string;
const environment = { environment: { SLOWKING_PASSWORD: PASSWORD } };
const start = (name: string) => ['start', '--name', name, '--target', stack.platform, '--username', 'bench'];

beforeAll(async () => {
  const documents = Object.entries(manyDocuments(6)).map(([name, text], n) => [`${n < 3 ? 'one' : 'two'}/${name}`, text]);
  stack = await RunningStack.start({ documents: Object.fromEntries(documents) as Record<string, string> });
  api = new ApiClient(stack);
  cli = new Slowking(stack.api);
  id = await api.start({ benchmark_name: NAME });
  await api.told(id);
});
afterEach(() => api.misbehave({}));
afterAll(() => stack?.discard());

async function names(): Promise<string[]> {
  const { items } = await cli.json<{ items: { benchmark_name: string }[] }>('list', '--limit', '1000');
  return items.map(({ benchmark_name }) => benchmark_name);
}

async function watchers(): Promise<number> {
  const text = await (await fetch(`${stack.api}/metrics`)).text();
  return Number(/^slowking_progress_watchers (\d+)$/m.exec(text)?.[1]);
}
