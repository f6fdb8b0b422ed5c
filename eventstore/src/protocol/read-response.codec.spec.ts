import { expect, it } from '@jest/globals';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import { encodeRecord, StoredEvent } from '../log/record.codec.js';
import { TOMBSTONE } from '../log/stream-metadata.js';
import type { Message } from './message-batch.js';
import { caughtUp, checkpoint, confirmation, EventResponse, fellBehind, firstStreamPosition, lastStreamPosition, streamNotFound } from './read-response.codec.js';
import { decodeBatchAppend } from './append-request.codec.js';

it('writes events that the client\'s own messages read back', () => {
  fc.assert(fc.property(anyEvent, anyPlace, fc.constantFrom('text', 'structured'), (event, place, form) => {
    const frame = new EventResponse(new StoredEvent(encodeRecord(event, place)), form as 'text');
    const recorded = parsed(frame).getEvent()!;
    const read = recorded.getEvent()!;
    expect(recorded.getCommitPosition()).toBe(String(place.position));
    expect([read.getStreamRevision(), read.getCommitPosition(), read.getPreparePosition()]).toEqual([place.revision, place.position, place.position].map(String));
    expect(Buffer.from(read.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe(place.stream);
    expect(Buffer.from(read.getData_asU8()).equals(event.data)).toBe(true);
    expect(Buffer.from(read.getCustomMetadata_asU8()).equals(event.metadata)).toBe(true);
    expect(idOf(read.getId()!).equals(event.eventId)).toBe(true);
    expect(read.getId()!.hasString()).toBe(form === 'text');
    expect(Object.fromEntries(read.getMetadataMap().toArray())).toEqual({
      type: event.type, created: `${place.created}0000`, 'content-type': event.isJson ? 'application/json' : 'application/octet-stream',
    });
  }));
});

it('writes the revision of a tombstone, which no number can hold, as the highest there is', () => {
  const [event, place] = [fc.sample(anyEvent, 1)[0]!, fc.sample(anyPlace, 1)[0]!];
  const frame = new EventResponse(new StoredEvent(encodeRecord(event, { ...place, revision: TOMBSTONE })), 'text');
  expect(parsed(frame).getEvent()!.getEvent()!.getStreamRevision()).toBe('9223372036854775807');
});

it('writes every other message as the client expects it', () => {
  expect(parsed(confirmation('x')).getConfirmation()!.getSubscriptionId()).toBe('x');
  expect(parsed(checkpoint(300)).getCheckpoint()!.toObject()).toMatchObject({ commitPosition: '300', preparePosition: '300' });
  expect(Buffer.from(parsed(streamNotFound('ü')).getStreamNotFound()!.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe('ü');
  expect(parsed(firstStreamPosition(5)).getFirstStreamPosition()).toBe('5');
  expect(parsed(lastStreamPosition(6)).getLastStreamPosition()).toBe('6');
  expect([parsed(caughtUp()).hasCaughtUp(), parsed(fellBehind()).hasFellBehind()]).toEqual([true, true]);
});

/** Both forms of an id are understood by what reads them in requests. */
const idOf = (id: shared.UUID): Buffer =>
  decodeBatchAppend(Buffer.from(new streams.BatchAppendReq().setCorrelationId(id).serializeBinary())).correlationId!;
const parsed = (frame: Message) => {
  const bytes = Buffer.alloc(frame.length + 2);
  expect(frame.copy(bytes, 1)).toBe(frame.length);
  return streams.ReadResp.deserializeBinary(bytes.subarray(1, -1));
};
const whole = fc.oneof(fc.nat(), fc.maxSafeNat());
/** The last number means a tombstone. */
const anyRevision = fc.oneof(fc.nat(), fc.maxSafeNat().filter((revision) => revision !== TOMBSTONE));
const anyEvent = fc.record({
  eventId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  type: fc.string({ minLength: 1 }), isJson: fc.boolean(),
  metadata: fc.uint8Array().map((bytes) => Buffer.from(bytes)), data: fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
});
const anyPlace = fc.record({ stream: fc.string({ minLength: 1 }), revision: anyRevision, position: whole, created: whole });
