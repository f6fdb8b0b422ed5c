import { status } from '@grpc/grpc-js';
import { CommitTimeout } from '../log/append.js';
import type { BatchError } from './append-response.codec.js';
import { MAX_APPEND_BYTES, Refused } from './errors.js';
import { bytes, message, text, uint } from './wire.js';

const NO_DETAIL = message();

export const timeout: BatchError = { code: status.DEADLINE_EXCEEDED, name: 'Timeout', detail: NO_DETAIL };

export const conflict = (detail: Uint8Array): BatchError => ({ code: status.ALREADY_EXISTS, name: 'WrongExpectedVersion', detail });

export const deleted = (identifier: Uint8Array): BatchError => ({ code: status.NOT_FOUND, name: 'StreamDeleted', detail: bytes(1, identifier) });

/** What a batch append says instead of the status and trailers that Append would use. */
export function batchError(error: unknown): BatchError {
  if (error instanceof CommitTimeout) return timeout;
  const exception = error instanceof Refused ? error.metadata.get('exception')[0] : undefined;
  if (exception === 'access-denied') return { code: status.PERMISSION_DENIED, name: 'AccessDenied', detail: NO_DETAIL };
  if (exception === 'maximum-append-size-exceeded') {
    return { code: status.INVALID_ARGUMENT, name: 'MaximumAppendSizeExceeded', detail: uint(1, MAX_APPEND_BYTES) };
  }
  if (error instanceof Refused) return { code: error.code, name: 'BadRequest', detail: text(1, error.message) };
  return { code: status.UNKNOWN, name: 'Unknown', detail: NO_DETAIL };
}
