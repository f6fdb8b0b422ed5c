import type { StoredEvent } from './record.codec.js';
import { isSoftDeleted, TOMBSTONE, type StreamMetadata } from './stream-metadata.js';

/** The part of a stream that a reader may see. */
export interface Visible {
  /** Numbers below are hidden; it may lie beyond the last. */
  readonly first: number;
  /** Number of the newest event, seen or not; −1 when there is none, TOMBSTONE when the stream has been deleted for good. */
  readonly last: number;
  /** Events created before are hidden; milliseconds since 1970. */
  readonly since: number;
  /** false: for readers there is no such stream. */
  readonly exists: boolean;
}

/** The one home of what hides events: reads, subscriptions and the answer to a repeated append all ask here. */
export function visiblePart(stream: string, last: number, metadata: StreamMetadata): Visible {
  if (isMetastream(stream)) return { first: Math.max(last, 0), last, since: 0, exists: last >= 0 };
  const { truncateBefore, maxCount, maxAgeSeconds } = metadata;
  const since = maxAgeSeconds === Infinity ? 0 : Date.now() - maxAgeSeconds * 1000;
  return { first: Math.max(0, truncateBefore, last - maxCount + 1), last, since, exists: last >= 0 && !isSoftDeleted(metadata) };
}

export const isTombstoned = ({ last }: Pick<Visible, 'last'>): boolean => last === TOMBSTONE;

/** Of a metadata stream only the newest event can be read. */
export const isMetastream = (stream: string): boolean => stream.startsWith('$$');

export const metastreamOf = (stream: string): string => `$$${stream}`;

/** The stream whose metadata rules this one: of a metadata stream, the one it describes. */
export const ruledBy = (stream: string): string => (isMetastream(stream) ? stream.slice(2) : stream);

const DOLLAR = 0x24;
const HIDDEN = ['$epoch-information'];
const HIDDEN_GROUPS = '$persistentsubscription-$all::';

/** The server's own bookkeeping, left out of every read and subscription of $all. */
export function isHiddenFromAll(event: StoredEvent): boolean {
  // Asked of every event that is read: without a view of its name.
  if (event.record[event.nameStart] !== DOLLAR) return false;
  const name = event.streamName.toString();
  return HIDDEN.includes(name) || (name.startsWith(HIDDEN_GROUPS) && /-(checkpoint|parked)$/.test(name));
}
