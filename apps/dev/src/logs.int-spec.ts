import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { appendFileSync, writeSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logs } from './logs.js';

it('What went wrong is told, and all else only kept', async () => {
  say({ level: 'log', message: 'Mapped {/health, GET} route' }, { level: 'warn', message: 'open' }, { level: 'info', message: 'serving' });
  say({ level: 'error', message: 'it broke' }, { stack: 'Error: at x' }, { level: 'fatal', message: { code: 3 } });
  expect(news()).toEqual(['api: it broke', 'api: {"code":3}']);
  expect(news()).toEqual([]);
  expect((await readFile(join(folder, 'api.log'), 'utf8')).split('\n')).toHaveLength(7);
});

it('What is not JSON is told as it is: a part that could not even begin', () => {
  appendFileSync(descriptor, "SyntaxError: Unexpected token '}'\n");
  expect(news()).toEqual(["api: SyntaxError: Unexpected token '}'"]);
});

it('A line is told once it is there as a whole, and repaints nothing', () => {
  const line = Buffer.from(`${JSON.stringify({ level: 'error', message: 'grün\u001b[2J' })}\n`);
  const middle = line.indexOf('ü') + 1;
  writeSync(descriptor, line.subarray(0, middle));
  expect(news()).toEqual([]);
  writeSync(descriptor, line.subarray(middle));
  expect(news()).toEqual(['api: grün [2J']);
});

it('Nothing of what was logged before a start is told again, and the last words of a part are', () => {
  say({ level: 'error', message: 'long ago' });
  logs.close();
  told.splice(0);
  open();
  say({ level: 'error', message: 'now' });
  logs.close();
  expect(told).toEqual(['api: now']);
});

it('A log that has grown large is put aside at the next start, and is the only one that is kept', async () => {
  for (const size of [11, 12]) {
    logs.close();
    await truncate(join(folder, 'api.log'), size * 2 ** 20);
    open();
  }
  expect(await sizes()).toEqual({ 'api.log': 0, 'api.log.1': 12 * 2 ** 20 });
  logs.close();
  await truncate(join(folder, 'api.log'), 2 ** 20);
  open();
  expect(await sizes()).toEqual({ 'api.log': 2 ** 20, 'api.log.1': 12 * 2 ** 20 });
});

it('Where people see the log itself, nothing is told twice', () => {
  const shown = new Logs(folder, 'stderr', (line) => told.push(line));
  expect(shown.of('worker')).toBe('inherit');
  shown.close();
  expect(told).toEqual([]);
});

const told: string[] = [];
let folder: string;
let logs: Logs;
let descriptor: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-'));
  told.splice(0);
  open();
});
afterEach(async () => {
  logs.close();
  await rm(folder, { recursive: true });
});

function open(): void {
  logs = new Logs(folder, 'files', (line) => told.push(line));
  descriptor = logs.of('api') as number;
}

const say = (...lines: readonly object[]) => lines.forEach((line) => appendFileSync(descriptor, `${JSON.stringify(line)}\n`));

async function sizes(): Promise<Record<string, number>> {
  const names = await readdir(folder);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size])));
}

function news(): readonly string[] {
  logs.look();
  return told.splice(0);
}
