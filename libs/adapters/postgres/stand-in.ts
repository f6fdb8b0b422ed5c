import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A user of this machine. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Who runs Postgres when we are root, which it refuses to be. */
export async function standIn(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await known('nobody')) ?? (await known('postgres')) ?? missing();
}

async function known(name: string): Promise<User | undefined> {
  const id = async (flag: string) => Number((await run('id', [flag, name])).stdout);
  return Promise.all([id('-u'), id('-g')]).then(
    ([uid, gid]) => ({ uid, gid }),
    () => undefined,
  );
}

function missing(): never {
  throw new Error('PostgreSQL refuses to run as root, and there is neither a user nobody nor a user postgres.');
}

/** Whether everybody may pass through all folders above `path`. */
export async function isOpenToAll(path: string): Promise<boolean> {
  const above = dirname(path);
  const { mode } = await stat(above);
  return (mode & 0o001) !== 0 && (above === path || above === dirname(above) || isOpenToAll(above));
}
