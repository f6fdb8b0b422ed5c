import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, mkdtemp, readlink, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { eventually } from '../testing/eventually.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import { freePort } from './free-port.js';
import { binaries, usable } from './postgres-binaries.js';
import { standIn } from './stand-in.js';
import { withClient } from './with-client.js';

const isRoot = process.getuid?.() === 0;

it('keeps its data, its password and nothing running when it is stopped', async () => {
  const home = await folder();
  const first = await start(home);
  await ask(first, 'CREATE TABLE kept AS SELECT 7 AS seven');
  await first.stop();
  await eventually(() => expect(() => process.kill(first.pid, 0)).toThrow('ESRCH'));
  const second = await start(home);
  expect(await ask(second, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
});

it('syncs to disk what it has acknowledged', async () => {
  expect(await ask(await start(await folder()), 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
});

it('listens where it was told to', async () => {
  const port = await freePort();
  expect((await start(await folder(), port)).url).toContain(`127.0.0.1:${port}/`);
});

it('joins a server that is still running, unless it is to listen elsewhere', async () => {
  const home = await folder();
  const first = await start(home);
  expect((await start(home)).pid).toBe(first.pid);
  const port = await freePort();
  expect((await start(home, port)).url).toContain(`:${port}/`);
  await eventually(() => expect(() => process.kill(first.pid, 0)).toThrow('ESRCH'));
});

it('says so when the port is taken', async () => {
  const port = Number(new URL((await start(await folder())).url).port);
  await expect(start(await folder(), port)).rejects.toThrow(`did not start on port ${port}`);
});

it('loses nothing when it is killed', async () => {
  const home = await folder();
  const first = await start(home);
  await ask(first, 'CREATE TABLE kept AS SELECT 7 AS seven');
  process.kill(first.pid, 'SIGKILL');
  expect(await ask(await start(home), 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
});

it("starts although the pid that a crash left behind is another program's now", async () => {
  const home = await folder();
  await (await start(home)).stop();
  const data = join(home, 'data');
  await writeFile(join(data, 'postmaster.pid'), [process.pid, data, 0, await freePort(), '', '127.0.0.1'].join('\n'));
  expect(await ask(await start(home), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('starts over when its first start was interrupted', async () => {
  const home = await folder();
  await mkdir(join(home, 'data.new'));
  await writeFile(join(home, 'data.new', 'PG_VERSION'), '18');
  expect(await ask(await start(home), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('makes the links that an install script would have made', async () => {
  const native = await installedWithoutScripts();
  const bin = await usable(native, await folder(), await standIn());
  expect(bin).toBe(join(native, 'bin'));
  expect((await lstat(join(native, 'lib/libpq.so.5'))).isSymbolicLink()).toBe(true);
});

it('works from a copy, made once, where the binaries may not be touched or reached', async () => {
  const native = await installedWithoutScripts();
  if (isRoot) await chmod(dirname(native), 0o700);
  else await chmod(join(native, 'lib'), 0o500);
  const place = await folder();
  await chmod(place, 0o755);
  const bin = await usable(native, place, await standIn());
  expect(bin).toMatch(/^.*\/binaries-[^/]+\/bin$/);
  expect(bin).toContain(place);
  expect(await usable(native, place, await standIn())).toBe(bin);
  expect(existsSync(join(bin, '../lib/libpq.so.5'))).toBe(true);
  await chmod(join(native, 'lib'), 0o755);
});

(isRoot ? it : it.skip)('lives elsewhere where its stand-in may not pass, and is found again', async () => {
  const home = await closedHome();
  const first = await start(home);
  const place = await readlink(join(home, 'elsewhere'));
  elsewhere.push(place);
  expect(existsSync(join(place, 'data/PG_VERSION'))).toBe(true);
  await first.stop();
  const again = await start(home);
  expect(await readlink(join(home, 'elsewhere'))).toBe(place);
  await again.discard();
  expect([existsSync(place), existsSync(home)]).toEqual([false, false]);
});

(isRoot ? it : it.skip)('leaves nothing elsewhere of temporary folders that are gone', async () => {
  const [gone, next] = [await closedHome(), await closedHome()];
  await (await start(gone)).stop();
  const place = await readlink(join(gone, 'elsewhere'));
  elsewhere.push(place);
  await rm(gone, { recursive: true });
  await start(next);
  elsewhere.push(await readlink(join(next, 'elsewhere')));
  expect(existsSync(place)).toBe(false);
});

const folders: string[] = [];
const elsewhere: string[] = [];
const running = new Map<number, EmbeddedPostgres>();
afterEach(async () => {
  for (const server of running.values()) await server.stop();
  running.clear();
  for (const path of [...folders.splice(0), ...elsewhere.splice(0)]) await rm(path, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'slowking-'));
  folders.push(path);
  return path;
}

/** Where only its owner may pass. */
async function closedHome(): Promise<string> {
  const closed = await folder();
  await chmod(closed, 0o700);
  return join(closed, 'home');
}

async function start(home: string, port?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(home, port === undefined ? {} : { port });
  running.set(server.pid, server);
  return server;
}

/** The package as npm unpacks it. */
async function installedWithoutScripts(): Promise<string> {
  const home = await folder();
  await chmod(home, 0o755);
  const native = dirname(await binaries(await folder(), undefined));
  await cp(native, join(home, 'native'), { recursive: true, verbatimSymlinks: true });
  await cp(join(native, '../package.json'), join(home, 'package.json')).catch(() => undefined);
  for (const link of ['libpq.so.5', 'libicuuc.so.60']) await unlink(join(home, 'native/lib', link));
  return join(home, 'native');
}

const ask = ({ url }: EmbeddedPostgres, sql: string): Promise<unknown[]> =>
  withClient(url, async (client) => (await client.query(sql)).rows);
