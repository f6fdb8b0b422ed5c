import type { Resolved } from '../log/links/resolve.js';
import type { StoredEvent } from '../log/record.codec.js';
import type { Message } from './message-batch.js';
import { RecordedEventFrame, writeLength, type IdForm } from './recorded-event.codec.js';
import { bytes, empty, message, text, uint, varintSize, writeVarint } from './wire.js';

const COMMIT_POSITION = 3 << 3;

/** A ReadResp with one event. */
export class EventResponse implements Message {
  readonly length: number;
  private readonly recorded: RecordedEventFrame;
  private readonly readEvent: number;

  constructor(private readonly event: StoredEvent, form: IdForm) {
    this.recorded = new RecordedEventFrame(event, form);
    const { size } = this.recorded;
    this.readEvent = 1 + varintSize(size) + size + 1 + varintSize(event.position);
    this.length = 1 + varintSize(this.readEvent) + this.readEvent;
  }

  copy(target: Buffer, start: number): number {
    let at = writeLength(target, 1, this.readEvent, start);
    at = writeLength(target, 1, this.recorded.size, at);
    at = this.recorded.write(target, at);
    target[at] = COMMIT_POSITION;
    return writeVarint(target, this.event.position, at + 1) - start;
  }
}

/** The same with what a link leads to, and the link. */
export function resolvedResponse({ event, link }: Resolved, form: IdForm): Message {
  if (event && !link) return new EventResponse(event, form);
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
