import { isSealed } from './hash-chain.js';
import type { Event, Recorded } from './message.js';

type Data = Readonly<Record<string, unknown>>;

/** Lifts stored data from one shape to the next: the first entry makes version 2 out of version 1, and so on. */
export type Upcaster = (data: Data) => object;

/** How stored events are read. */
export interface Upcasters {
  /** By event type. Run on read; the log is never rewritten. Types without an entry are at version 1. */
  readonly lifts?: Readonly<Record<string, readonly Upcaster[]>>;
  /** Whether an event, in today's shape, is one of ours. Missing: each one that is sealed. */
  readonly fits?: (event: Recorded) => boolean;
}

/** The version of a type's data that is written today. */
export const schemaOf = (type: string, upcasters: Upcasters): number => liftsOf(type, upcasters).length + 1;

/**
 * The event in today's shape; its metadata still says in which shape it is stored. Undefined: this build cannot read
 * it, because a later one wrote it, or somebody else did. Whoever folds a stream passes over it, so that one event that
 * should not be there stops nothing.
 */
export function upcast<E extends Event>(event: Recorded<E>, upcasters: Upcasters): Recorded<E> | undefined {
  if (!isSealed(event) || event.metadata.schema > schemaOf(event.type, upcasters)) return undefined;
  const today = lifted(event, upcasters);
  return today && (upcasters.fits?.(today) ?? true) ? today : undefined;
}

function lifted<E extends Event>(event: Recorded<E>, upcasters: Upcasters): Recorded<E> | undefined {
  const pending = liftsOf(event.type, upcasters).slice(event.metadata.schema - 1);
  if (pending.length === 0) return event;
  try {
    return { ...event, data: pending.reduce<object>((shape, lift) => lift(shape as Data), event.data) };
  } catch {
    // It was never of the shape that its type says.
    return undefined;
  }
}

/** Types come from outside: `constructor` is none of ours. */
const liftsOf = (type: string, { lifts = {} }: Upcasters): readonly Upcaster[] =>
  Object.hasOwn(lifts, type) ? (lifts[type] ?? []) : [];
