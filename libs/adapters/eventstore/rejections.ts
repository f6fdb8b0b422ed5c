import { status } from '@grpc/grpc-js';
import { convertToCommandError, ErrorType, isCommandError } from '@eventstore/db-client';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import { OutcomeUnknown, RevisionConflict, StoreUnavailable } from '#eventsourcing';

/** Nothing was done, and asking again would not help. */
const FINAL_TYPES: ReadonlySet<string> = new Set([
  ErrorType.ACCESS_DENIED,
  ErrorType.INVALID_ARGUMENT,
  ErrorType.INVALID_TRANSACTION,
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.MISSING_REQUIRED_METADATA_PROPERTY,
  ErrorType.STREAM_DELETED,
]);
const FINAL_CODES: ReadonlySet<unknown> = new Set([
  status.INVALID_ARGUMENT,
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.UNIMPLEMENTED,
]);
const CONFLICT = 'event_store.client.WrongExpectedVersion';

/** What the store has against one append of many. */
export function refusalOf(error: Status, stream: string): Error {
  const details = error.getDetails();
  if (details?.getTypeName() === CONFLICT) return new RevisionConflict(stream);
  const refusal = details ? unpackToCommandError(error, stream) : new Error(error.getMessage());
  return Object.assign(refusal, { code: error.getCode() });
}

/** Whatever is not certain is unknown. */
export function asAppendError(error: unknown, stream: string): unknown {
  if (error instanceof RevisionConflict || error instanceof StoreUnavailable) return error;
  return finalOf(error) ?? new OutcomeUnknown(stream, { cause: error });
}

/** Whatever may pass is an outage. A TypeError is ours: the store holds what we cannot read. */
export function asReadError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || error instanceof TypeError) return error;
  return finalOf(error) ?? new StoreUnavailable('The event store cannot be read.', { cause: error });
}

/** The store's own word for it, when it is a final one. */
export function finalOf(error: unknown): unknown {
  const named = nameOf(error);
  if (isCommandError(named) && FINAL_TYPES.has(named.type)) return named;
  return 'code' in named && FINAL_CODES.has(named.code) ? named : undefined;
}

/** The client's converter throws when a trailer is missing that it wants to quote. */
function nameOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  try {
    return convertToCommandError(error);
  } catch {
    return error;
  }
}
