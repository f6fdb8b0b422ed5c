import { readU64, writeU64 } from '../bytes.js';
import { DamagedData } from '../storage/storage.port.js';
import { crc32c } from '../crc32c.js';
import type { ProposedEvent } from './proposed-event.js';

/**
 * A record, all numbers big-endian:
 * 0 CRC-32C of the rest · 4 version · 5 flags · 8 position · 16 revision · 24 created (ms) · 32 event id
 * 48, 52, 56, 60 lengths of · 64 stream, type, metadata, data
 * A record of version 2 has been scavenged: of its contents only what links are made of is left.
 */
const VERSION = 1;
const SCAVENGED = 2;
const JSON_FLAG = 1;
const HEADER = 64;

export interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** The bytes of an event at its place in the log. */
export function encodeRecord({ eventId, type, isJson, metadata, data }: ProposedEvent, place: Place, version = VERSION): Buffer {
  const streamLength = Buffer.byteLength(place.stream);
  const typeLength = Buffer.byteLength(type);
  const record = Buffer.allocUnsafe(HEADER + streamLength + typeLength + metadata.length + data.length);
  record.writeUInt32BE((version << 24) | ((isJson ? JSON_FLAG : 0) << 16), 4);
  writeU64(record, place.position, 8);
  writeU64(record, place.revision, 16);
  writeU64(record, place.created, 24);
  record.set(eventId, 32);
  record.writeUInt32BE(streamLength, 48);
  record.writeUInt32BE(typeLength, 52);
  record.writeUInt32BE(metadata.length, 56);
  record.writeUInt32BE(data.length, 60);
  record.write(place.stream, HEADER);
  record.write(type, HEADER + streamLength);
  record.set(metadata, HEADER + streamLength + typeLength);
  record.set(data, HEADER + streamLength + typeLength + metadata.length);
  record.writeUInt32BE(crc32c(record, 4), 0);
  return record;
}

/** How many bytes the record takes that begins here, by its own account; at least what every record takes. */
export function recordLength(bytes: Buffer, at: number): number {
  if (at + HEADER > bytes.length) return HEADER;
  return HEADER + bytes.readUInt32BE(at + 48) + bytes.readUInt32BE(at + 52) + bytes.readUInt32BE(at + 56) + bytes.readUInt32BE(at + 60);
}

/** The event as a scavenge leaves it, at the same place, with these contents. */
export function scavengedRecord(event: StoredEvent, left: Pick<ProposedEvent, 'metadata' | 'data'>): StoredEvent {
  const { eventId, isJson, revision, position, created } = event;
  const place = { stream: event.streamName.toString(), revision, position, created };
  return new StoredEvent(encodeRecord({ eventId, isJson, type: event.typeName.toString(), ...left }, place, SCAVENGED));
}

/** A view of a stored record; fields are read from its bytes when they are asked for. */
export class StoredEvent {
  /** Throws DamagedData, naming the position, unless the bytes are those that were written there. */
  static checked(record: Buffer | undefined, position: number): StoredEvent {
    if (!record) throw new DamagedData(`damaged log: position ${position} is missing`);
    const sound = record.length >= HEADER && record.readUInt32BE(0) === crc32c(record, 4);
    if (!sound) throw new DamagedData(`damaged log: the record at position ${position} fails its checksum`);
    if (record[4] !== VERSION && record[4] !== SCAVENGED) throw new DamagedData(`position ${position} has record version ${record[4]}; this program knows ${VERSION} and ${SCAVENGED}`);
    if (readU64(record, 8) !== position) throw new DamagedData(`damaged log: position ${position} holds position ${readU64(record, 8)}`);
    return new StoredEvent(record);
  }

  /** For bytes this process has just encoded itself. */
  constructor(readonly record: Buffer) {}

  get position(): number {
    return readU64(this.record, 8);
  }

  get revision(): number {
    return readU64(this.record, 16);
  }

  get created(): number {
    return readU64(this.record, 24);
  }

  /** Whether it is gone for everyone, and only its place is left. */
  get isScavenged(): boolean {
    return this.record[4] === SCAVENGED;
  }

  get isJson(): boolean {
    return (this.record[5]! & JSON_FLAG) !== 0;
  }

  get eventId(): Buffer {
    return this.record.subarray(32, 48);
  }

  get streamName(): Buffer {
    return this.record.subarray(this.nameStart, this.typeStart);
  }

  /** Whether that is its stream's name; for those who ask it of every event, without a view of the name. */
  isOf(name: Buffer): boolean {
    return this.record.compare(name, 0, name.length, this.nameStart, this.typeStart) === 0;
  }

  get typeName(): Buffer {
    return this.record.subarray(this.typeStart, this.metadataStart);
  }

  get metadata(): Buffer {
    return this.record.subarray(this.metadataStart, this.dataStart);
  }

  get data(): Buffer {
    return this.record.subarray(this.dataStart);
  }

  /** Where in the record the stream's name begins; type, metadata and data follow, one behind the other, to its end. */
  get nameStart(): number {
    return HEADER;
  }

  get typeStart(): number {
    return this.nameStart + this.record.readUInt32BE(48);
  }

  get metadataStart(): number {
    return this.typeStart + this.record.readUInt32BE(52);
  }

  get dataStart(): number {
    return this.metadataStart + this.record.readUInt32BE(56);
  }
}
