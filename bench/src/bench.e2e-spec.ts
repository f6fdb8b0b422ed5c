import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

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
});

const run = promisify(execFile);
const bench = (...args: string[]) => run(process.execPath, [resolve('dist/bench/src/main.js'), ...args], { timeout: 60_000 });

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

it('What there is to measure is told on demand, and a wrong name is refused with the right ones', async () => {
  expect((await bench('--help')).stdout).toMatch(/ingest .+\n.+projected /);
  await expect(bench('--only', 'everything')).rejects.toMatchObject({ code: 64, stderr: expect.stringContaining('ingest') });
});
