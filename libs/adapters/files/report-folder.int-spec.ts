import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it } from '@jest/globals';
import { ReportFolder } from './report-folder.js';
import { reportFilesContract } from './testing/report-files.contract.js';

reportFilesContract('ReportFolder', async () => new ReportFolder(join(await folder(), 'made', 'when', 'needed')));

it('lies where it says', async () => {
  const path = await folder();
  const files = new ReportFolder(path);
  await files.write('r.csv', ['text']);
  expect(files.pathOf('r.csv')).toBe(join(path, 'r.csv'));
  expect(await readFile(files.pathOf('r.csv'), 'utf8')).toBe('text');
});

it('leaves nothing beside the reports', async () => {
  const path = await folder();
  const files = new ReportFolder(path);
  await mkdir(join(path, 'in-the-way'));
  await files.write('r.csv', ['text']);
  await expect(files.write('in-the-way', ['text'])).rejects.toThrow();
  expect(await readdir(path)).toEqual(['in-the-way', 'r.csv']);
  expect(await files.read('in-the-way')).toBeUndefined();
});

it('takes away what somebody was writing who has long been killed, and nothing else', async () => {
  const path = await folder();
  for (const name of ['old.csv.1.part', 'new.csv.2.part', 'old.csv']) await writeFile(join(path, name), 'half');
  for (const name of ['old.csv.1.part', 'old.csv']) await utimes(join(path, name), new Date(), Date.now() / 1000 - 3700);
  await new ReportFolder(path).write('r.csv', ['text']);
  expect(await readdir(path)).toEqual(['new.csv.2.part', 'old.csv', 'r.csv']);
});

it('leaves nothing half when the disk takes no more', async () => {
  const path = await folder();
  await new ReportFolder(path).write('r.csv', ['first']);
  expect(await writeTooMuch(path, 'r.csv')).toBe('EFBIG');
  expect(await writeTooMuch(path, 'new.csv')).toBe('EFBIG');
  expect(await readdir(path)).toEqual(['r.csv']);
  expect(await readFile(join(path, 'r.csv'), 'utf8')).toBe('first');
});

/** In a process of its own, to which the system refuses to write more than 1 MB to any file. */
async function writeTooMuch(path: string, file: string): Promise<string> {
  const script = `
    import { registerHooks } from 'node:module';
    const typescript = (specifier) => specifier.replace(/^(\\..*)\\.js$/, '$1.ts');
    registerHooks({ resolve: (specifier, context, next) => next(typescript(specifier), context) });
    const { ReportFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'report-folder.ts'))});
    const chunks = ['x'.repeat(700_000), 'y'.repeat(700_000)];
    await new ReportFolder(process.argv[1]).write(process.argv[2], chunks).catch(({ code }) => console.log(code));`;
  const flags = '--conditions=source --experimental-transform-types --no-warnings --input-type=module';
  const shell = `trap '' XFSZ; ulimit -f 1000; exec "$0" ${flags} -e "$1" "$2" "$3"`;
  const child = await promisify(execFile)('bash', ['-c', shell, process.execPath, script, path, file]);
  return child.stdout.trim();
}

const folders: string[] = [];

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'slowking-'));
  folders.push(path);
  return path;
}

afterEach(async () => {
  for (const path of folders.splice(0)) await rm(path, { recursive: true });
});
