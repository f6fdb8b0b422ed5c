import { writeU64 } from '../bytes.js';

const LOG = 0x65; // e
const HEAD = 0x68; // h
const ID = 0x69; // i
const INDEX = 0x73; // s

/** Where the format's version stands. */
export const FORMAT_KEY = Buffer.from('format');

/** e + position of its first record: a block of the log. */
export function logKey(position: number): Buffer {
  const key = Buffer.allocUnsafe(9);
  key[0] = LOG;
  writeU64(key, position, 1);
  return key;
}

export const isLogKey = (key: Buffer): boolean => key.length === 9 && key[0] === LOG;

/** s + stream + revision of its first event → a block. */
export function indexKey(stream: Buffer, revision: number): Buffer {
  const key = streamKey(INDEX, stream, 8);
  writeU64(key, revision, key.length - 8);
  return key;
}

/** h + stream → newest revision. */
export const headKey = (stream: Buffer): Buffer => streamKey(HEAD, stream, 0);

/** i + stream + event id → revision. */
export function idKey(stream: Buffer, eventId: Buffer): Buffer {
  const key = streamKey(ID, stream, 16);
  eventId.copy(key, key.length - 16);
  return key;
}

/** The length in front keeps one stream's keys apart from those of a stream whose name it begins. */
function streamKey(kind: number, stream: Buffer, room: number): Buffer {
  const key = Buffer.allocUnsafe(5 + stream.length + room);
  key[0] = kind;
  key.writeUInt32BE(stream.length, 1);
  stream.copy(key, 5);
  return key;
}

