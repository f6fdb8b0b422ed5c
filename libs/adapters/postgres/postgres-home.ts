import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binaries } from './postgres-binaries.js';
import { placeOf } from './stand-in-place.js';
import { standIn, type User } from './stand-in.js';

const run = promisify(execFile);
const INITDB = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];

/** Where a Postgres of ours lives. */
export interface PostgresHome {
  /** All there is of it, but the password. */
  readonly place: string;
  readonly data: string;
  readonly log: string;
  /** The folder of its programs. */
  readonly bin: string;
  readonly password: string;
  /** Who runs it, unless we do it ourselves. */
  readonly user: User | undefined;
}

/** Makes `folder` the home of a Postgres, with an empty database and a password of its own, unless it is one. */
export async function settleIn(folder: string, isThrowaway: boolean): Promise<PostgresHome> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const user = await standIn();
  const place = user ? await placeOf(folder, user) : folder;
  const password = await secretOf(folder);
  const [data, log, bin] = [join(place, 'data'), join(place, 'postgres.log'), await binaries(place, user)];
  const home = { place, data, log, bin, password, user };
  if (!existsSync(home.data)) await initialise(home, place, isThrowaway ? ['--no-sync'] : []);
  return home;
}

async function secretOf(folder: string): Promise<string> {
  const file = join(folder, 'password');
  if (!existsSync(file)) await writeFile(file, randomUUID(), { mode: 0o600 });
  return readFile(file, 'utf8');
}

/** Under another name first: what a crash interrupts is never taken for a database. */
async function initialise(home: PostgresHome, place: string, options: readonly string[]): Promise<void> {
  const [draft, secret] = [join(place, 'data.new'), join(place, 'password.new')];
  await rm(draft, { recursive: true, force: true });
  await writeFile(secret, home.password, { mode: 0o600 });
  if (home.user) await chown(secret, home.user.uid, home.user.gid);
  await run(join(home.bin, 'initdb'), ['-D', draft, `--pwfile=${secret}`, ...INITDB, ...options], surroundings(home));
  await rm(secret);
  await rename(draft, home.data);
}

/** Nothing of ours leaks in: no PG variables, no language, no working directory. */
export const surroundings = ({ user }: Pick<PostgresHome, 'user'>) => ({
  ...user,
  cwd: '/',
  env: { LC_ALL: 'C', TZ: 'UTC' },
});
