import type { Resolved } from '../log/links/resolve.js';
import type { StoredEvent } from '../log/record.codec.js';
import { RecordedEventFrame, writeLength, type IdForm } from './recorded-event.codec.js';
import { bytes, empty, message, text, uint, varintSize, writeVarint } from './wire.js';

const COMMIT_POSITION = 3 << 3;

/** A ReadResp with one event. */
export function eventResponse(event: StoredEvent, form: IdForm): Buffer {
  const recorded = new RecordedEventFrame(event, form);
  const { position } = event;
  const readEvent = 1 + varintSize(recorded.size) + recorded.size + 1 + varintSize(position);
  const out = Buffer.allocUnsafe(1 + varintSize(readEvent) + readEvent);
  let at = writeLength(out, 1, readEvent, 0);
  at = writeLength(out, 1, recorded.size, at);
  at = recorded.write(out, at);
  out[at] = COMMIT_POSITION;
  writeVarint(out, position, at + 1);
  return out;
}

/** The same with what a link leads to, and the link. */
export function resolvedResponse({ event, link }: Resolved, form: IdForm): Buffer {
  if (event && !link) return eventResponse(event, form);
  const { position } = (link ?? event)!;
  return bytes(1, message(...[event, link].flatMap((shown, i) => (shown ? [bytes(1 + i, recorded(shown, form))] : [])), uint(3, position)));
}

function recorded(event: StoredEvent, form: IdForm): Buffer {
  const frame = new RecordedEventFrame(event, form);
  const out = Buffer.allocUnsafe(frame.size);
  frame.write(out, 0);
  return out;
}

export const confirmation = (subscriptionId: string): Buffer => bytes(2, text(1, subscriptionId));

export const checkpoint = (position: number): Buffer => bytes(3, message(uint(1, position), uint(2, position)));

export const streamNotFound = (stream: string): Buffer => bytes(4, bytes(1, text(3, stream)));

export const firstStreamPosition = (revision: number): Buffer => uint(5, revision);

export const lastStreamPosition = (revision: number): Buffer => uint(6, revision);

export const caughtUp = (): Buffer => empty(8);

export const fellBehind = (): Buffer => empty(9);
