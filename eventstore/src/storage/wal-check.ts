import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BLOCK, HEADER, isBeginning, soundRecord } from './level-log.js';
import { readIfThere } from './live-tables.js';
import { DamagedData } from './storage.port.js';

/**
 * LevelDB skips damaged stretches of its write-ahead log in silence. A crash can only damage its end, so a bad
 * record with a sound beginning of a later one behind it is damage in the middle: throws DamagedData with the place.
 */
export async function checkWriteAheadLogs(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).filter((file) => file.endsWith('.log')).sort()) {
    const log = await readIfThere(join(directory, name));
    const place = log && damageIn(log);
    if (place !== undefined) throw new DamagedData(`damaged log: ${name} at byte ${place}`);
  }
}

/** Where the middle of a write-ahead log is damaged; undefined when it is sound up to a torn end. */
export function damageIn(log: Buffer): number | undefined {
  let bad: number | undefined;
  for (let block = 0; block < log.length; block += BLOCK) {
    const end = Math.min(block + BLOCK, log.length);
    let at = block;
    while (at + HEADER <= end) {
      const size = soundRecord(log, at, end);
      if (size === undefined) break;
      if (bad !== undefined && isBeginning(log, at)) return bad;
      at += size;
    }
    if (at + HEADER > end || isPadding(log, at, end)) continue;
    bad ??= at;
    if (beginsAgain(log, at + 1, end)) return bad;
  }
  return undefined;
}

/** After a damaged length nothing says where the next record is: every byte could be its first. */
function beginsAgain(log: Buffer, from: number, end: number): boolean {
  for (let at = from; at + HEADER <= end; at++) {
    if (isBeginning(log, at) && soundRecord(log, at, end) !== undefined) return true;
  }
  return false;
}

const isPadding = (log: Buffer, at: number, end: number): boolean => log.subarray(at, end).every((byte) => byte === 0);
