import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Authority, Standing } from '../access/authority.js';
import type { EventLog } from '../log/event-log.js';
import { isMetastream } from '../log/visibility.js';
import { options, type AppendOptions } from './append-request.codec.js';
import { accessDenied, asRefused, denied, invalid, streamDeleted, wrongExpectedVersion } from './errors.js';
import { writableStream } from './proposed-events.js';
import { bytes, empty, message, uint } from './wire.js';
import { WireReader } from './wire-reader.js';

/** A DeleteReq or a TombstoneReq: they are the same. */
export function decodeDelete(request: Buffer): AppendOptions {
  let found = options(Buffer.alloc(0));
  for (const reader = new WireReader(request); reader.next();) if (reader.field === 1) found = options(reader.bytes);
  return found;
}

/** Streams.Delete, or Streams.Tombstone, which is final. */
export const deleteHandler = (log: EventLog, authority: Authority, isFinal: boolean): handleUnaryCall<AppendOptions, Buffer> =>
  (call, callback) => void remove(log, authority.standing(call.metadata), call.request, isFinal).then(
    (response) => callback(null, response),
    (error: unknown) => callback(asRefused(error)),
  );

async function remove(log: EventLog, standing: Standing, { stream: name, expected }: AppendOptions, isFinal: boolean): Promise<Buffer> {
  const stream = writableStream(name);
  if (isMetastream(stream)) throw accessDenied('The metadata of a stream cannot be deleted');
  if (expected === undefined) throw invalid('A delete needs an expected revision');
  const outcome = await log.delete({ stream, expected, isFinal, allowedBy: standing.rule('delete', stream) });
  switch (outcome.kind) {
    case 'denied': throw denied(stream);
    case 'deleted': throw streamDeleted(stream);
    case 'conflict': throw wrongExpectedVersion(stream, expected, outcome.current);
    case 'appended': return deleteResponse(outcome.position);
  }
}

/** A DeleteResp or a TombstoneResp. */
const deleteResponse = (position: number | undefined): Buffer =>
  (position === undefined ? empty(2) : bytes(1, message(uint(1, position), uint(2, position))));
