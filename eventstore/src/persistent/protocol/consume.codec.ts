import { streamName, uuid } from '../../protocol/append-request.codec.js';
import type { IdForm } from '../../protocol/recorded-event.codec.js';
import { WireReader } from '../../protocol/wire-reader.js';
import type { Answer } from '../delivery/answers.js';
import { ALL, type GroupName } from '../settings.js';
import { int32 } from './settings.codec.js';

/** The options of a ReadReq. */
export interface ConsumeOptions extends GroupName {
  readonly bufferSize: number;
  readonly ids: IdForm;
}

/** A ReadReq: first what to consume, then what became of messages. */
export type ConsumeRequest =
  | { readonly kind: 'options'; readonly options: ConsumeOptions }
  | { readonly kind: 'answer'; readonly ids: readonly Buffer[]; readonly answer: Answer }
  | { readonly kind: 'nothing' };

/** By the numbers of the protocol; an unknown action is a retry. */
const ACTIONS = ['retry', 'park', 'retry', 'skip', 'stop'] as const;

export function decodeConsume(bytes: Buffer): ConsumeRequest {
  let found: ConsumeRequest = { kind: 'nothing' };
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 1) found = { kind: 'options', options: options(reader.bytes) };
    else if (reader.field === 2) found = { kind: 'answer', ids: ids(reader.bytes), answer: { kind: 'ack' } };
    else if (reader.field === 3) found = { kind: 'answer', ids: ids(reader.bytes), answer: nack(reader.bytes) };
  }
  return found;
}

function options(bytes: Buffer): ConsumeOptions {
  const found = { stream: '', group: '', bufferSize: 0, ids: 'text' as IdForm };
  for (const reader = new WireReader(bytes); reader.next();) {
    switch (reader.field) {
      case 1: found.stream = streamName(reader.bytes); break;
      case 2: found.group = reader.text; break;
      case 3: found.bufferSize = int32(reader); break;
      case 4: found.ids = reader.bytes[0] === 0x0a ? 'structured' : 'text'; break;
      case 5: found.stream = ALL; break;
    }
  }
  return found;
}

/** Those that are no ids are nobody's. */
function ids(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (const reader = new WireReader(bytes); reader.next();) {
    const id = reader.field === 2 ? uuid(reader.inner) : undefined;
    if (id) found.push(id);
  }
  return found;
}

function nack(bytes: Buffer): Answer {
  let [action, reason] = [0, ''];
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 3) action = reader.number;
    else if (reader.field === 4) reason = reader.text;
  }
  const kind = ACTIONS[action] ?? 'retry';
  return kind === 'park' ? { kind, reason } : { kind };
}
