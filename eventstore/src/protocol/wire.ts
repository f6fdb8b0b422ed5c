const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** Bytes that a varint takes, for numbers up to 2^53. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** Writes a varint and answers where the next byte goes. */
export function writeVarint(into: Uint8Array, value: number, offset: number): number {
  let rest = value;
  let at = offset;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) into[at++] = (rest % 0x80) | 0x80;
  into[at++] = rest;
  return at;
}

/** A protobuf message of these fields. */
export const message = (...fields: readonly Uint8Array[]): Buffer => Buffer.concat(fields);

export function uint(field: number, value: number): Buffer {
  const tag = (field << 3) | VARINT;
  const bytes = Buffer.allocUnsafe(varintSize(tag) + varintSize(value));
  writeVarint(bytes, value, writeVarint(bytes, tag, 0));
  return bytes;
}

export function bytes(field: number, value: Uint8Array): Buffer {
  const tag = (field << 3) | LENGTH_DELIMITED;
  const out = Buffer.allocUnsafe(varintSize(tag) + varintSize(value.length) + value.length);
  out.set(value, writeVarint(out, value.length, writeVarint(out, tag, 0)));
  return out;
}

export const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));

/** The sentinel of the oldest clients for "none": 2^64 − 1, which no number can hold. */
export const uint64Max = (field: number): Buffer => Buffer.from([(field << 3) | VARINT, ...Array<number>(9).fill(0xff), 1]);

const NOTHING = Buffer.alloc(0);

export const empty = (field: number): Buffer => bytes(field, NOTHING);
