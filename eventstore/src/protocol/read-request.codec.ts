import { TOMBSTONE } from '../log/stream-metadata.js';
import { streamName } from './append-request.codec.js';
import type { IdForm } from './recorded-event.codec.js';
import { WireReader } from './wire-reader.js';

/** Where a read begins: an end of what is read, or a revision or position. */
export type Start = 'start' | 'end' | number;

/** The options of a ReadReq, as they came. */
export interface ReadOptions {
  stream: { name: string; start: Start } | undefined;
  all: { start: Start; prepareIsLater: boolean } | undefined;
  backwards: boolean;
  resolveLinks: boolean;
  count: number | undefined;
  subscription: boolean;
  filter: FilterOptions | undefined;
  ids: IdForm;
  compatibility: number;
}

export interface FilterOptions {
  streamName: FilterExpression | undefined;
  eventType: FilterExpression | undefined;
  /** Undefined for no window of its own. */
  window: number | undefined;
  multiplier: number;
}

export interface FilterExpression {
  regex: string;
  readonly prefixes: Buffer[];
}

/** From here on a 64-bit number means "the end". */
const SENTINEL = 2 ** 63;

/** A ReadReq. */
export function decodeRead(bytes: Buffer): ReadOptions {
  let found = readOptions(Buffer.alloc(0));
  for (const reader = new WireReader(bytes); reader.next();) if (reader.field === 1) found = readOptions(reader.bytes);
  return found;
}

function readOptions(bytes: Buffer): ReadOptions {
  const found: ReadOptions = {
    stream: undefined, all: undefined, backwards: false, resolveLinks: false, count: undefined, subscription: false, filter: undefined, ids: 'text', compatibility: 0,
  };
  for (const reader = new WireReader(bytes); reader.next();) {
    switch (reader.field) {
      case 1: found.stream = streamOptions(reader.bytes); break;
      case 2: found.all = allOptions(reader.bytes); break;
      case 3: found.backwards = reader.number === 1; break;
      case 4: found.resolveLinks = reader.number !== 0; break;
      case 5: found.count = Math.min(reader.number, Number.MAX_SAFE_INTEGER); break;
      case 6: found.subscription = true; break;
      case 7: found.filter = filterOptions(reader.bytes); break;
      case 9: found.ids = firstField(reader.bytes) === 1 ? 'structured' : 'text'; break;
      case 10: found.compatibility = numberIn(reader.bytes); break;
    }
  }
  return found;
}

function streamOptions(bytes: Buffer): { name: string; start: Start } {
  const found: { name: string; start: Start } = { name: '', start: 'start' };
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 1) found.name = streamName(reader.bytes);
    else if (reader.field === 2) found.start = place(reader.number);
    else if (reader.field === 4) found.start = 'end';
  }
  return found;
}

function allOptions(bytes: Buffer): { start: Start; prepareIsLater: boolean } {
  const found: { start: Start; prepareIsLater: boolean } = { start: 'start', prepareIsLater: false };
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 3) found.start = 'end';
    if (reader.field !== 1) continue;
    let [commit, prepare] = [0, 0];
    for (const position = new WireReader(reader.bytes); position.next();) {
      if (position.field === 1) commit = position.number;
      else if (position.field === 2) prepare = position.number;
    }
    found.start = place(commit);
    found.prepareIsLater = prepare > commit;
  }
  return found;
}

/** The filter of a read, or of a group on $all. */
export function filterOptions(bytes: Buffer): FilterOptions {
  const found: FilterOptions = { streamName: undefined, eventType: undefined, window: undefined, multiplier: 0 };
  for (const reader = new WireReader(bytes); reader.next();) {
    switch (reader.field) {
      case 1: found.streamName = expression(reader.bytes); break;
      case 2: found.eventType = expression(reader.bytes); break;
      case 3: found.window = Math.max(reader.number, 1); break;
      case 5: found.multiplier = reader.number; break;
    }
  }
  return found;
}

function expression(bytes: Buffer): FilterExpression {
  const found: FilterExpression = { regex: '', prefixes: [] };
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 1) found.regex = reader.text;
    else if (reader.field === 2) found.prefixes.push(reader.bytes);
  }
  return found;
}

/** Only the end of a stream lies beyond, and whoever begins there hears of it. */
const place = (number: number): Start => (number >= SENTINEL ? 'end' : Math.min(number, TOMBSTONE - 1));

function firstField(bytes: Buffer): number {
  const reader = new WireReader(bytes);
  return reader.next() ? reader.field : 0;
}

function numberIn(bytes: Buffer): number {
  const reader = new WireReader(bytes);
  return reader.next() ? reader.number : 0;
}
