import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#adapters';
import { startNode, type RunningNode } from '#eventstore';
import type { Verdict } from '#eventsourcing';
import { sealedLog } from '#eventsourcing/testing';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { keyProgram } from './support/key-program.js';
import { altered, editLog, rechained, renumbered, type Edit } from './support/node-files.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

describe('A log that nobody touched', () => {
  it('is verified as it runs, and as a bundle offline, by a key that was noted before', async () => {
    const running = await verified();
    expect(running).toMatchObject({ trust: 'first use', findings: [] });
    const bundle = file('bundle.ndjson');
    expect((await cli.run(['export', '-o', bundle])).code).toBe(0);
    const { items: keys } = await api.json<{ items: { key_id: string; public_key: string }[] }>('/audit/keys');
    await writeFile(file('audit.pem'), `-----BEGIN PUBLIC KEY-----\n${keys[0]!.public_key}\n-----END PUBLIC KEY-----\n`);
    for (const trust of [keys[0]!.key_id, keys[0]!.public_key, file('audit.pem')]) {
      expect(await offline([bundle, '--trust', trust])).toMatchObject({ code: 0, verdict: 'verified', trust: 'pinned', root: running.root });
    }
    expect((await cli.run(['verify', '-', '--json'], { input: await readFile(bundle, 'utf8') })).code).toBe(0);
  });

  it('has the proof of each report beside it', async () => {
    const name = await eventually('the proof', async () => (await readdir(reports())).find((each) => each.startsWith(first) && each.endsWith('.proof.json')));
    const [proof, report] = [join(reports(), name), join(reports(), name.replace('.proof.json', '.csv'))];
    expect(await offline([proof, '--report', report])).toMatchObject({ code: 0, verdict: 'verified', findings: [] });
    expect(JSON.parse(await readFile(proof, 'utf8'))).toMatchObject({ events: [{ type: 'BenchmarkCompleted' }, { type: 'ReportCompleted' }] });
    await writeFile(file('other.csv'), `${await readFile(report, 'utf8')}\n`);
    expect(await offline([proof, '--report', file('other.csv')])).toMatchObject({ code: 1, findings: [{ kind: 'changed' }] });
    const { code } = await cli.run(['export', first, '--proof', '-o', file('proof.json')]);
    expect([code, (await offline([file('proof.json')])).verdict]).toEqual([0, 'verified']);
  });

  it('is anchored in the mail', async () => {
    const { end } = await endOf(first);
    const [mail] = await api.mails(first);
    for (const body of [mail!.text, mail!.html]) expect(body).toContain(end.metadata['hash']);
  });

  it('tells one stream by itself', async () => {
    expect((await cli.run(['export', second, '-o', file('one.ndjson')])).code).toBe(0);
    const { events } = await offline([file('one.ndjson')]);
    expect([events, (await offline([file('one.ndjson')])).code]).toEqual([(await api.events(second)).length, 0]);
  });

  it('is held against an older one, its keys are rotated, and the old key still vouches for it', async () => {
    await cli.run(['export', '-o', file('old.ndjson')]);
    const { key_id: old } = await verified();
    const { id: fresh } = JSON.parse(await keyProgram(join(stack.home, 'home'), ['audit', 'rotate', '--json'])) as { id: string };
    await run();
    const now = await verified('--against', file('old.ndjson'), '--trust', old!);
    expect(now).toMatchObject({ key_id: fresh, trust: 'pinned' });
    await cli.run(['export', '-o', file('new.ndjson')]);
    expect(await offline([file('old.ndjson'), '--against', file('new.ndjson')])).toMatchObject({ code: 1, findings: [{ kind: 'truncated' }] });
    expect(await offline([file('old.ndjson'), '--trust', fresh])).toMatchObject({ code: 2, verdict: 'undecided' });
  });

  it('is told from a fork, and from another system', async () => {
    const log = await sealedLog();
    const fork = await log.fork();
    await log.write('benchmark-e', 'Created', 'Ended');
    await fork.write('benchmark-f', 'Created', 'Ended', 'Told');
    for (const [name, each] of [['one.ndjson', log], ['fork.ndjson', fork]] as const) {
      await each.seal();
      await writeFile(file(name), (await each.bundle()).map((line) => `${JSON.stringify(line)}\n`).join(''));
      expect((await offline([file(name)])).code).toBe(0);
    }
    expect(await offline([file('fork.ndjson'), '--against', file('one.ndjson')])).toMatchObject({ code: 1, findings: [{ kind: 'forked' }] });
    const foreign = await offline([file('old.ndjson'), '--against', file('one.ndjson')]);
    expect([foreign.code, foreign.notes[0]]).toEqual([2, 'It is from another system than one.ndjson.']);
  });

  it('is listed in pages, checkpoint by checkpoint', async () => {
    const page = await api.json<{ items: object[]; next_cursor: string }>('/audit/checkpoints?limit=1');
    const rest = await api.json<{ items: object[] }>(`/audit/checkpoints?cursor=${page.next_cursor}`);
    const { checkpoints } = await verified();
    expect([page.items.length, 1 + rest.items.length]).toEqual([1, checkpoints]);
  });
});

describe('What is no bundle', () => {
  it.each<[string, (bundle: string) => string, RegExp]>([
    ['one that was cut between two lines', (bundle) => bundle.split('\n').slice(0, -3).join('\n') + '\n', /cut/],
    ['one that was cut in the middle of one', (bundle) => bundle.slice(0, bundle.length / 2), /cut/],
    ['a text', () => 'this is\nno bundle\n', /no JSON/],
    ['nothing', () => '', /no JSON/],
    ['the document of another program', () => '{"format":"other"}\n{"a":1}\n', /does not begin/],
    ['a line that is no JSON', (bundle) => bundle.replace('\n', '\nnonsense\n'), /line 2/],
  ])('ends with 65: %s', async (_what, change, message) => {
    await writeFile(file('broken.ndjson'), change(await exported()));
    const { code, out, err } = await cli.run(['verify', file('broken.ndjson')]);
    expect([code, out]).toEqual([65, '']);
    expect(err).toMatch(message);
  });

  it('ends with 64 where there is no such file, or no such key', async () => {
    expect((await cli.run(['verify', file('none')])).code).toBe(64);
    expect((await cli.run(['verify', '--trust', 'nobody'])).err).toContain('--trust');
  });
});

/** Done to the node's files, with checksums and indexes that fit. */
describe('The running system', () => {
  beforeAll(async () => {
    await verified();
    await node.stop();
    await cp(data, original, { recursive: true });
    node = await startNode({ data, port: node.port });
  });

  it.each<[string, string, () => Edit, () => object]>([
    ['an event that was changed', 'changed', () => (events) => events.map((event) => (at(event, first, 3) ? altered(event, { at: 1 }) : event)), () => ({ stream: streamOf(first), revision: 3 })],
    ['an event that was removed', 'removed', () => (events) => renumbered(events.filter((event) => !at(event, first, 3))), () => ({ stream: streamOf(first), revision: 3 })],
    ['an event that was inserted', 'inserted', () => (events) => renumbered(events.flatMap((event) => (at(event, first, 3) ? [{ ...event, eventId: Buffer.alloc(16, 7) }, event] : [event]))), () => ({ stream: streamOf(first), revision: 3 })],
    ['two events that changed places', 'reordered', () => swap(3, 4), () => ({ stream: streamOf(first), revision: 3 })],
    ['a stream that was cut', 'truncated', () => (events) => events.filter((event) => !(event.stream === streamOf(first) && event.revision > 5)), () => ({ stream: streamOf(first), revision: 6 })],
    ['a log that was cut, with its checkpoints', 'truncated', () => (events) => events.slice(0, events.findIndex((event) => at(event, second, 5))), () => ({})],
    ['a stream that is gone', 'stream gone', () => (events) => events.filter((event) => event.stream !== streamOf(second)), () => ({ stream: streamOf(second) })],
    ['a chain that was written anew', 'forged', () => (events) => rechained(streamOf(first), events.map((event) => (at(event, first, 3) ? altered(event, { at: 1 }) : event))), () => ({ stream: streamOf(first) })],
  ])('betrays %s: %s', async (_what, kind, edit, where) => {
    const said = await afterEdit(edit(), []);
    expect(said).toMatchObject({ code: 1, verdict: 'tampered' });
    expect(said.findings[0]).toMatchObject({ kind, ...where() });
  });

  it('says who waits for people, and why, until the files are there again', async () => {
    // It may still wait because of an edit before this one, with that one's reason.
    await afterEdit((events) => events, []);
    await api.unblocked();
    await afterEdit((events) => events.slice(0, events.findIndex((event) => at(event, second, 5))), []);
    expect(await api.blockedBy('the log does not hold it')).toEqual(['audit-sealer']);
    expect((await cli.run(['doctor'])).out).toMatch(/blocked: audit-sealer since 2.+the log does not hold it/s);
    expect(await (await fetch(`${stack.api}/metrics`)).text()).toContain('slowking_consumer_blocked{consumer="audit-sealer"} 1');
    await afterEdit((events) => events, []);
    await api.unblocked();
  });

  it('is verified again with the files that were there before, and says people what it found', async () => {
    const said = await afterEdit((events) => events, []);
    expect(said).toMatchObject({ code: 0, verdict: 'verified' });
    const { out } = await cli.run(['verify', '--system']);
    expect(out).toMatch(/^verified: the running system, \d+ events, \d+ of them sealed, \d+ checkpoints?\nnote: Trusted on first use/);
  });
});

let stack: RunningStack;
let api: ApiClient;
let cli: Slowking;
let node: RunningNode;
let folder: string;
let data: string;
let original: string;
let first: string;
let second: string;
const file = (name: string) => join(folder, name);
const reports = () => join(stack.home, 'home/reports');
const streamOf = (id: string) => `benchmark-${id}`;
const at = (event: { stream: string; revision: number }, id: string, revision: number) => event.stream === streamOf(id) && event.revision === revision;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-audit-'));
  [data, original] = [file('node'), file('original')];
  // A port that nobody is given while the node is down.
  node = await startNode({ data, port: await freePort() });
  stack = await RunningStack.start({ documents: manyDocuments(3), environment: { EVENTSTORE_URL: node.url } });
  [api, cli] = [new ApiClient(stack), new Slowking(stack.api)];
  [first, second] = [await run(), await run()];
});
afterAll(async () => {
  await stack?.discard();
  await node?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(): Promise<string> {
  const id = await api.start();
  await api.told(id);
  return id;
}

/** Once everything is sealed. */
const verified = (...words: string[]): Promise<Verdict> =>
  eventually('the log to be sealed', async () => {
    const verdict = await cli.json<Verdict>('verify', ...words);
    return verdict.sealed === verdict.events ? verdict : undefined;
  });

async function offline(words: readonly string[]): Promise<Verdict & { readonly code: number | null }> {
  const { code, out, err } = await new Slowking('http://127.0.0.1:1').run(['verify', ...words, '--json']);
  if (!out) throw new Error(err);
  return { code, ...(JSON.parse(out) as Verdict) };
}

const exported = async () => (await cli.run(['export'])).out;

/** The end of a run, as it is stored. */
async function endOf(id: string) {
  const end = (await api.events(id)).find(({ type }) => type === 'BenchmarkCompleted');
  return { end: end! };
}

/** Two events of the first run, each in the place of the other. */
function swap(one: number, other: number): Edit {
  return (events) => {
    const [a, b] = [events.findIndex((event) => at(event, first, one)), events.findIndex((event) => at(event, first, other))];
    return renumbered(events.with(a, events[b]!).with(b, events[a]!));
  };
}

/** What the running system says of itself, once the node came back with other files. */
async function afterEdit(edit: Edit, words: readonly string[]): Promise<Verdict & { readonly code: number | null }> {
  const { port } = node;
  await node.stop();
  await rm(data, { recursive: true });
  await cp(original, data, { recursive: true });
  await editLog(data, edit);
  node = await startNode({ data, port });
  return eventually('an answer', async () => {
    const { code, out } = await cli.run(['verify', '--system', '--json', ...words]);
    return out ? { code, ...(JSON.parse(out) as Verdict) } : undefined;
  });
}
