import type { ExpectedRevision } from './append-rules.js';
import type { ProposedEvent } from './proposed-event.js';
import type { StreamMetadata } from './stream-metadata.js';

interface Request {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** Asked before anything else, of the metadata that then rules the stream; without it everything is allowed. */
  readonly allowedBy?: ((metadata: StreamMetadata) => boolean) | undefined;
}

export interface AppendRequest extends Request {
  readonly events: readonly ProposedEvent[];
}

export interface DeleteRequest extends Request {
  /** A tombstone: nothing can be appended or read ever again. */
  readonly isFinal: boolean;
}

/** Revision of the last event of the request, −1 for none; no position when that event can no longer be read. */
export interface Appended {
  readonly kind: 'appended';
  readonly revision: number;
  readonly position: number | undefined;
}

export interface Conflict {
  readonly kind: 'conflict';
  /** Where the stream really stands, −1 for nowhere. */
  readonly current: number;
}

/** The stream has been deleted; nothing is written. */
export interface StreamDeleted {
  readonly kind: 'deleted';
}

/** Whoever asked has no right to it; nothing is written. */
export interface Denied {
  readonly kind: 'denied';
}

export type AppendOutcome = Appended | Conflict | StreamDeleted | Denied;

/** The log takes no more appends: it is closing, or a write failed. */
export class LogStopped extends Error {
  override readonly name = 'LogStopped';
}

/** The time that the node grants a commit, in milliseconds. */
export const COMMIT_MS = 2000;

/** Not durable within that time; it may still become so. */
export class CommitTimeout extends Error {
  override readonly name = 'CommitTimeout';

  constructor() {
    super(`not durable after ${COMMIT_MS} ms`);
  }
}
