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
  const { options, events, refusal } = await arrived(call);
  if (!options) throw refusal ?? invalid('An append begins with its options');
  const stream = appendableStream(options.stream);
  const { expected } = options;
  if (expected === undefined) throw invalid('An append needs an expected revision');
  const standing = authority.standing(call.metadata);
  if (refusal !== undefined) {
    // Who has no right is told that before what is wrong with the events.
    await standing.demand('append', stream);
    throw refusal;
  }
  const outcome = await log.append({ stream, expected, events, allowedBy: standing.rule('append', stream) });
  if (outcome.kind === 'denied') throw denied(stream);
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  return appendResponse(outcome, expected);
}

interface Arriving {
  options: AppendOptions | undefined;
  events: ProposedEvent[];
  isLate: boolean;
  /** Why the events are not taken, whoever sent them. */
  refusal: unknown;
}

/** All that the client sends. It is held in memory, so it may take a time to come, and is let go of when that is over. */
async function arrived(call: Call): Promise<Arriving> {
  const arriving: Arriving = { options: undefined, events: [], isLate: false, refusal: undefined };
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
    try {
      const event = proposedEvent(message.proposed);
      bytes += sizeOf(event);
      if (bytes > MAX_APPEND_BYTES) throw appendTooLarge();
      arriving.events.push(event);
    } catch (error) {
      arriving.refusal = error;
      return;
    }
  }
}

function refuse(call: Call, callback: sendUnaryData<Buffer>, error: unknown): void {
  callback(asRefused(error));
  // Whatever the client still sends goes nowhere; left unread it would hold the connection's window.
  call.on('error', () => undefined).resume();
}
