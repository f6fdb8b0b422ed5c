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
/** The last one: events that were appended together were created in the same millisecond. */
let known = { created: NaN, property: BINARY_TYPE };
/** Revision 2^63 − 1, which no number can hold. */
const HIGHEST = Buffer.from([3 << 3, ...Array<number>(8).fill(0xff), 0x7f]);
const TEXT_ID_SIZE = 40;

/**
 * A RecordedEvent, written into place in one pass: reading is where the node spends its time, so what the event holds is
 * copied out of its record without a view of each part. The sizes come first, as every length on the wire stands before what it measures.
 */
export class RecordedEventFrame {
  readonly size: number;
  private readonly created: Buffer;
  private readonly id: Buffer | undefined;
  private readonly revision: number;
  private readonly position: number;
  private readonly nameSize: number;
  private readonly typeSize: number;
  private readonly metadataSize: number;
  private readonly dataSize: number;

  constructor(private readonly event: StoredEvent, form: IdForm) {
    this.nameSize = event.typeStart - event.nameStart;
    this.typeSize = event.metadataStart - event.typeStart;
    this.metadataSize = event.dataStart - event.metadataStart;
    this.dataSize = event.record.length - event.dataStart;
    this.created = createdProperty(event.created);
    this.id = form === 'structured' ? structuredId(event.eventId) : undefined;
    this.revision = event.revision;
    this.position = event.position;
    this.size = (this.id?.length ?? TEXT_ID_SIZE) + field(field(this.nameSize))
      + (this.revision === TOMBSTONE ? HIGHEST.length : number(this.revision)) + 2 * number(this.position)
      + field(TYPE_KEY.length + field(this.typeSize))
      + this.created.length + (event.isJson ? JSON_TYPE : BINARY_TYPE).length
      + optional(this.metadataSize) + optional(this.dataSize);
  }

  /** Writes itself and answers where the next byte goes. */
  write(out: Buffer, start: number): number {
    const { event } = this;
    let at = this.writeId(out, start);
    at = writeLength(out, 2, field(this.nameSize), at);
    at = this.writePart(out, 3, event.nameStart, this.nameSize, at);
    at = this.revision === TOMBSTONE ? at + HIGHEST.copy(out, at) : writeNumber(out, 3, this.revision, at);
    at = writeNumber(out, 4, this.position, at);
    at = writeNumber(out, 5, this.position, at);
    at = writeLength(out, METADATA_MAP, TYPE_KEY.length + field(this.typeSize), at);
    at = this.writePart(out, 2, event.typeStart, this.typeSize, at + TYPE_KEY.copy(out, at));
    at += this.created.copy(out, at);
    at += (event.isJson ? JSON_TYPE : BINARY_TYPE).copy(out, at);
    if (this.metadataSize > 0) at = this.writePart(out, 7, event.metadataStart, this.metadataSize, at);
    return this.dataSize > 0 ? this.writePart(out, 8, event.dataStart, this.dataSize, at) : at;
  }

  private writePart(out: Buffer, tag: number, from: number, size: number, at: number): number {
    const start = writeLength(out, tag, size, at);
    return start + this.event.record.copy(out, start, from, from + size);
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

/** In 100 ns ticks since 1970. */
function createdProperty(created: number): Buffer {
  if (created !== known.created) known = { created, property: property('created', `${created}0000`) };
  return known.property;
}

const field = (length: number): number => 1 + varintSize(length) + length;
const optional = (length: number): number => (length > 0 ? field(length) : 0);
const number = (value: number): number => (value > 0 ? 1 + varintSize(value) : 0);

export function writeLength(out: Buffer, tag: number, length: number, at: number): number {
  out[at] = (tag << 3) | 2;
  return writeVarint(out, length, at + 1);
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
