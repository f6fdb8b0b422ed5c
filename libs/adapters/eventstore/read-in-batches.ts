import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Recorded } from '#eventsourcing';
import type { Lines } from './lines.js';
import { Patience } from './patience.js';
import { eventOf, Reading } from './reading.js';

/**
 * The events that a request asks for, as they come in, until there are no more. After a fault it is asked again, from
 * where its reader has got to by then, until nothing has come for `ms`.
 */
export async function* readInBatches(lines: Lines, request: () => ReadReq, ms: number): AsyncGenerator<readonly Recorded[]> {
  const patience = new Patience(ms);
  for (;;) {
    const reading = new Reading(lines, request());
    try {
      // Half the time for a line that may be dead, so that there is time for another.
      for (let items = await reading.take(ms / 2); items; items = await reading.take(ms / 2)) {
        yield items.flatMap((item) => eventOf(item) ?? []);
        patience.renew();
      }
    } finally {
      reading.close();
    }
    if (!reading.fault) return;
    await patience.pause(reading.fault);
  }
}
