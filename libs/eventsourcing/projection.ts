import type { Event, Recorded } from './message.js';
import type { Upcasters } from './upcaster.js';

/** A read model as a pure fold: an event changes the rows it names, each for itself. */
export interface Projection<Row, E extends Event> {
  /** Also the name of its checkpoint. A new suffix waits for a rebuild from the first event: `benchmark-summary.v2`. */
  readonly name: string;
  readonly streamPrefix: string;
  /** The event types that change a row; missing: all. */
  readonly types?: readonly E['type'][];
  readonly upcasters: Upcasters;
  /** The rows an event belongs to. */
  keysOf(event: Recorded<E>): readonly string[];
  /** The row of `key` after the event. `undefined`: there is still no row. Never changes `row` itself. */
  evolve(row: Row | undefined, event: Recorded<E>, key: string): Row | undefined;
}

/** Bytes of a row's key. The index of a table holds no much longer one; and no name, nor two, is as long. */
const LONGEST_KEY = 2_600;

/** Those of an event's keys that no table could hold: they have no row. */
export const tooLong = <Row, E extends Event>({ keysOf }: Projection<Row, E>, event: Recorded<E>): readonly string[] =>
  keysOf(event).filter((key) => !fits(key));

/** No character takes more than three bytes for each of its units. */
const fits = (key: string): boolean => 3 * key.length <= LONGEST_KEY || Buffer.byteLength(key) <= LONGEST_KEY;

/** The rows that a batch of events changes, each once, given the rows as they were. */
export function project<Row, E extends Event>(
  { keysOf, evolve }: Projection<Row, E>,
  events: readonly Recorded<E>[],
  before: ReadonlyMap<string, Row> = new Map(),
): ReadonlyMap<string, Row> {
  const changed = new Map<string, Row>();
  for (const event of events) {
    for (const key of keysOf(event).filter(fits)) {
      const old = changed.get(key) ?? before.get(key);
      const row = evolve(old, event, key);
      if (row && row !== old) changed.set(key, row);
    }
  }
  return changed;
}

/** Cuts events where their rows become too many to be held at once. One event may still have more. */
export function* partsOf<Row, E extends Event>(
  { keysOf }: Projection<Row, E>,
  events: readonly Recorded<E>[],
  most: number,
): Generator<{ readonly part: readonly Recorded<E>[]; readonly keys: string[] }> {
  let [from, keys] = [0, new Set<string>()];
  for (const [at, event] of events.entries()) {
    for (const key of keysOf(event)) if (fits(key)) keys.add(key);
    if (keys.size < most && at < events.length - 1) continue;
    if (keys.size > 0) yield { part: events.slice(from, at + 1), keys: [...keys] };
    [from, keys] = [at + 1, new Set()];
  }
}
