import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For a file that nobody gave a place: a folder of its own, which goes again where nothing comes of it. */
export async function inNewFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'slowking-'));
  try {
    return await work(folder);
  } catch (error) {
    // Only while it is empty.
    await rmdir(folder).catch(() => undefined);
    throw error;
  }
}
