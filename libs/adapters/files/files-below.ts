import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Somebody who hears what is left out. */
export type Warn = (text: string) => void;

interface Walk {
  /** Without links in it. */
  readonly root: string;
  readonly folder: string;
  /** The folder as a path below the root, with `/`. */
  readonly path: string;
  readonly warn: Warn;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * All files of a folder and the folders in it, as paths below the root. A link counts if it leads to a file below the
 * root; folders are not entered through links. Names that are not UTF-8 could not be sent: they are left out.
 */
export async function filesBelow(walk: Walk): Promise<string[]> {
  const entries = await readdir(walk.folder, { withFileTypes: true, encoding: 'buffer' });
  const found: string[] = [];
  for (const entry of entries) {
    const name = nameOf(entry, walk);
    if (name === undefined) continue;
    const [folder, path] = [join(walk.folder, name), walk.path ? `${walk.path}/${name}` : name];
    if (entry.isDirectory()) found.push(...(await filesBelow({ ...walk, folder, path })));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(folder, walk.root)))) found.push(path);
  }
  return found;
}

function nameOf(entry: Dirent<Buffer>, { path, warn }: Walk): string | undefined {
  try {
    return utf8.decode(entry.name);
  } catch {
    const name = JSON.stringify(entry.name.toString('latin1'));
    warn(`${name} in ${JSON.stringify(`/${path}`)} of the artifacts directory is left out: its name is not UTF-8`);
    return undefined;
  }
}

async function leadsToFile(link: string, root: string): Promise<boolean> {
  const target = await realpath(link).catch(() => undefined);
  return target !== undefined && target.startsWith(root.replace(/\/?$/, sep)) && (await stat(target)).isFile();
}
