import type { Event, Recorded, Sealed } from './message.js';

/** Where a stream stands: its last event's number, counted from 0. */
export type Revision = bigint | 'no-stream';

/** The stream moved on between our read and our append. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';

  constructor(stream: string) {
    super(`Stream ${stream} was written to by someone else.`);
  }
}

/** The store did not answer in time: the events may be stored, or not. Sending them again is safe. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';

  constructor(stream: string, options?: ErrorOptions) {
    super(`Nobody knows whether the last append to ${stream} was stored.`, options);
  }
}

/** The store cannot be asked right now. Nothing was changed by asking. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Which events a subscription brings; the store itself leaves the others out. */
export interface EventFilter {
  /** What the name of their stream starts with. */
  readonly prefix: string;
  /** Missing: all types. */
  readonly types?: readonly string[];
}

/** What a subscription brings at a time; without events, the store only tells how far it has looked. */
export interface Batch<E extends Event = Event> {
  readonly events: readonly Recorded<E>[];
  /** Everything up to here has been brought or left out. */
  readonly position: bigint;
}

/** Port to the log. An abstract class, so Nest can inject by it. */
export abstract class EventStore {
  /** A stream's events after `revision`, oldest first; none when there is no such stream. Throws StoreUnavailable. */
  abstract read<E extends Event>(stream: string, after?: Revision): AsyncIterable<Recorded<E>>;

  /** What is stored after `position`, in all streams, oldest first; ends where the log ends now. Throws StoreUnavailable. */
  abstract readAll(filter: EventFilter, position?: bigint): AsyncIterable<Recorded>;

  /**
   * Stores all or nothing and answers the new revision. The same ids at the same `expected` again: the same answer.
   * Throws RevisionConflict when the stream is not at `expected`, OutcomeUnknown when no answer came in time.
   */
  abstract append(stream: string, events: readonly Sealed[], expected: Revision): Promise<Revision>;

  /**
   * What is stored after `position`, in batches, then live, until aborted; then it ends without an error.
   * Throws when the store drops it; the next one goes on where the last batch ended.
   */
  abstract subscribe(filter: EventFilter, position: bigint | undefined, signal: AbortSignal): AsyncIterable<Batch>;
}
