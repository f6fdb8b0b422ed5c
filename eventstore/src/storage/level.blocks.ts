import { recordLength } from '../log/record.codec.js';
import type { WrittenRecord } from './storage.port.js';

/**
 * A block ends with the record that takes it to so many bytes. LevelDB's cost is by the entry, so that what is written and read together is
 * one; a reader of a single record copies its whole block.
 */
const BLOCK_BYTES = 8 * 1024;

/** What is written together, cut into blocks: of one stream each, so that no reader of a stream pays for others. */
export function* blocksOf(records: readonly WrittenRecord[]): Generator<readonly WrittenRecord[]> {
  for (let from = 0, to = 0; from < records.length; from = to) {
    const { stream, revision } = records[from]!;
    const goesOn = ({ stream: other, revision: next }: WrittenRecord): boolean => other === stream && next === revision + to - from;
    for (let bytes = 0; to < records.length && bytes < BLOCK_BYTES && goesOn(records[to]!); to++) bytes += records[to]!.record.length;
    yield records.slice(from, to);
  }
}

export const encodeBlock = (records: readonly WrittenRecord[]): Buffer =>
  records.length === 1 ? records[0]!.record : Buffer.concat(records.map(({ record }) => record));

/** The records of a block, as views of it. Where one claims to be longer than what is left, that is all there is: its checksum will tell. */
export function recordsIn(block: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < block.length;) {
    const end = at + recordLength(block, at);
    records.push(block.subarray(at, end));
    at = end;
  }
  return records;
}

/** The record with this many before it; undefined where there are not so many. */
export function recordIn(block: Buffer, before: number): Buffer | undefined {
  let at = 0;
  for (let n = 0; n < before && at < block.length; n++) at += recordLength(block, at);
  return at < block.length ? block.subarray(at, at + recordLength(block, at)) : undefined;
}
