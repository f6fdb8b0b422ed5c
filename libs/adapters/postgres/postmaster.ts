import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A server as its pid file tells it. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** It takes connections. */
  readonly isReady: boolean;
}

/** The file in which the server of a data folder registers. */
export const pidFile = (data: string): string => join(data, 'postmaster.pid');

/** The server that is, or was, at work in a data folder. */
export async function registered(data: string): Promise<Server | undefined> {
  const lines = (await readFile(pidFile(data), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid && port ? { pid, port, isReady: lines[7]?.trim() === 'ready' } : undefined;
}

/** Whether that server runs. */
export const isAlive = async (data: string): Promise<boolean> => (await ownerOf(data)) === 'our server';

/** Whose the registered pid is: after a crash, any program may have got it. */
export async function ownerOf(data: string): Promise<'our server' | 'a stranger' | 'nobody'> {
  const server = await registered(data);
  const command = server && (await commandOf(server.pid));
  if (!command) return 'nobody';
  return command.includes(data) ? 'our server' : 'a stranger';
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
