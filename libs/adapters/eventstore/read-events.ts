import type { Event, EventFilter, Recorded } from '#eventsourcing';
import { eventTest } from './event-filter.js';
import type { Lines } from './lines.js';
import { readInBatches } from './read-in-batches.js';
import { allRequest, streamRequest } from './read-request.js';

/** A stream's events from revision `from` on, each once. Goes on after a fault, until nothing has come for `ms`. */
export async function* readEvents<E extends Event>(lines: Lines, stream: string, from: bigint, ms: number) {
  let next = from;
  for await (const events of readInBatches(lines, () => streamRequest(stream, next), ms)) {
    for (const event of events) {
      yield event as Recorded<E>;
      next = event.revision + 1n;
    }
  }
}

/** The same of all streams, after a position. */
export async function* readAllEvents(lines: Lines, filter: EventFilter, position: bigint | undefined, ms: number) {
  const isWanted = eventTest(filter);
  for await (const events of readLog(lines, position, ms)) {
    for (const event of events) if (isWanted(event)) yield event;
  }
}

/** The whole log after a position as it comes in, without what the store writes for itself. */
export async function* readLog(lines: Lines, position: bigint | undefined, ms: number): AsyncGenerator<readonly Recorded[]> {
  let last = position;
  for await (const events of readInBatches(lines, () => allRequest(last), ms)) {
    // What was asked for begins with the event at the position.
    const ours = events.filter((event) => event.position > (last ?? -1n) && !event.stream.startsWith('$'));
    if (ours.length > 0) yield ours;
    last = events.at(-1)?.position ?? last;
  }
}
