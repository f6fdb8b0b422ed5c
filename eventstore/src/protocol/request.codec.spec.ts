import { expect, it } from '@jest/globals';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import { opening, proposed } from '../testing/raw-calls.js';
import { decodeAppend, decodeBatchAppend } from './append-request.codec.js';
import { decodeRead } from './read-request.codec.js';

it('reads a batch append as the client\'s own messages write it', () => {
  const request = opening('00112233-4455-6677-8899-aabbccddeeff', 'ström', [proposed(3, { id: 'ffffffff-ffff-4fff-8fff-ffffffffffff' })]);
  const { correlationId, options, proposed: [event], isFinal } = decodeBatchAppend(wire(request));
  expect(correlationId!.toString('hex')).toBe('00112233445566778899aabbccddeeff');
  expect(options).toMatchObject({ stream: 'ström', expected: 'any', deadline: Infinity });
  expect(event).toMatchObject({ type: 'T', contentType: 'application/octet-stream', data: Buffer.alloc(3), metadata: Buffer.alloc(0) });
  expect(event!.id!.toString('hex')).toBe('ffffffffffff4fff8fffffffffffffff');
  expect(isFinal).toBe(true);
});

it.each([['0', 0], ['300', 300], ['9007199254740991', Number.MAX_SAFE_INTEGER], ['1152921504606846976', Number.MAX_SAFE_INTEGER], ['18446744073709551615', 'no_stream']])(
  'reads the expected revision %s', (text, number) => {
    const options = new streams.AppendReq.Options().setRevision(text);
    expect(decodeAppend(wire(new streams.AppendReq().setOptions(options))).options!.expected).toBe(number);
  });

it('reads where a read begins, and an id as two numbers', () => {
  const position = new streams.ReadReq.Options.Position().setCommitPosition('5').setPreparePosition('6');
  const all = new streams.ReadReq.Options.AllOptions().setPosition(position);
  expect(decodeRead(read(new streams.ReadReq.Options().setAll(all).setCount('7')))).toMatchObject({ all: { start: 5, prepareIsLater: true }, count: 7 });
  const end = new streams.ReadReq.Options.StreamOptions().setRevision('18446744073709551615');
  expect(decodeRead(read(new streams.ReadReq.Options().setStream(end))).stream!.start).toBe('end');
  const structured = new shared.UUID.Structured().setMostSignificantBits('-1').setLeastSignificantBits('1');
  const batch = new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setStructured(structured));
  expect(decodeBatchAppend(wire(batch)).correlationId!.toString('hex')).toBe('ffffffffffffffff0000000000000001');
});

it('finds no number in what is none, however much of it there is, and no content in a number', () => {
  const content = new shared.UUID().setString('x'.repeat(100_000)).serializeBinary();
  const claimed = Buffer.concat([Buffer.from('0a', 'hex'), length(content.length), content]);
  const correlationId = Buffer.concat([Buffer.from('0a', 'hex'), length(claimed.length), claimed]);
  const request = Buffer.concat([Buffer.from('0a', 'hex'), length(correlationId.length), correlationId]);
  expect(decodeBatchAppend(request).correlationId!.toString('hex')).toBe('0'.repeat(32));
  expect(decodeBatchAppend(Buffer.from('080a', 'hex'))).toMatchObject({ correlationId: undefined, rawCorrelationId: Buffer.alloc(0) });
});

it('never hangs and never reads beyond its end, whatever it is given', () => {
  const whole = wire(opening('00112233-4455-6677-8899-aabbccddeeff', 's', [proposed(30)]));
  const damaged = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => Buffer.concat([whole.subarray(0, at), Buffer.from([byte]), whole.subarray(at + 1)]));
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)), damaged), (bytes) => {
    for (const decode of [decodeAppend, decodeBatchAppend, decodeRead]) {
      try {
        decode(bytes);
      } catch (error) {
        expect((error as Error).name).toBe('MalformedMessage');
      }
    }
  }), { numRuns: 2000 });
  expect(() => decodeRead(Buffer.from('0affffffff0f', 'hex'))).toThrow('longer than its message');
});

/** As protobuf writes it before content. */
function length(bytes: number): Buffer {
  return bytes < 0x80 ? Buffer.of(bytes) : Buffer.concat([Buffer.of((bytes % 0x80) | 0x80), length(Math.floor(bytes / 0x80))]);
}

const wire = (message: { serializeBinary(): Uint8Array }): Buffer => Buffer.from(message.serializeBinary());
const read = (options: streams.ReadReq.Options): Buffer => wire(new streams.ReadReq().setOptions(options));
