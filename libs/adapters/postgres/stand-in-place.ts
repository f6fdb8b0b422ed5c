import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './postmaster.js';
import { isOpenToAll, type User } from './stand-in.js';

/** Where a stand-in keeps what belongs to a folder that he cannot reach. */
const ELSEWHERE = '/var/lib/slowking';

/** The folder itself, or one behind a link where the stand-in may not pass. It dies with the link: no other finds it. */
export async function placeOf(folder: string, user: User): Promise<string> {
  const link = join(folder, 'elsewhere');
  let place = await readlink(link).catch(() => undefined);
  if (place === undefined && (await isOpenToAll(folder))) place = folder;
  place ??= await settleElsewhere(folder, link);
  await mkdir(place, { recursive: true });
  await chmod(place, 0o700);
  await chown(place, user.uid, user.gid);
  return place;
}

async function settleElsewhere(folder: string, link: string): Promise<string> {
  const place = join(ELSEWHERE, randomUUID());
  await sweep();
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'home'), folder);
  await symlink(place, link);
  return place;
}

/** Removes what belonged to temporary folders that are gone. Any other folder may only be away. */
async function sweep(): Promise<void> {
  for (const name of await readdir(ELSEWHERE).catch(() => [])) {
    const place = join(ELSEWHERE, name);
    const home = await readFile(join(place, 'home'), 'utf8').catch(() => '');
    const isGone = home.startsWith(`${tmpdir()}/`) && !existsSync(home);
    if (isGone && !(await isAlive(join(place, 'data')))) await rm(place, { recursive: true, force: true });
  }
}
