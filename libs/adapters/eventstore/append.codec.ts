import { MaxAppendSizeExceededError } from '@eventstore/db-client';
import { createStreamIdentifier } from '@eventstore/db-client/dist/utils/grpcStreamIdentifier.js';
import { createUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Revision, Sealed } from '#eventsourcing';
import { refusalOf } from './rejections.js';

type Message = InstanceType<typeof streams.BatchAppendReq.ProposedMessage>;
/** A server takes 4 MiB at a time, and by default 1 MiB an append. What is larger ends the call, for everybody on it. */
const LARGEST = 3 * 1024 * 1024;

/** The message that appends `events` where the stream is at `expected`. Without a deadline: clocks may differ. */
export function appendRequest(correlationId: string, stream: string, events: readonly Sealed[], expected: Revision) {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(createStreamIdentifier(stream));
  if (expected === 'no-stream') options.setNoStream(new shared.Empty());
  else options.setStreamPosition(expected.toString());

  const request = new streams.BatchAppendReq().setCorrelationId(createUUID(correlationId)).setOptions(options);
  request.setProposedMessagesList(proposed(events)).setIsFinal(true);
  return request;
}

/** Where the stream stands after the append. Throws RevisionConflict, or what the store has against it. */
export function revisionAfter(answer: BatchAppendResp, stream: string): Revision {
  const error = answer.getError();
  if (error) throw refusalOf(error, stream);
  const success = answer.getSuccess();
  if (!success) throw new Error('The event store\'s answer says neither yes nor no.');
  return success.hasCurrentRevision() ? BigInt(success.getCurrentRevision()) : 'no-stream';
}

function proposed(events: readonly Sealed[]): Message[] {
  let bytes = 0;
  return events.map(({ id, type, data, metadata }) => {
    const message = new streams.BatchAppendReq.ProposedMessage().setId(createUUID(id));
    message.getMetadataMap().set('type', type).set('content-type', 'application/json');
    const [body, meta] = [Buffer.from(JSON.stringify(data)), Buffer.from(JSON.stringify(metadata))];
    bytes += body.length + meta.length;
    if (bytes > LARGEST) throw MaxAppendSizeExceededError.fromMaxAppendSize(LARGEST);
    return message.setData(body).setCustomMetadata(meta);
  });
}
