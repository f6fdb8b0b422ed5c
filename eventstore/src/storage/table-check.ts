import { join } from 'node:path';
import { crc32c } from '../crc32c.js';
import { readVarint } from './level-varint.js';
import { liveTables, readIfThere } from './live-tables.js';
import { masked } from './masked-crc.js';
import { DamagedData } from './storage.port.js';

/** LevelDB's table: blocks, each followed by its kind and masked CRC-32C · footer: handles of two indexes, padding, magic. */
const FOOTER = 48;
const TRAILER = 5;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * Checks tables, newest first, as far as a budget of bytes goes; throws DamagedData with the place. As bound here
 * LevelDB trusts them: it may show other data than was written, or take the whole process down.
 */
export async function checkTables(directory: string, budget = Infinity): Promise<void> {
  let left = budget;
  for (const name of await liveTables(directory)) {
    const table = await readIfThere(join(directory, name));
    left -= table?.length ?? 0;
    if (left < 0) return;
    const place = table && damageInTable(table);
    if (place !== undefined) throw new DamagedData(`damaged log: ${name} at byte ${place}`);
  }
}

/** Where a table is damaged; undefined when it is sound. */
export function damageInTable(table: Buffer): number | undefined {
  const footer = table.length - FOOTER;
  if (footer < 0 || !table.subarray(-MAGIC.length).equals(MAGIC)) return Math.max(footer, 0);
  const [meta, metaEnd] = handle(table, footer);
  const [index] = handle(table, metaEnd);
  for (const listing of [index, meta]) {
    if (!isSound(table, listing)) return listing.offset;
    const damaged = listed(table, listing).find((block) => !isSound(table, block));
    if (damaged) return damaged.offset;
  }
  return undefined;
}

function isSound(table: Buffer, { offset, size }: Handle): boolean {
  const end = offset + size;
  if (end + TRAILER > table.length - FOOTER) return false;
  return table.readUInt32LE(end + 1) === masked(crc32c(table, offset, end + 1));
}

/** The handles that an index block holds as its values: shared, unshared and value length, key, value. */
function listed(table: Buffer, { offset, size }: Handle): Handle[] {
  // A packed index, of another program's making: its own checksum has to do.
  if (table[offset + size] !== 0) return [];
  const restarts = table.readUInt32LE(offset + size - 4);
  const end = offset + size - 4 * (restarts + 1);
  const found: Handle[] = [];
  for (let at = offset; at < end;) {
    const [, afterShared] = readVarint(table, at);
    const [unshared, afterUnshared] = readVarint(table, afterShared);
    const [length, key] = readVarint(table, afterUnshared);
    found.push(handle(table, key + unshared)[0]);
    at = key + unshared + length;
  }
  return found;
}

function handle(table: Buffer, start: number): [Handle, number] {
  const [offset, afterOffset] = readVarint(table, start);
  const [size, end] = readVarint(table, afterOffset);
  return [{ offset, size }, end];
}
