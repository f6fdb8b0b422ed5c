import type { Direction } from '../storage/storage.port.js';
import { linkedContents } from './links/links-of.js';
import { scavengedRecord, type StoredEvent } from './record.codec.js';
import { isTombstoned, type Visible } from './visibility.js';

/** What a scavenge asks of the log. */
interface Scavengeable {
  /** Position up to which it goes. */
  readonly end: number;
  /** A page from a position on, with what has been scavenged before. */
  read(from: number, limit: number): Promise<StoredEvent[]>;
  /** Number of a stream's newest event. */
  newest(stream: string): Promise<number>;
  visible(stream: string): Promise<Visible>;
  /** Resolves when it is durable. */
  rewrite(events: readonly StoredEvent[]): Promise<void>;
  /** Gives back the room of what was rewritten between two positions. */
  compact(from: number, to: number): Promise<void>;
}

export interface Scavenged {
  readonly events: number;
  /** Of records; the room that indexes take stays. */
  readonly bytes: number;
  readonly isComplete: boolean;
}

const PAGE = 1000;
/** After so much room is given back: a piece of work of a second or so, for which a stop has to wait. */
const STRETCH = { positions: 50_000, bytes: 128 * 1024 * 1024 };

/**
 * Empties the records of what no reader can see: truncated, too old, deleted. Positions, numbers, ids and what links are
 * made of stay, so that nothing is renumbered and the log has no gaps. Each page is one durable write, and whole before and after it.
 */
export async function scavenge(log: Scavengeable, isStopped: () => boolean): Promise<Scavenged> {
  let [events, bytes] = [0, 0];
  let [begun, passed, isDirty] = [1, 0, false];
  let next = 1;
  while (next <= log.end && !isStopped()) {
    // In memory nothing else would have its turn until it is through.
    await new Promise(setImmediate);
    const page = await log.read(next, PAGE);
    const unseen = await hidden(log, page);
    const emptied = unseen.map((event) => scavengedRecord(event, linkedContents(event)));
    if (emptied.length > 0) await log.rewrite(emptied);
    events += emptied.length;
    bytes += sizeOf(unseen) - sizeOf(emptied);
    // Also what an earlier one had emptied: it may have been killed before it came to give back the room.
    isDirty ||= emptied.length > 0 || page.some(({ isScavenged }) => isScavenged);
    next = page.at(-1)!.position + 1;
    passed += sizeOf(page);
    if (next - begun < STRETCH.positions && passed < STRETCH.bytes && next <= log.end) continue;
    if (isDirty) await log.compact(begun, next - 1);
    [begun, passed, isDirty] = [next, 0, false];
  }
  if (isDirty) await log.compact(begun, next - 1);
  return { events, bytes, isComplete: next > log.end };
}

/** The newest event of a stream stays whatever becomes of the stream. */
async function hidden(log: Scavengeable, page: readonly StoredEvent[]): Promise<StoredEvent[]> {
  const names = new Set(page.map(({ streamName }) => streamName.toString()));
  const streams = new Map(await Promise.all([...names].map(async (name) => [name, { ...(await log.visible(name)), newest: await log.newest(name) }] as const)));
  return page.filter((event) => {
    const { first, since, exists, last, newest } = streams.get(event.streamName.toString())!;
    const isSeen = exists && !isTombstoned({ last }) && event.revision >= first && event.created >= since;
    return !isSeen && event.revision !== newest && !event.isScavenged;
  });
}

const sizeOf = (events: readonly StoredEvent[]): number => events.reduce((sum, { record }) => sum + record.length, 0);

/** The first page on the way of which something is left, without what has been scavenged. */
export async function firstLeft(
  read: (from: number) => Promise<StoredEvent[]>, from: number, direction: Direction, numberOf: (event: StoredEvent) => number,
): Promise<StoredEvent[]> {
  for (let next = from; ;) {
    const page = await read(next);
    if (!page.some(({ isScavenged }) => isScavenged)) return page;
    const left = page.filter(({ isScavenged }) => !isScavenged);
    if (left.length > 0) return left;
    next = numberOf(page.at(-1)!) + (direction === 'forwards' ? 1 : -1);
  }
}
