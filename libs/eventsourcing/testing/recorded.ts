import { CHAIN_START, seal } from '../hash-chain.js';
import type { Event, Recorded } from '../message.js';

/** Events as a store would give them back: chained, from revision 0 of `stream` and position 0 of the log. */
export function recorded<E extends Event>(stream: string, events: readonly E[], from = 0n): Recorded<E>[] {
  let previous = CHAIN_START;
  return events.map((event, index) => {
    const revision = BigInt(index);
    const { sealed, hash } = seal(event, { schema: 1 }, { stream, revision, previous });
    previous = hash;
    return { ...sealed, stream, revision, position: from + revision, created: new Date(0) };
  });
}
