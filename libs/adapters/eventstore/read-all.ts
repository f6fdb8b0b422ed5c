import type { Recorded } from '#eventsourcing';
import type { Lines } from './lines.js';
import { Patience } from './patience.js';
import { allRequest } from './read-request.js';
import { eventOf, Reading } from './reading.js';

/** The whole log after `position`, each event once, until its end. Goes on after a fault, until nothing has come for `ms`. */
export async function* readInBatches(lines: Lines, position: bigint | undefined, ms: number): AsyncGenerator<readonly Recorded[]> {
  const patience = new Patience(ms);
  for (let after = position; ; ) {
    const reading = new Reading(lines, allRequest(after, Number.MAX_SAFE_INTEGER));
    try {
      // Half the time for a line that may be dead, so that there is time for another.
      for (let items = await reading.take(ms / 2); items; items = await reading.take(ms / 2)) {
        const events = items.flatMap((item) => eventOf(item) ?? []).filter((event) => event.position > (after ?? -1n));
        const ours = events.filter(({ stream }) => !stream.startsWith('$'));
        if (ours.length > 0) yield ours;
        after = events.at(-1)?.position ?? after;
        patience.renew();
      }
    } finally {
      reading.close();
    }
    if (!reading.fault) return;
    await patience.pause(reading.fault);
  }
}
