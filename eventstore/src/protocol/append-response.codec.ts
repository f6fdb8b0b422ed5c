import type { Appended, Conflict } from '../log/append.js';
import type { ExpectedRevision } from '../log/append-rules.js';
import { bytes, empty, message, text, uint, uint64Max } from './wire.js';

const TYPE_URL = 'type.googleapis.com/event_store.client.';
const NO_STREAM_20_6 = 3;

/** An AppendResp. */
export const appendResponse = (outcome: Appended | Conflict, expected: ExpectedRevision): Buffer =>
  outcome.kind === 'appended' ? bytes(1, success(outcome)) : bytes(2, wrongExpectedVersion(outcome, expected));

/** Who a reply of a batch append is for: the correlation id as it came, and the stream. */
export interface Addressee {
  readonly correlationId: Uint8Array;
  readonly streamIdentifier: Uint8Array;
}

/** A google.rpc.Status with one detail, named as clients know it. */
export interface BatchError {
  readonly code: number;
  readonly name: string;
  readonly detail: Uint8Array;
}

/** A BatchAppendResp. */
export const batchSuccess = ({ correlationId, streamIdentifier }: Addressee, appended: Appended): Buffer =>
  message(bytes(1, correlationId), bytes(3, success(appended)), bytes(4, streamIdentifier));

export function batchFailure({ correlationId, streamIdentifier }: Addressee, { code, name, detail }: BatchError): Buffer {
  const details = message(text(1, TYPE_URL + name), bytes(2, detail));
  return message(bytes(1, correlationId), bytes(2, message(uint(1, code), text(2, name), bytes(3, details))), bytes(4, streamIdentifier));
}

/** The detail of a conflict in a batch append. */
export function batchConflict({ current }: Conflict, expected: ExpectedRevision): Uint8Array {
  return message(
    current < 0 ? empty(2) : uint(1, current),
    ...choice(expected, { number: 3, any: 4, stream_exists: 5, no_stream: 6 }),
  );
}

function success({ revision, position }: Appended): Buffer {
  return message(
    revision < 0 ? empty(2) : uint(1, revision),
    position === undefined ? empty(4) : bytes(3, message(uint(1, position), uint(2, position))),
  );
}

/** In both generations of fields, so that clients of either age find theirs. */
function wrongExpectedVersion({ current }: Conflict, expected: ExpectedRevision): Buffer {
  const old = expected === 'no_stream' ? [uint64Max(NO_STREAM_20_6)] : choice(expected, { number: 3, any: 4, stream_exists: 5, no_stream: 3 });
  return message(
    ...(current < 0 ? [empty(2), empty(7)] : [uint(1, current), uint(6, current)]),
    ...old,
    ...choice(expected, { number: 8, any: 9, stream_exists: 10, no_stream: 11 }),
  );
}

type Fields = Readonly<Record<'number' | Extract<ExpectedRevision, string>, number>>;

const choice = (expected: ExpectedRevision, fields: Fields): Buffer[] =>
  [typeof expected === 'number' ? uint(fields.number, expected) : empty(fields[expected])];
