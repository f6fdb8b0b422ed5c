import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../failure.js';
import { contents } from './level-log.js';
import { readVarint } from './level-varint.js';

/** Tags of an entry in LevelDB's manifest, and what follows each: v a number, s text with its length. */
const SHAPES: Readonly<Record<number, string>> = { 1: 's', 2: 'v', 3: 'v', 4: 'v', 5: 'vs', 6: 'vv', 7: 'vvvss', 9: 'v' };
const DELETED = 6;
const ADDED = 7;

/**
 * The tables that LevelDB's manifest names, newest first: whole files. Others in the folder may be half-written leftovers
 * of a crash. Empty when there is no manifest; a damaged one is LevelDB's to refuse.
 */
export async function liveTables(directory: string): Promise<string[]> {
  const name = (await readIfThere(join(directory, 'CURRENT')))?.toString().trim() ?? '';
  const manifest = name.startsWith('MANIFEST-') ? await readIfThere(join(directory, name)) : undefined;
  const live = new Set<number>();
  for (const edit of manifest ? contents(manifest) : []) apply(edit, live);
  return [...live].sort((a, b) => b - a).map((number) => `${String(number).padStart(6, '0')}.ldb`);
}

function apply(edit: Buffer, live: Set<number>): void {
  for (let at = 0; at < edit.length;) {
    const [tag, afterTag] = readVarint(edit, at);
    const shape = SHAPES[tag];
    if (shape === undefined) return;
    const numbers: number[] = [];
    at = afterTag;
    for (const part of shape) {
      const [value, after] = readVarint(edit, at);
      numbers.push(value);
      at = part === 's' ? after + value : after;
    }
    // Both begin with the level.
    if (tag === ADDED) live.add(numbers[1]!);
    else if (tag === DELETED) live.delete(numbers[1]!);
  }
}

/** Undefined when there is no such file. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
