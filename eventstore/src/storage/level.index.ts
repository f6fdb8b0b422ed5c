import { readU64, writeU64 } from '../bytes.js';
import { DamagedData, type Direction, type IndexEntry } from './storage.port.js';

const VALUE = 10;
/** Of the first format, which had a block and an entry for each record: its position, and the event's id. */
const FIRST_VALUE = 24;

/** Which block it is, and how many events that holds. */
export function indexValue(block: number, count: number): Buffer {
  const value = Buffer.allocUnsafe(VALUE);
  writeU64(value, block, 0);
  value.writeUInt16BE(count, 8);
  return value;
}

/** The events of a block, in the order in which they are read. Throws DamagedData. */
export function indexEntries(stream: string, key: Buffer, value: Buffer, direction: Direction): IndexEntry[] {
  const revision = readU64(key, key.length - 8);
  if (value.length !== VALUE && value.length !== FIRST_VALUE) throw new DamagedData(`damaged index: revision ${revision} of stream ${stream}`);
  const block = readU64(value, 0);
  const count = value.length === VALUE ? value.readUInt16BE(8) : 1;
  const entries = Array.from({ length: count }, (_, i) => ({ revision: revision + i, position: block + i, block }));
  return direction === 'forwards' ? entries : entries.reverse();
}
