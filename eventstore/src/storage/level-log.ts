import { crc32c } from '../crc32c.js';
import { masked } from './masked-crc.js';

/** LevelDB's log files: blocks of records, each masked CRC-32C of the rest · length · kind · content. */
export const BLOCK = 32 * 1024;
export const HEADER = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

/** Its size in bytes, if there is a whole record with the right checksum here. */
export function soundRecord(log: Buffer, at: number, end: number): number | undefined {
  const kind = log[at + 6]!;
  const size = HEADER + log.readUInt16LE(at + 4);
  if (kind < FULL || kind > LAST || at + size > end) return undefined;
  return log.readUInt32LE(at) === masked(crc32c(log, at + 6, at + size)) ? size : undefined;
}

export const isBeginning = (log: Buffer, at: number): boolean => log[at + 6] === FULL || log[at + 6] === FIRST;

/** The contents of a log file, fragments joined, up to its end or to what is not sound. */
export function contents(log: Buffer): Buffer[] {
  const whole: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let block = 0; block < log.length; block += BLOCK) {
    const end = Math.min(block + BLOCK, log.length);
    for (let at = block; at + HEADER <= end;) {
      const size = soundRecord(log, at, end);
      if (size === undefined) return whole;
      if (isBeginning(log, at)) parts = [];
      parts.push(log.subarray(at + HEADER, at + size));
      if (log[at + 6] === FULL || log[at + 6] === LAST) whole.push(Buffer.concat(parts));
      at += size;
    }
  }
  return whole;
}
