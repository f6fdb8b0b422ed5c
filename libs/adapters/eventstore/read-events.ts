import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Event, EventFilter, Recorded } from '#eventsourcing';
import { eventTest } from './event-filter.js';
import type { Lines } from './lines.js';
import { Patience } from './patience.js';
import { allRequest, streamRequest } from './read-request.js';
import { eventOf, Reading } from './reading.js';

/** What waits here is bounded by the intake; each page costs a way there and back, in which nothing comes. */
const PAGE = 4000;

/** A stream's events from revision `from` on, each once. Goes on after a fault, until nothing has come for `ms`. */
export async function* readEvents<E extends Event>(lines: Lines, stream: string, from: bigint, ms: number) {
  let next = from;
  for await (const event of pages(lines, () => streamRequest(stream, next, PAGE), ms)) {
    yield event as Recorded<E>;
    next = event.revision + 1n;
  }
}

/** The same of all streams, after a position. */
export async function* readAllEvents(lines: Lines, filter: EventFilter, position: bigint | undefined, ms: number) {
  const isWanted = eventTest(filter);
  let last = position;
  for await (const event of pages(lines, () => allRequest(last, PAGE), ms)) {
    // A page begins with the last event of the one before.
    if (last !== undefined && event.position <= last) continue;
    if (isWanted(event)) yield event;
    last = event.position;
  }
}

/** Page after page, until one is not full. Each begins where its reader has got to by then. */
async function* pages(lines: Lines, request: () => ReadReq, ms: number): AsyncGenerator<Recorded> {
  const patience = new Patience(ms);
  for (;;) {
    const page = new Reading(lines, request());
    let count = 0;
    try {
      // Half the time for a line that may be dead, so that there is time for another.
      for (let items = await page.take(ms / 2); items; items = await page.take(ms / 2)) {
        const events = items.flatMap((item) => eventOf(item) ?? []);
        count += events.length;
        yield* events;
        patience.renew();
      }
    } finally {
      page.close();
    }
    if (page.fault) await patience.pause(page.fault);
    else if (count < PAGE) return;
  }
}
