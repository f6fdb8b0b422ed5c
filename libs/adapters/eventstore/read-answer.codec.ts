import type { Recorded } from '#eventsourcing';
import { Fields } from './fields.js';

/** One message of a read or a subscription. */
export type ReadAnswer =
  | { readonly kind: 'event'; readonly event: Recorded }
  /** The store has looked so far, and found nothing else. */
  | { readonly kind: 'checkpoint'; readonly position: bigint }
  | { readonly kind: 'stream not found' }
  /** From here on events are new. */
  | { readonly kind: 'caught up' }
  /** Nothing that concerns us. */
  | { readonly kind: 'other' };

const NOT_FOUND: ReadAnswer = { kind: 'stream not found' };
const CAUGHT_UP: ReadAnswer = { kind: 'caught up' };
const OTHER: ReadAnswer = { kind: 'other' };
/** `created` counts steps of 100 ns. */
const STEPS_IN_DIGITS = 4;

/**
 * A ReadResp. Not by the client's generated code: that makes some thirty objects of each event, and four copies of what
 * it holds, which is most of what reading costs. Throws TypeError.
 */
export function readAnswer(bytes: Buffer): ReadAnswer {
  const fields = new Fields(bytes);
  while (fields.next()) {
    if (fields.field === 1) return { kind: 'event', event: eventIn(fields.inner()) };
    if (fields.field === 3) return { kind: 'checkpoint', position: commitPositionIn(fields.inner()) };
    if (fields.field === 4) return NOT_FOUND;
    if (fields.field === 8) return CAUGHT_UP;
  }
  return OTHER;
}

/** ReadEvent: links are never resolved, so there is the event itself. */
function eventIn(fields: Fields): Recorded {
  while (fields.next()) if (fields.field === 1) return recordedEvent(fields.inner());
  throw new TypeError('An event came without its content, though links are never resolved.');
}

function commitPositionIn(fields: Fields): bigint {
  while (fields.next()) if (fields.field === 1) return fields.uint64();
  return 0n;
}

/** What is missing is zero or empty: so says the protocol. */
function recordedEvent(fields: Fields): Recorded {
  let [id, stream, revision, position] = ['', '', 0n, 0n];
  let metadata: unknown = {};
  let data: unknown;
  const properties = { type: '', created: '' };
  while (fields.next()) {
    if (fields.field === 1) id = textIn(fields.inner(), 2);
    else if (fields.field === 2) stream = textIn(fields.inner(), 3);
    else if (fields.field === 3) revision = fields.uint64();
    else if (fields.field === 5) position = fields.uint64();
    else if (fields.field === 6) readProperty(fields.inner(), properties);
    else if (fields.field === 7) metadata = jsonOf(fields);
    else if (fields.field === 8) data = jsonOf(fields);
  }
  const created = new Date(Number(properties.created.slice(0, -STEPS_IN_DIGITS)));
  return { id, type: properties.type, data, metadata, stream, revision, position, created } as Recorded;
}

function textIn(fields: Fields, field: number): string {
  while (fields.next()) if (fields.field === field) return fields.text();
  return '';
}

/** An entry of a map: the key comes first. */
function readProperty(fields: Fields, properties: { type: string; created: string }): void {
  let key = '';
  while (fields.next()) {
    if (fields.field === 1) key = fields.text();
    else if (key === 'type') properties.type = fields.text();
    else if (key === 'created') properties.created = fields.text();
  }
}

/** What is no JSON is not ours: whoever reads it finds bytes, and no event to fold. */
function jsonOf(fields: Fields): unknown {
  try {
    return JSON.parse(fields.text());
  } catch {
    return fields.raw();
  }
}
