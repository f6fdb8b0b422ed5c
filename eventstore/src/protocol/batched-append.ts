import type { AppendRequest } from '../log/append.js';
import { sizeOf, type ProposedEvent } from '../log/proposed-event.js';
import type { AppendOptions, ProposedMessage } from './append-request.codec.js';
import type { Addressee } from './append-response.codec.js';
import { appendTooLarge, ARRIVAL_MS, invalid, MAX_APPEND_BYTES } from './errors.js';
import { proposedEvent, appendableStream } from './proposed-events.js';

/** One append of a batch call while its messages come in. */
export class BatchedAppend implements Addressee {
  readonly streamIdentifier: Uint8Array;
  readonly deadline: number;
  readonly request: AppendRequest;
  /** Why its options alone refuse it. */
  readonly error: unknown;
  timer: NodeJS.Timeout | undefined;
  bytes = 0;
  private readonly events: ProposedEvent[] = [];

  constructor(readonly correlationId: Uint8Array, { stream, identifier, expected, deadline }: AppendOptions) {
    this.streamIdentifier = identifier;
    this.deadline = Math.min(Date.now() + ARRIVAL_MS, deadline);
    this.request = { stream, expected: expected ?? 'any', events: this.events };
    this.error = expected === undefined ? invalid('An append needs an expected revision') : refusal(stream);
  }

  /** Throws Refused. */
  add(messages: readonly ProposedMessage[]): void {
    for (const message of messages) {
      const event = proposedEvent(message);
      this.bytes += sizeOf(event);
      if (this.bytes > MAX_APPEND_BYTES) throw appendTooLarge();
      this.events.push(event);
    }
  }
}

function refusal(stream: string): unknown {
  try {
    appendableStream(stream);
    return undefined;
  } catch (error) {
    return error;
  }
}
