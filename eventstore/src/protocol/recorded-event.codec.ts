import type { StoredEvent } from '../log/record.codec.js';
import { TOMBSTONE } from '../log/stream-metadata.js';
import { bytes, message, text, varintSize, writeVarint } from './wire.js';

/** How a reader wants ids: as text, or as two 64-bit numbers. */
export type IdForm = 'text' | 'structured';

const HEX = Buffer.from('0123456789abcdef');
const METADATA_MAP = 6;
const property = (key: string, value: string): Buffer => bytes(METADATA_MAP, message(text(1, key), text(2, value)));
const JSON_TYPE = property('content-type', 'application/json');
const BINARY_TYPE = property('content-type', 'application/octet-stream');
const TYPE_KEY = text(1, 'type');
const CREATED_KEY = text(1, 'created');
/** Revision 2^63 − 1, which no number can hold. */
const HIGHEST = Buffer.from([3 << 3, ...Array<number>(8).fill(0xff), 0x7f]);
const TEXT_ID_SIZE = 40;

/**
 * A RecordedEvent, written into place in one pass: reading is where the node spends its time.
 * The sizes come first, as every length on the wire stands before what it measures.
 */
export class RecordedEventFrame {
  readonly size: number;
  private readonly name: Buffer;
  private readonly type: Buffer;
  private readonly metadata: Buffer;
  private readonly data: Buffer;
  private readonly created: string;
  private readonly id: Buffer | undefined;
  private readonly revision: number;
  private readonly position: number;

  constructor(private readonly event: StoredEvent, form: IdForm) {
    this.name = event.streamName;
    this.type = event.typeName;
    this.metadata = event.metadata;
    this.data = event.data;
    // 100 ns ticks since 1970.
    this.created = `${event.created}0000`;
    this.id = form === 'structured' ? structuredId(event.eventId) : undefined;
    this.revision = event.revision;
    this.position = event.position;
    this.size = (this.id?.length ?? TEXT_ID_SIZE) + field(field(this.name.length))
      + (this.revision === TOMBSTONE ? HIGHEST.length : number(this.revision)) + 2 * number(this.position)
      + field(TYPE_KEY.length + field(this.type.length))
      + field(CREATED_KEY.length + field(this.created.length))
      + (event.isJson ? JSON_TYPE : BINARY_TYPE).length
      + optional(this.metadata.length) + optional(this.data.length);
  }

  /** Writes itself and answers where the next byte goes. */
  write(out: Buffer, start: number): number {
    let at = this.writeId(out, start);
    at = writeLength(out, 2, field(this.name.length), at);
    at = writeBytes(out, 3, this.name, at);
    at = this.revision === TOMBSTONE ? at + HIGHEST.copy(out, at) : writeNumber(out, 3, this.revision, at);
    at = writeNumber(out, 4, this.position, at);
    at = writeNumber(out, 5, this.position, at);
    at = writeLength(out, METADATA_MAP, TYPE_KEY.length + field(this.type.length), at);
    at = writeBytes(out, 2, this.type, at + TYPE_KEY.copy(out, at));
    at = writeLength(out, METADATA_MAP, CREATED_KEY.length + field(this.created.length), at);
    at = writeLength(out, 2, this.created.length, at + CREATED_KEY.copy(out, at));
    at += out.write(this.created, at, 'latin1');
    at += (this.event.isJson ? JSON_TYPE : BINARY_TYPE).copy(out, at);
    if (this.metadata.length > 0) at = writeBytes(out, 7, this.metadata, at);
    return this.data.length > 0 ? writeBytes(out, 8, this.data, at) : at;
  }

  private writeId(out: Buffer, start: number): number {
    if (this.id) return start + this.id.copy(out, start);
    const { eventId } = this.event;
    out[start] = 0x0a;
    out[start + 1] = 38;
    out[start + 2] = 0x12;
    out[start + 3] = 36;
    let at = start + 4;
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) out[at++] = 0x2d;
      out[at++] = HEX[eventId[i]! >>> 4]!;
      out[at++] = HEX[eventId[i]! & 15]!;
    }
    return at;
  }
}

const field = (length: number): number => 1 + varintSize(length) + length;
const optional = (length: number): number => (length > 0 ? field(length) : 0);
const number = (value: number): number => (value > 0 ? 1 + varintSize(value) : 0);

export function writeLength(out: Buffer, tag: number, length: number, at: number): number {
  out[at] = (tag << 3) | 2;
  return writeVarint(out, length, at + 1);
}

function writeBytes(out: Buffer, tag: number, value: Buffer, at: number): number {
  const start = writeLength(out, tag, value.length, at);
  return start + value.copy(out, start);
}

function writeNumber(out: Buffer, tag: number, value: number, at: number): number {
  if (value === 0) return at;
  out[at] = tag << 3;
  return writeVarint(out, value, at + 1);
}

function structuredId(id: Buffer): Buffer {
  const half = (tag: number, offset: number): Buffer => message(Buffer.from([tag << 3]), varint64(id.readBigUInt64BE(offset)));
  return bytes(1, bytes(1, message(half(1, 0), half(2, 8))));
}

function varint64(value: bigint): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...out, Number(rest)]);
}
