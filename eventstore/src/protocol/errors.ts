import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import { messageOf } from '../failure.js';
import { CommitTimeout, LogStopped } from '../log/append.js';
import type { ExpectedRevision } from '../log/append-rules.js';

/** Largest sum of data, metadata and twice the type's length of one append. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** How long the server lets an append take to arrive, whatever the client grants. */
export const ARRIVAL_MS = 2000;

/** Headers of any greater length end the connection. */
const LONGEST = 2048;

/** An answer other than a message: a status with the trailers that clients tell their errors apart by. */
export class Refused extends Error implements StatusObject {
  override readonly name = 'Refused';
  readonly metadata = new Metadata();
  readonly details: string;

  constructor(readonly code: status, message: string, trailers: Readonly<Record<string, string>> = {}) {
    // A character cut in half could not be encoded: grpc-js would throw where nobody catches it.
    super(message.slice(0, LONGEST).toWellFormed());
    this.details = this.message;
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, asciiOnly(value));
  }
}

/** All that a trailer can carry; a name in another script arrives percent-encoded, and a very long one cut. */
const asciiOnly = (text: string): string => text.slice(0, LONGEST).toWellFormed().replace(/[^ -~]+|^ +| +$/g, encodeURIComponent).slice(0, LONGEST);

export const invalid = (message: string): Refused => new Refused(status.INVALID_ARGUMENT, message);

export const accessDenied = (message: string): Refused =>
  new Refused(status.PERMISSION_DENIED, message, { exception: 'access-denied' });

export const missingProperty = (): Refused =>
  new Refused(status.INVALID_ARGUMENT, 'Required metadata properties are missing: type, content-type', {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

export const appendTooLarge = (): Refused =>
  new Refused(status.INVALID_ARGUMENT, `The append is larger than ${MAX_APPEND_BYTES} bytes`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_BYTES),
  });

export const appendTooSlow = (): Refused => new Refused(status.DEADLINE_EXCEEDED, `The append did not arrive within ${ARRIVAL_MS} ms`);

export const streamDeleted = (stream: string): Refused =>
  new Refused(status.FAILED_PRECONDITION, `Stream ${stream} has been deleted`, { exception: 'stream-deleted', 'stream-name': stream });

export const denied = (stream: string): Refused => accessDenied(`Access to stream ${stream} is denied`);

const SENTINELS = { any: '-2', no_stream: '-1', stream_exists: '-4' } as const;

export const wrongExpectedVersion = (stream: string, expected: ExpectedRevision, actual: number): Refused =>
  new Refused(status.FAILED_PRECONDITION, `Stream ${stream} is at ${actual}, and ${expected} was expected`, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': typeof expected === 'number' ? String(expected) : SENTINELS[expected],
    'actual-version': String(actual),
  });

export const stopping = (): Refused => new Refused(status.CANCELLED, 'The node is stopping');

/** Any error as a status: what is not ours to explain is UNKNOWN, with its message. */
export function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof LogStopped) return new Refused(status.UNAVAILABLE, error.message);
  if (error instanceof CommitTimeout) return new Refused(status.ABORTED, error.message);
  return new Refused(status.UNKNOWN, messageOf(error));
}
