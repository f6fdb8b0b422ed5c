import type { ExpectedRevision } from '../log/append-rules.js';
import { parseUuid } from './uuid.js';
import { WireReader } from './wire-reader.js';

/** An event as it came; what is missing is undefined. */
export interface ProposedMessage {
  id: Buffer | undefined;
  type: string | undefined;
  contentType: string | undefined;
  metadata: Buffer;
  data: Buffer;
}

/** What Append and BatchAppend say of the whole append. */
export interface AppendOptions {
  stream: string;
  /** The stream's identifier as it came, to be echoed. */
  identifier: Buffer;
  expected: ExpectedRevision | undefined;
  /** Milliseconds since 1970. */
  deadline: number;
}

/** An AppendReq. */
export interface AppendMessage {
  options: AppendOptions | undefined;
  proposed: ProposedMessage | undefined;
}

/** A BatchAppendReq. */
export interface BatchMessage {
  /** 16 bytes, or undefined when it is no id. */
  correlationId: Buffer | undefined;
  /** The same as it came, to be echoed. */
  rawCorrelationId: Buffer;
  options: AppendOptions | undefined;
  readonly proposed: ProposedMessage[];
  isFinal: boolean;
}

const NOTHING = Buffer.alloc(0);
/** The number of what comes before the first event, without its sign. */
const MINUS_ONE = 0xffff_ffff_ffff_ffffn;

export function decodeAppend(bytes: Buffer): AppendMessage {
  const message: AppendMessage = { options: undefined, proposed: undefined };
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 1) message.options = options(reader.bytes);
    else if (reader.field === 2) message.proposed = proposed(reader.inner);
  }
  return message;
}

export function decodeBatchAppend(bytes: Buffer): BatchMessage {
  const message: BatchMessage = { correlationId: undefined, rawCorrelationId: NOTHING, options: undefined, proposed: [], isFinal: false };
  for (const reader = new WireReader(bytes); reader.next();) {
    switch (reader.field) {
      case 1:
        message.rawCorrelationId = reader.bytes;
        message.correlationId = uuid(reader.inner);
        break;
      case 2: message.options = options(reader.bytes); break;
      case 3: message.proposed.push(proposed(reader.inner)); break;
      case 4: message.isFinal = reader.number !== 0; break;
    }
  }
  return message;
}

/** The options of an append or, without a deadline, of a delete. */
export function options(bytes: Buffer): AppendOptions {
  const found: AppendOptions = { stream: '', identifier: NOTHING, expected: undefined, deadline: Infinity };
  for (const reader = new WireReader(bytes); reader.next();) {
    switch (reader.field) {
      case 1:
        found.identifier = reader.bytes;
        found.stream = streamName(reader.bytes);
        break;
      case 2: found.expected = reader.exact === MINUS_ONE ? 'no_stream' : Math.min(reader.number, Number.MAX_SAFE_INTEGER); break;
      case 3: found.expected = 'no_stream'; break;
      case 4: found.expected = 'any'; break;
      case 5: found.expected = 'stream_exists'; break;
      case 6: found.deadline = milliseconds(reader.bytes); break;
      // So long from now: the client's clock does not matter.
      case 7: found.deadline = Date.now() + milliseconds(reader.bytes); break;
    }
  }
  return found;
}

function proposed(reader: WireReader): ProposedMessage {
  const event: ProposedMessage = { id: undefined, type: undefined, contentType: undefined, metadata: NOTHING, data: NOTHING };
  while (reader.next()) {
    switch (reader.field) {
      case 1: event.id = uuid(reader.inner); break;
      case 2: property(reader.inner, event); break;
      case 3: event.metadata = reader.bytes; break;
      case 4: event.data = reader.bytes; break;
    }
  }
  return event;
}

function property(entry: WireReader, event: ProposedMessage): void {
  let [key, value] = ['', ''];
  while (entry.next()) {
    if (entry.field === 1) key = entry.text;
    else if (entry.field === 2) value = entry.text;
  }
  if (key === 'type') event.type = value;
  else if (key === 'content-type') event.contentType = value;
}

/** The name in a StreamIdentifier. */
export function streamName(identifier: Buffer): string {
  let name = '';
  for (const reader = new WireReader(identifier); reader.next();) if (reader.field === 3) name = reader.text;
  return name;
}

/** The 16 bytes of an id in either of its two forms, or undefined if it is neither. */
export function uuid(reader: WireReader): Buffer | undefined {
  let found: Buffer | undefined;
  while (reader.next()) {
    if (reader.field === 1) found = structuredUuid(reader.inner);
    else if (reader.field === 2) found = parseUuid(reader.bytes);
  }
  return found;
}

function structuredUuid(reader: WireReader): Buffer {
  const id = Buffer.alloc(16);
  while (reader.next()) {
    if (reader.field === 1) id.writeBigUInt64BE(reader.exact, 0);
    else if (reader.field === 2) id.writeBigUInt64BE(reader.exact, 8);
  }
  return id;
}

/** A Timestamp or a Duration: on the wire they are the same. */
function milliseconds(bytes: Buffer): number {
  let [seconds, nanos] = [0, 0];
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 1) seconds = signed(reader);
    else if (reader.field === 2) nanos = signed(reader);
  }
  return seconds * 1000 + nanos / 1e6;
}

const signed = ({ exact }: WireReader): number => Number(BigInt.asIntN(64, exact));
