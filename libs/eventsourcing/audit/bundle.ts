import type { EventStore } from '../event-store.js';
import type { Recorded } from '../message.js';
import type { SignedHead } from './audit-keys.js';
import { audited } from './leaf.js';
import { AUDIT_STREAM, type KeyRecord, type Signed } from './records.js';
import type { PlacedEvent } from './stream-chains.js';
import { isSealedCheckpoint, trailEnd } from './trail.js';

/** The first line. */
export interface BundleHeader {
  readonly kind: 'header';
  readonly format: string;
  /** As checkpoints have it; null: nothing was ever sealed. */
  readonly system: string | null;
  /** The streams that are leaves: those whose names begin so. */
  readonly prefix: string;
  /** How many events are sealed; for those who show progress. */
  readonly sealed: number;
  /** What was signed last, as it is remembered outside the log. */
  readonly signed: SignedHead | null;
}

type EventLine<Kind extends string> = PlacedEvent & { readonly kind: Kind; readonly created: string };

/** The last line: how many lines of each kind came before it. */
export interface BundleFooter {
  readonly kind: 'footer';
  readonly events: number;
  readonly audit: number;
  readonly keys: number;
}

/** A line of a bundle. */
export type BundleLine =
  | BundleHeader
  | EventLine<'event'>
  /** Of `audit-checkpoints`: a key, or a checkpoint, which follows the last event that it covers. */
  | EventLine<'audit'>
  | (Signed<KeyRecord> & { readonly kind: 'key' })
  | BundleFooter;

/** What is known outside the log. */
export interface Beside {
  readonly keys: readonly Signed<KeyRecord>[];
  readonly signed: SignedHead | undefined;
}

/** The whole log for auditors, from one reading of it: as much memory as a few events take. */
export async function* bundleOf(store: EventStore, prefix: string, beside: Beside): AsyncGenerator<BundleLine> {
  const trail = new Trail(store.read(AUDIT_STREAM));
  try {
    yield* linesOf(store, prefix, trail, beside);
  } finally {
    // Whoever takes the lines may go away at any of them.
    await trail.close();
  }
}

async function* linesOf(store: EventStore, prefix: string, trail: Trail, { keys, signed }: Beside): AsyncGenerator<BundleLine> {
  const { checkpoint } = await trailEnd(store);
  const counts = { events: 0, audit: 0, keys: keys.length };
  const { system = null, tree_size: sealed = 0 } = checkpoint?.data ?? {};
  yield { kind: 'header', format: 'slowking.bundle/1', system, prefix, sealed, signed: signed ?? null };
  for await (const event of merged(store, prefix, trail)) {
    const kind = event.stream === AUDIT_STREAM ? 'audit' : 'event';
    counts[kind === 'audit' ? 'audit' : 'events'] += 1;
    yield { kind, ...placed(event) };
  }
  for (const key of keys) yield { kind: 'key', ...key };
  yield { kind: 'footer', ...counts };
}

/** An event at its place, for auditors. */
export const placed = (event: Recorded): PlacedEvent & { readonly created: string } => ({
  ...audited(event),
  position: Number(event.position),
  created: event.created.toISOString(),
});

/** Each checkpoint right after the last event that it covers, whatever was stored meanwhile. */
async function* merged(store: EventStore, prefix: string, trail: Trail): AsyncGenerator<Recorded> {
  let last: bigint | undefined;
  for (;;) {
    const [known, from] = [await trail.peek(), last];
    for await (const event of store.readAll({ prefix }, last)) {
      yield* trail.before(event.position);
      yield event;
      last = event.position;
    }
    const rest = await trail.peek();
    // What it covers was stored before it: read again, it is there. If not, then it is nowhere.
    if (!rest || (rest === known && last === from)) break;
  }
  yield* trail.before(undefined);
}

/** The checkpoints, one ahead. */
class Trail {
  private readonly events: AsyncIterator<Recorded>;
  private next: Promise<IteratorResult<Recorded>> | undefined;

  constructor(events: AsyncIterable<Recorded>) {
    this.events = events[Symbol.asyncIterator]();
  }

  async peek(): Promise<Recorded | undefined> {
    this.next ??= this.events.next();
    const { done, value } = await this.next;
    return done ? undefined : value;
  }

  async close(): Promise<void> {
    await this.events.return?.();
  }

  /** All that tells of nothing from that position on. */
  async *before(position: bigint | undefined): AsyncGenerator<Recorded> {
    for (let event = await this.peek(); event; event = await this.peek()) {
      if (position !== undefined && isSealedCheckpoint(event) && BigInt(event.data.position) >= position) return;
      this.next = undefined;
      yield event;
    }
  }
}
