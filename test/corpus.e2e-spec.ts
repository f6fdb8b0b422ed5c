import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ApiClient } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

/** What Debian and its kin install beside their programs: nested, linked, partly empty, oddly named. */
const ROOT = '/usr/share/doc';
const LEAST = 500;
const MOST = 3_000;
const SAMPLE = 50;

interface File {
  /** Below the root. */
  readonly path: string;
  readonly folder: string;
}

const all = existsSync(ROOT) ? filesIn('') : [];
const isTried = all.length >= LEAST;
if (!isTried) console.warn(`No corpus of the system is tried: ${ROOT} holds ${all.length} documents here.`);

describe(`A benchmark over ${ROOT}`, () => {
  const tried = isTried ? it : it.skip;

  tried('of a folder uploads every document in it', () => {
    const files = folder();
    return expectAll(files, files === all ? undefined : files[0]!.folder);
  });

  tried('of thousands of documents, named one by one, uploads each', () => {
    const files = all.filter((_, index) => Math.floor((index * MOST) / all.length) !== Math.floor(((index - 1) * MOST) / all.length));
    return expectAll(files, files.map(({ path }) => path));
  });

  tried('is over folders in folders, and names that several documents share', () => {
    expect(all.some(({ path }) => path.split('/').length > 2)).toBe(true);
    const names = all.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
    expect(new Set(names).size).toBeLessThan(names.length);
  });
});

/** Each once, under a name of its own, as it lies on the disk. */
async function expectAll(files: readonly File[], documents: string | readonly string[] | undefined): Promise<void> {
  const id = await api.start({ documents, workload: { mode: 'closed', in_flight: 16 } });
  const { status, progress } = await api.told(id);
  const counts = { planned: files.length, completed: files.length, failed: 0 };
  expect({ status, progress }).toMatchObject({ status: 'completed', progress: counts });
  const events = (await api.events(id)).filter(({ type }) => type === 'DocumentsPlanned');
  const planned = events.flatMap(({ data }) => data['documents'] as Planned[]);
  const byPath = new Map(planned.map((document) => [document.path, document]));
  expect([...byPath.keys()].toSorted()).toEqual(files.map(({ path }) => path).toSorted());
  expect(new Set(planned.map(({ document_name }) => document_name)).size).toBe(files.length);
  const rows = new Map((await api.report(id)).map((row) => [row['Doc Name'], row]));
  expect(rows.size).toBe(files.length);
  for (const { path } of sample(files)) {
    const { document_name, bytes, sha256 } = byPath.get(path)!;
    const content = await readFile(join(ROOT, path));
    expect({ path, bytes, sha256 }).toEqual({ path, bytes: content.length, sha256: digest(content) });
    expect(rows.get(document_name)).toMatchObject({ status: 'done', bytes: String(bytes), document_sha256: sha256 });
  }
}

interface Planned {
  readonly document_name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  if (!isTried) return;
  stack = await RunningStack.start({
    environment: { SLOWKING_ARTIFACTS: ROOT, EIGEN_SERVICE: 'constant:0.002', EIGEN_WORKERS: '8' },
  });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

/** Written without a look at ours: files, and links to files below the root; folders are not entered through links. */
function filesIn(folder: string): File[] {
  const root = realpathSync(ROOT) + sep;
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(path);
    const file = { path, folder: path.split('/')[0]! };
    if (entry.isFile()) return [file];
    if (!entry.isSymbolicLink() || !existsSync(join(ROOT, path))) return [];
    const target = realpathSync(join(ROOT, path));
    return target.startsWith(root) && statSync(target).isFile() ? [file] : [];
  });
}

/** All of it, or of too much its largest folder that is not. */
function folder(): readonly File[] {
  if (all.length <= MOST) return all;
  const folders = [...Map.groupBy(all, ({ path, folder }) => (path === folder ? '' : folder)).values()];
  return folders.filter(({ length }) => length <= MOST).toSorted((a, b) => b.length - a.length)[0]!;
}

/** The same ones each time. */
function sample(files: readonly File[]): readonly File[] {
  return files.toSorted((a, b) => (digest(a.path) < digest(b.path) ? -1 : 1)).slice(0, SAMPLE);
}

const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
