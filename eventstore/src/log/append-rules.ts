import { TOMBSTONE } from './stream-metadata.js';

export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | number;

/** What an append is judged by. */
export interface StreamState {
  /** Number of the newest event, visible or not; −1 when there is none, TOMBSTONE when there will be none. */
  readonly last: number;
  /** Asked only where there are no events. */
  readonly hasMetadata: boolean;
  readonly isSoftDeleted: boolean;
}

/**
 * write: from last + 1 · nothing: accepted, no events · conflict · deleted: for good, or as far as stream_exists can tell ·
 * compare: the events that follow the expected revision decide · recall: where the stream holds these ids decides
 */
export type Verdict = 'write' | 'nothing' | 'conflict' | 'deleted' | 'compare' | 'recall';

/** The table of expected revision against the state of the stream. */
export function judge(expected: ExpectedRevision, { last, hasMetadata, isSoftDeleted }: StreamState, events: number): Verdict {
  if (last === TOMBSTONE) return 'deleted';
  if (expected === 'any') return events === 0 ? 'nothing' : last < 0 ? 'write' : 'recall';
  if (expected === 'stream_exists') {
    if (isSoftDeleted) return 'deleted';
    if (last < 0 && !hasMetadata) return 'conflict';
    return events === 0 ? 'nothing' : last < 0 ? 'write' : 'recall';
  }
  const number = asNumber(expected);
  if (number === last) return events === 0 ? 'nothing' : 'write';
  return number < last && events > 0 ? 'compare' : 'conflict';
}

/** The same table for a delete; one that is final needs nothing to be there. */
export function judgeDelete(expected: ExpectedRevision, state: StreamState, isFinal: boolean): 'delete' | 'conflict' | 'deleted' {
  const { last, hasMetadata, isSoftDeleted } = state;
  const when = (allowed: boolean): 'delete' | 'conflict' => (allowed ? 'delete' : 'conflict');
  if (last === TOMBSTONE || (isSoftDeleted && expected === 'stream_exists')) return 'deleted';
  if (typeof expected === 'number') return when(expected === last);
  if (isSoftDeleted) return 'delete';
  if (last < 0) return when(hasMetadata || (isFinal && expected !== 'stream_exists'));
  return when(expected !== 'no_stream');
}

/** no_stream is the number before the first. */
export const asNumber = (expected: number | 'no_stream'): number => (expected === 'no_stream' ? -1 : expected);

/** An event that a stream holds. */
export interface KnownEvent {
  readonly revision: number;
  readonly position: number;
  readonly eventId: Buffer;
}

/** For compare: the stored event that answers a repeat of all these ids; else whether at least the first is one. */
export function repeated(ids: readonly Buffer[], stored: readonly KnownEvent[]): KnownEvent | 'partly' | 'not' {
  const differs = ids.findIndex((id, i) => !stored[i]?.eventId.equals(id));
  if (differs < 0) return stored[ids.length - 1]!;
  return differs === 0 ? 'not' : 'partly';
}

/** For recall, from the revision of each id (−1 unknown): the first alone tells a fresh write from a repeat. */
export function recalled(revisions: readonly number[]): 'write' | 'conflict' | number {
  if (revisions[0] === -1) return 'write';
  return revisions.includes(-1) ? 'conflict' : revisions.at(-1)!;
}
