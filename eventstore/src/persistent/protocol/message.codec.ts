import { RecordedEventFrame, writeLength, type IdForm } from '../../protocol/recorded-event.codec.js';
import { bytes, text, varintSize, writeVarint } from '../../protocol/wire.js';
import type { Message } from '../delivery/message.js';

const EVENT = 1;
const LINK = 2;
const COMMIT_POSITION = 3 << 3;
const RETRY_COUNT = 5 << 3;

/** A ReadResp that says under which name the group serves. */
export const confirmation = (subscriptionId: string): Buffer => bytes(2, text(1, subscriptionId));

/** A ReadResp with a message. */
export function messageResponse({ event, link, original, retries }: Message, form: IdForm): Buffer {
  const frames: [tag: number, frame: RecordedEventFrame][] = [];
  if (event) frames.push([EVENT, new RecordedEventFrame(event, form)]);
  if (link) frames.push([LINK, new RecordedEventFrame(link, form)]);
  const { position } = original;
  const size = frames.reduce((sum, [, frame]) => sum + 1 + varintSize(frame.size) + frame.size, 2 + varintSize(position) + varintSize(retries));
  const out = Buffer.allocUnsafe(1 + varintSize(size) + size);
  let at = writeLength(out, 1, size, 0);
  for (const [tag, frame] of frames) at = frame.write(out, writeLength(out, tag, frame.size, at));
  out[at] = COMMIT_POSITION;
  at = writeVarint(out, position, at + 1);
  out[at] = RETRY_COUNT;
  writeVarint(out, retries, at + 1);
  return out;
}
