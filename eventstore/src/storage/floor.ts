import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../failure.js';

const NAME = 'acknowledged';

/**
 * A position known to have been durable, kept beside the log: a log that ends before it has lost something
 * that a torn end cannot explain. Written at each start and clean stop.
 */
export async function readFloor(directory: string): Promise<number> {
  try {
    const position = Number(await readFile(join(directory, NAME), 'utf8'));
    return Number.isSafeInteger(position) ? position : 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

export async function writeFloor(directory: string, position: number): Promise<void> {
  const draft = join(directory, `${NAME}.draft`);
  const file = await open(draft, 'w');
  try {
    await file.writeFile(`${position}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(directory, NAME));
}
