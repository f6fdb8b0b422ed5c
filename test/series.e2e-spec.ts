import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';
import { CORPUS, StoredRuns, TARGET } from './support/stored-runs.js';

describe('A series with a step in it', () => {
  it('ends with 1, and says with which run it became slower, how much, and how certain that is', async () => {
    const { code, series } = await asked(ids[0]!);
    expect(code).toBe(1);
    expect(series).toMatchObject({
      target: 'stored.example:8283',
      benchmark_type: 'latency',
      corpus_sha256: CORPUS,
      verdict: 'fail',
      reason: 'Slower by more than +5 %, and nobody has acknowledged it: +20 % from nightly (5.7) on.',
      threshold: 0.05,
      left_out: false,
      changes: [{ at: 6, benchmark_id: ids[6], benchmark_name: 'nightly', eigen_version: '5.7', before_ms: 100, after_ms: 120, acknowledged: false, other_load: false }],
    });
    const [change] = series.changes;
    expect(change?.change).toBeCloseTo(0.2, 9);
    expect(change?.p_value).toBeLessThanOrEqual(0.05);
    expect(series.runs.map(({ benchmark_id }) => benchmark_id)).toEqual(ids);
    expect(series.runs[0]).toEqual({
      benchmark_id: ids[0],
      benchmark_name: 'nightly',
      eigen_version: '5.1',
      started_at: '2026-01-01T00:00:00.000000Z',
      n: 3,
      median_ms: 100,
      p95_ms: null,
      verdict: 'measured',
      load: 'closed, 4 in flight, 1 a request',
      other_load: false,
      acknowledged: null,
    });
    expect(series.runs.map(({ other_load }) => other_load)).toEqual(ids.map((_, at) => at === 9 || at === 10));
  });

  it('is the same by the name of a run, and by target and corpus', async () => {
    const { series } = await asked(ids[0]!);
    expect((await asked('nightly')).series).toEqual(series);
    expect((await asked('--target', `${TARGET}/`, '--corpus', CORPUS)).series).toEqual(series);
  });

  it('is shown in a table that fits, with a line of bars and the change marked below', async () => {
    const { code, out } = await cli.run(['series', ids[0]!], { environment: { COLUMNS: '72' } });
    expect(code).toBe(1);
    const lines = out.trimEnd().split('\n');
    for (const line of lines.slice(1)) expect(line.length).toBeLessThanOrEqual(72);
    expect(lines).toContain('▁▁▂▁▂▁█████▇');
    expect(lines).toContain('      ▲');
    expect(out).toMatch(/nightly .*▲ \+20\.0 %/);
    const wide = await cli.run(['series', ids[0]!]);
    expect(wide.out).toContain(`slowking series acknowledge ${ids[6]} --reason`);
    expect(wide.out).toContain('another load from nightly (5.10) on: burst, 2 a request');
  });

  it('is cut to the newest, and to those of a name', async () => {
    const { code, series } = await asked(ids[0]!, '--limit', '10');
    expect([code, series.left_out, series.runs.map(({ benchmark_id }) => benchmark_id)]).toEqual([1, true, ids.slice(2)]);
    expect((await asked(ids[0]!, '--name', 'weekly')).series).toMatchObject({ runs: [], verdict: 'inconclusive' });
  });

  it('passes where the change is less than what matters', async () => {
    expect(await asked(ids[0]!, '--threshold', '25')).toMatchObject({ code: 0, series: { verdict: 'pass', threshold: 0.25, changes: [{ at: 6 }] } });
  });

  it('is saved as a page that needs nothing else, and replaces no file by accident', async () => {
    const file = join(stack.home, 'series.html');
    const { code, out } = await cli.run(['series', 'nightly', '--html', file]);
    expect([code, out]).toEqual([1, expect.stringContaining(`${file} (`)]);
    const page = await readFile(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('<title id="series-title">Processing time of each run</title>');
    expect(page).toContain('▲ +20 %');
    expect(page).not.toMatch(/<script|<link|src=|url\(http/);
    await writeFile(file, 'mine');
    expect((await cli.run(['series', 'nightly', '--html', file])).code).toBe(73);
    expect(await readFile(file, 'utf8')).toBe('mine');
    const forced = await cli.run(['series', 'nightly', '--html', file, '--force', '--json']);
    expect(JSON.parse(forced.out)).toMatchObject({ verdict: 'fail', page: { file, bytes: Buffer.byteLength(page) } });
    const response = await api.fetch(`/series.html?benchmark=${ids[0]}`);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  });
});

describe('A change that somebody knows of', () => {
  it('is no news any more, and stays in sight', async () => {
    const before = await reportOf(ids[6]!);
    const said = await cli.run(['series', 'acknowledge', ids[6]!, '--reason', 'the new parser']);
    expect(said).toEqual({ code: 0, out: `The change that begins with ${ids[6]} is known from now on.\n`, err: '' });
    const { code, series } = await eventually('the change to be known', async () => {
      const found = await asked('nightly');
      return found.series.runs[6]?.acknowledged ? found : undefined;
    });
    expect(code).toBe(0);
    expect(series).toMatchObject({
      verdict: 'pass',
      changes: [{ at: 6, p_value: null, acknowledged: true }],
      reason: 'In 12 runs 1 change, none for the worse that is new and more than +5 %.',
    });
    expect(series.runs[6]?.acknowledged).toEqual({ reason: 'the new parser', by: null, at: expect.any(String) });
    expect((await cli.run(['series', 'nightly'])).out).toContain('▲ +20.0 % from nightly (5.7) on: known, the new parser');
    expect(await reportOf(ids[6]!)).toBe(before);
    expect((await cli.run(['report', ids[6]!, '--check'])).code).toBe(0);
  });

  it('is on record once, and sealed', async () => {
    const again = await cli.json<{ revision: number }>('series', 'acknowledge', ids[6]!, '--reason', 'the new parser');
    const events = (await api.events(ids[6]!)).filter(({ type }) => type === 'ChangeAcknowledged');
    expect(events).toMatchObject([{ revision: again.revision, data: { reason: 'the new parser', by: null } }]);
    const other = await cli.run(['series', 'acknowledge', ids[6]!, '--reason', 'the new disk', '--json']);
    expect([other.code, JSON.parse(other.err)]).toEqual([65, { error: expect.objectContaining({ code: 'AlreadyAcknowledged' }) }]);
    const log = join(stack.home, 'log.ndjson');
    await eventually('it to be sealed', async () => {
      await cli.run(['export', '--output', log, '--force']);
      const { findings, events: all, sealed } = JSON.parse((await cli.run(['verify', log, '--json'])).out) as Verified;
      expect(findings).toEqual([]);
      return sealed === all ? true : undefined;
    });
  });
});

describe('What is no series', () => {
  it.each([
    ['an unknown id', ['3f1d6a1e-1111-4111-8111-111111111111'], 65, 'no such benchmark'],
    ['an unknown name', ['yearly'], 65, 'No benchmark of the name "yearly"'],
    ['nothing', [], 64, '--target and --corpus'],
    ['a target without a corpus', ['--target', TARGET], 64, '--target and --corpus'],
    ['a run and a target', ['nightly', '--target', TARGET], 64, '--target and --corpus'],
    ['a corpus that is none', ['--target', TARGET, '--corpus', 'abc'], 65, 'SHA-256'],
    ['a target that is none', ['--target', 'ftp://x', '--corpus', CORPUS], 65, 'target is not'],
    ['a limit that is none', ['nightly', '--limit', '0'], 64, 'whole number'],
  ])('%s is refused', async (_what, words, code, text) => {
    const said = await cli.run(['series', ...words]);
    expect([said.code, said.out, said.err]).toEqual([code, '', expect.stringContaining(text)]);
  });

  it('a corpus that nobody ran', async () => {
    const { code, series } = await asked('--target', TARGET, '--corpus', 'f'.repeat(64));
    expect([code, series.reason]).toEqual([2, expect.stringContaining('there are none')]);
    expect((await cli.run(['series', '--target', TARGET, '--corpus', 'f'.repeat(64)])).out).toMatch(/^inconclusive: Too few runs/);
  });

  it('few runs: that is said, and ends with 2', async () => {
    const id = await api.start();
    await api.told(id);
    const { code, out } = await cli.run(['series', id]);
    expect([code, out]).toEqual([2, expect.stringMatching(/^inconclusive: Too few runs to tell of a change: it takes 8, 4 before it and 4 after, and there is one\.\n/)]);
  });

  it('a run that is not over has no change to acknowledge, nor has one that was cancelled', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const id = await api.start();
    const running = await cli.run(['series', 'acknowledge', id, '--reason', 'x']);
    expect([running.code, running.err]).toEqual([65, expect.stringContaining('not over yet')]);
    await api.post(`/benchmarks/${id}/cancel`, {});
    const cancelled = await cli.run(['series', 'acknowledge', id, '--reason', 'x', '--json']);
    expect([cancelled.code, JSON.parse(cancelled.err)]).toEqual([65, { error: expect.objectContaining({ code: 'NotCompleted' }) }]);
    const unknown = await cli.run(['series', 'acknowledge', '3f1d6a1e-1111-4111-8111-111111111111', '--reason', 'x']);
    expect([unknown.code, unknown.err]).toEqual([65, expect.stringContaining('no such benchmark')]);
    for (const words of [[], ['--reason', ' ']]) expect((await cli.run(['series', 'acknowledge', id, ...words])).code).toBe(64);
  });
});

/** As `--json` shows it. */
interface Series {
  readonly verdict: string;
  readonly reason: string;
  readonly threshold: number;
  readonly left_out: boolean;
  readonly runs: readonly { readonly benchmark_id: string; readonly other_load: boolean; readonly acknowledged: object | null }[];
  readonly changes: readonly { readonly at: number; readonly change: number; readonly p_value: number | null }[];
}

interface Verified {
  readonly findings: readonly object[];
  readonly events: number;
  readonly sealed: number;
}

const MEDIANS = [100, 99, 101, 100, 102, 98, 120, 119, 121, 120, 122, 118];
const BURST = { mode: 'burst', batch: 2, repeat: 1, warmup: 0, order: { kind: 'given' } } as const;

let stack: RunningStack;
let api: ApiClient;
let cli: Slowking;
const ids: string[] = [];
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(2) });
  [api, cli] = [new ApiClient(stack), new Slowking(stack.api)];
  const runs = new StoredRuns(stack.eventStore);
  for (const [at, median] of MEDIANS.entries()) {
    const milliseconds = [median - 40, median, median + 300];
    ids.push(await runs.add({ name: 'nightly', release: `5.${at + 1}`, milliseconds, ...(at === 9 && { workload: BURST }) }));
  }
  await runs.close();
  for (const id of ids) await api.told(id);
});
afterAll(() => stack?.discard());

async function asked(...words: readonly string[]): Promise<{ code: number | null; series: Series }> {
  const { code, out, err } = await cli.run(['series', ...words, '--json']);
  if (out === '') throw new Error(`slowking ended with ${code}: ${err}`);
  return { code, series: JSON.parse(out) as Series };
}

const reportOf = async (id: string): Promise<string> => (await api.fetch(`/benchmarks/${id}/report.json`)).text();
