import type { handleClientStreamingCall, sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import type { Authority } from '../access/authority.js';
import type { EventLog } from '../log/event-log.js';
import { sizeOf, type ProposedEvent } from '../log/proposed-event.js';
import type { AppendMessage, AppendOptions } from './append-request.codec.js';
import { appendResponse } from './append-response.codec.js';
import { appendTooLarge, appendTooSlow, ARRIVAL_MS, asRefused, denied, invalid, MAX_APPEND_BYTES, streamDeleted } from './errors.js';
import { proposedEvent, appendableStream } from './proposed-events.js';

type Call = ServerReadableStream<AppendMessage, Buffer>;

/** Streams.Append: options, then events, one append a call. */
export const appendHandler = (log: EventLog, authority: Authority): handleClientStreamingCall<AppendMessage, Buffer> =>
  (call, callback) => void append(log, authority, call).then(
    (response) => callback(null, response),
    (error: unknown) => refuse(call, callback, error),
  );

async function append(log: EventLog, authority: Authority, call: Call): Promise<Buffer> {
  const { options, events } = await arrived(call);
  if (!options) throw invalid('An append begins with its options');
  const stream = appendableStream(options.stream);
  const { expected } = options;
  if (expected === undefined) throw invalid('An append needs an expected revision');
  const allowedBy = authority.standing(call.metadata).rule('append', stream);
  const outcome = await log.append({ stream, expected, events, allowedBy });
  if (outcome.kind === 'denied') throw denied(stream);
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  return appendResponse(outcome, expected);
}

interface Arriving {
  options: AppendOptions | undefined;
  events: ProposedEvent[];
  isLate: boolean;
}

/** All that the client sends. It is held in memory, so it may take a time to come, and is let go of when that is over. */
async function arrived(call: Call): Promise<Arriving> {
  const arriving: Arriving = { options: undefined, events: [], isLate: false };
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => void (timer = setTimeout(() => {
    Object.assign(arriving, { events: [], isLate: true });
    reject(appendTooSlow());
  }, ARRIVAL_MS)));
  try {
    await Promise.race([collect(call, arriving), tooLate]);
    return arriving;
  } finally {
    clearTimeout(timer);
  }
}

async function collect(call: Call, arriving: Arriving): Promise<void> {
  let bytes = 0;
  for await (const message of call.iterator({ destroyOnReturn: false }) as AsyncIterable<AppendMessage>) {
    if (arriving.isLate) continue;
    arriving.options ??= message.options;
    if (!message.proposed) continue;
    const event = proposedEvent(message.proposed);
    bytes += sizeOf(event);
    if (bytes > MAX_APPEND_BYTES) throw appendTooLarge();
    arriving.events.push(event);
  }
}

function refuse(call: Call, callback: sendUnaryData<Buffer>, error: unknown): void {
  callback(asRefused(error));
  // Whatever the client still sends goes nowhere; left unread it would hold the connection's window.
  call.on('error', () => undefined).resume();
}
