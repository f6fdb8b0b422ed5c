import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { settleIn, surroundings, type PostgresHome } from './postgres-home.js';
import { isAlive, ownerOf, pidFile, registered, type Server } from './postmaster.js';
import { withClient } from './with-client.js';

/** Recovery after a crash takes its time; longer than this is a fault. */
const START_DEADLINE = 60_000;
/** Postgres calls the first a fast shutdown, the second an immediate one: then it recovers at its next start. */
const SHUTDOWNS = [
  ['SIGINT', 6_000],
  ['SIGQUIT', 2_000],
] as const;
/** Small and quick to start, with nothing taken away that keeps data safe. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=60',
  'shared_buffers=32MB',
  'io_method=sync',
  'wal_level=minimal',
  'max_wal_senders=0',
  'jit=off',
];
/** For a database that nobody misses after a crash of the machine. */
const CARELESS = ['fsync=off', 'full_page_writes=off'];

/** How to run it. */
export interface EmbeddedPostgresOptions {
  /** Missing: a free one. */
  readonly port?: number;
  /** For tests: faster, but lost when the machine crashes. */
  readonly isThrowaway?: boolean;
}

/** A Postgres of our own, reachable from this machine only. */
export interface EmbeddedPostgres {
  /** Holds the password. */
  readonly url: string;
  readonly pid: number;
  /** It ran before: somebody else may need it. */
  readonly isJoined: boolean;
  /** Waits until everything is on disk. */
  stop(): Promise<void>;
  /** Stops it and removes its folder, and what a stand-in keeps elsewhere. */
  discard(): Promise<void>;
}

/** Starts the Postgres that lives in `folder`, or joins it where it outlived a crash of ours. */
export async function startEmbeddedPostgres(
  folder: string,
  options: EmbeddedPostgresOptions = {},
): Promise<EmbeddedPostgres> {
  const home = await settleIn(resolve(folder), options.isThrowaway ?? false);
  const running = await rejoin(home, options);
  const { pid, port } = running ?? (await launch(home, options));
  const discard = async () => {
    await stop(home, pid);
    for (const path of [home.place, folder]) await rm(path, { recursive: true, force: true });
  };
  return { url: urlOf(home, port), pid, isJoined: running !== undefined, stop: () => stop(home, pid), discard };
}

async function rejoin(home: PostgresHome, { port }: EmbeddedPostgresOptions): Promise<Server | undefined> {
  const running = await reach(home, () => isAlive(home.data));
  if (!running || port === undefined || running.port === port) return running;
  await stop(home, running.pid);
  return undefined;
}

/** A free port may be somebody else's by the time Postgres takes it: then another one is tried. */
async function launch(home: PostgresHome, options: EmbeddedPostgresOptions): Promise<Server> {
  // A crash left it behind. Postgres would take the stranger for itself, and refuse to start.
  if ((await ownerOf(home.data)) === 'a stranger') await rm(pidFile(home.data), { force: true });
  for (let tries = options.port === undefined ? 3 : 1; tries > 0; tries -= 1) {
    const server = await start(home, options.port ?? (await freePort()), options);
    if (server) return server;
  }
  throw new Error(`Postgres did not start${options.port ? ` on port ${options.port}` : ''}; see ${home.log}`);
}

async function start(
  home: PostgresHome,
  port: number,
  { isThrowaway }: EmbeddedPostgresOptions,
): Promise<Server | undefined> {
  const log = await open(home.log, 'a', 0o600);
  const settings = [...SETTINGS, ...(isThrowaway ? CARELESS : []), `port=${port}`].flatMap((it) => ['-c', it]);
  const stdio: StdioOptions = ['ignore', log.fd, log.fd];
  // Detached: Ctrl-C is for us; we stop it once our own connections are closed.
  const options = { ...surroundings(home), detached: true, stdio };
  const child = spawn(join(home.bin, 'postgres'), ['-D', home.data, ...settings], options);
  await once(child, 'spawn').finally(() => log.close());
  child.unref();
  return reach(home, async () => child.exitCode === null && child.signalCode === null);
}

/** The server, as soon as it answers; undefined once there is no hope. */
async function reach(home: PostgresHome, hope: () => Promise<boolean>): Promise<Server | undefined> {
  for (const deadline = Date.now() + START_DEADLINE; await hope(); await sleep(10)) {
    const server = await registered(home.data);
    const answers = server?.isReady && (await withClient(urlOf(home, server.port), async () => true).catch(() => false));
    if (server && answers) return server;
    if (Date.now() > deadline) throw new Error(`Postgres in ${home.data} runs, but does not answer; see ${home.log}`);
  }
  return undefined;
}

async function stop({ data }: PostgresHome, pid: number): Promise<void> {
  const isStopped = async () => (await registered(data))?.pid !== pid || !(await isAlive(data));
  for (const [signal, patience] of SHUTDOWNS) {
    if (!(await isStopped())) process.kill(pid, signal);
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(10)) {
      if (await isStopped()) return;
    }
  }
  throw new Error(`Postgres in ${data} does not stop; its pid is ${pid}.`);
}

const urlOf = ({ password }: PostgresHome, port: number): string =>
  `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
