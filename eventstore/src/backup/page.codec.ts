import type { Entry } from '../storage/storage.port.js';

/** A page of a backup: for each entry two lengths of 32 bits, key, value. */
export function encodePage(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  for (const [key, value] of entries) {
    const lengths = Buffer.allocUnsafe(8);
    lengths.writeUInt32BE(key.length, 0);
    lengths.writeUInt32BE(value.length, 4);
    parts.push(lengths, key, value);
  }
  return Buffer.concat(parts);
}

/** Throws when it is cut short. */
export function decodePage(page: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < page.length;) {
    const key = at + 8;
    const value = key + page.readUInt32BE(at);
    const end = value + page.readUInt32BE(at + 4);
    if (end > page.length) throw new RangeError('a page of the backup is cut short');
    entries.push([page.subarray(key, value), page.subarray(value, end)]);
    at = end;
  }
  return entries;
}
