import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convertGrpcEvent } from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import { createStreamIdentifier } from '@eventstore/db-client/dist/utils/grpcStreamIdentifier.js';
import { createUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import streams, { type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { readAnswer } from './read-answer.codec.js';
import { caughtUp, checkpoint, confirmation, readEvent } from './testing/index.js';

const { ReadEvent } = streams.ReadResp;

it('reads of an event what the generated code and the client read of it', () => {
  fc.assert(
    fc.property(events, (answer) => {
      const { event } = convertGrpcEvent(answer.getEvent()!);
      const { id, type, data, metadata = {}, streamId: stream, revision, created, position } = event!;
      const expected = { id, type, data, metadata, stream, revision, position: position!.commit, created };
      expect(readAnswer(bytesOf(answer))).toEqual({ kind: 'event', event: expected });
    }),
  );
});

it.each<[string, ReadResp]>([
  ['caught up', caughtUp()],
  ['checkpoint', checkpoint(7)],
  ['other', confirmation()],
  ['other', new streams.ReadResp()],
])('tells that it is: %s', (kind, answer) => {
  expect(readAnswer(bytesOf(answer)).kind).toBe(kind);
});

it('reads a checkpoint as far as 64 bits go', () => {
  const farthest = new streams.ReadResp.Checkpoint().setCommitPosition(String(2n ** 64n - 1n));
  expect(readAnswer(bytesOf(new streams.ReadResp().setCheckpoint(farthest)))).toMatchObject({ position: 2n ** 64n - 1n });
});

it('keeps the bytes of what is no JSON', () => {
  const answer = readEvent('a', 1);
  answer.getEvent()!.getEvent()!.setData(Buffer.from('{'));
  expect(readAnswer(bytesOf(answer))).toMatchObject({ event: { data: Buffer.from('{') } });
});

it('is never led beyond the end of an answer, whatever it says of itself', () => {
  const whole = bytesOf(readEvent('a', 1));
  const broken = fc.tuple(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length)).map(([at, byte, end]) => {
    const bytes = Buffer.from(whole);
    bytes[at] = byte;
    return bytes.subarray(0, end);
  });
  const outcome = (bytes: Buffer): unknown => {
    try {
      return readAnswer(bytes).kind;
    } catch (error) {
      return error;
    }
  };
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array().map((bytes) => Buffer.from(bytes))), (bytes) => {
      const found = outcome(bytes);
      expect(typeof found === 'string' || found instanceof TypeError).toBe(true);
    }),
  );
});

const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue());
const uint64 = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 300n }));
const events = fc
  .record({ id: fc.uuid(), stream: fc.string({ unit: 'grapheme' }), type: fc.string(), data: json, metadata: fc.option(json), revision: uint64, position: uint64, ms: fc.nat() })
  .map(({ id, stream, type, data, metadata, revision, position, ms }) => {
    const event = new ReadEvent.RecordedEvent()
      .setId(createUUID(id))
      .setStreamIdentifier(createStreamIdentifier(stream))
      .setStreamRevision(String(revision))
      .setCommitPosition(String(position))
      .setPreparePosition(String(position))
      .setData(Buffer.from(JSON.stringify(data)));
    if (metadata) event.setCustomMetadata(Buffer.from(JSON.stringify(metadata)));
    event.getMetadataMap().set('type', type).set('content-type', 'application/json').set('created', `${ms}1234`);
    return new streams.ReadResp().setEvent(new ReadEvent().setEvent(event).setCommitPosition(String(position)));
  });

const bytesOf = (answer: ReadResp): Buffer => Buffer.from(answer.serializeBinary());
