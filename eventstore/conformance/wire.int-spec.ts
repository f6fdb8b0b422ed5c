import { afterAll, beforeAll, expect } from '@jest/globals';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { conform, conforms } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { empty, filtered, names, ofAll, ofStream, read, refusal, trailer } from './testing/raw-reads.js';
import { appendAlone, typed } from './testing/raw-writes.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { streamIn } from './testing/states.js';
import { append, fresh, many, numbers } from './testing/streams.js';

const { Options } = streams.ReadReq;

/** What the protocol allows and the client never asks for. */
onServer((server) => {
  conforms('Read.cs', 'ids come as numbers where that is asked for, and mean the same', async () => {
    const [stream, [event]] = [fresh(), many(1)];
    await append(server().client, stream, event!);
    const options = ofStream(stream).setUuidOption(new Options.UUIDOption().setStructured(empty()));
    const [reply] = await read(raw, options);
    const id = reply!.getEvent()!.getEvent()!.getId()!.getStructured()!;
    const hex = [id.getMostSignificantBits(), id.getLeastSignificantBits()].map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0')).join('');
    expect(hex).toBe(event!.id.replaceAll('-', ''));
  });

  conform([
    ['Read.cs', 'hidden events count: truncated', 'emptied', '2'],
    ['Read.cs', 'hidden events count: left out by a count', 'counted', '2'],
    ['Read.cs', 'all are to be seen', 'present', '2'],
  ] as const, async (state, last) => {
    const options = ofStream(await streamIn(server().client, state)).setControlOption(new Options.ControlOption().setCompatibility(1));
    expect((await read(raw, options)).at(-1)!.getLastStreamPosition()).toBe(last);
  });

  conform([
    ['Read.cs', 'the first page has something', 2, undefined, 100, undefined],
    ['Read.cs', 'there is nothing in the first page, from the start', 40, undefined, 100, '40'],
    ['Read.cs', 'there is nothing in the first page, from a number', 40, '0', 100, '40'],
    ['Read.cs', 'there is nothing in as many as are asked for', 3, '1', 1, '3'],
    ['Read.cs', 'it begins where there is something', 40, '40', 100, undefined],
  ] as const, async (truncateBefore, start, count, told) => {
    const stream = fresh();
    await append(server().client, stream, many(60));
    await server().client.setStreamMetadata(stream, { truncateBefore });
    const options = ofStream(stream, start).setCount(String(count)).setControlOption(new Options.ControlOption().setCompatibility(1));
    const [first] = await read(raw, options);
    expect(first!.hasFirstStreamPosition() ? first!.getFirstStreamPosition() : undefined).toBe(told);
  });

  conform([
    ['EventFilter.cs', 'as many as there are', 100, 2],
    ['EventFilter.cs', 'as many as are asked for', 1, 1],
  ] as const, async (count, found) => {
    const type = fresh();
    const from = (await append(server().client, fresh(), many(50))).position!;
    await append(server().client, fresh(), [...many(1, type), ...many(40), ...many(1, type)]);
    const types = (await read(raw, filtered(from, { regex: `^${type}$` }).setCount(String(count)))).map((reply) => reply.getEvent()!.getEvent()!.getMetadataMap().get('type'));
    expect(types).toEqual(Array(found).fill(type));
  });

  conform([
    ['Read.cs', 'a filter on a stream', () => ofStream('s').setFilter(new Options.FilterOptions().setMax(32).setEventType(names({ regex: 'x' }))), 3],
    [ours('UNKNOWN'), 'a regex that is none', () => filtered({ commit: 0n, prepare: 0n }, { regex: '[' }), 3],
    [ours('UNKNOWN'), 'a position whose prepare is later than its commit', () => ofAll({ commit: 1n, prepare: 5n }), 3],
  ] as const, async (options, code) => {
    await expect(read(raw, options())).rejects.toMatchObject({ code });
  });

  conform([
    ['RpcExceptions.cs', 'no type', { type: '-' }],
    ['RpcExceptions.cs', 'no content type', { contentType: '-' }],
  ] as const, async (wrong) => {
    const error = await refusal(appendAlone(raw, fresh(), [typed(wrong)]));
    expect([error.code, trailer(error, 'exception'), trailer(error, 'required-metadata-properties')]).toEqual([3, 'missing-required-metadata-property', 'type,content-type']);
  });

  conform([
    ['RpcExceptions.cs', 'a read', (stream: string) => read(raw, ofStream(stream))],
    ['RpcExceptions.cs', 'an append', (stream: string) => appendAlone(raw, stream, [typed()])],
  ] as const, async (call) => {
    const stream = await streamIn(server().client, 'tombstoned');
    const error = await refusal(call(stream));
    expect([error.code, trailer(error, 'exception'), trailer(error, 'stream-name')]).toEqual([9, 'stream-deleted', stream]);
  });

  conforms('streams.ts', 'who asks for a leader is served by the only node there is', async () => {
    const [stream, leader] = [fresh(), { requiresLeader: true }];
    expect((await append(server().client, stream, many(1), 'any', leader)).success).toBe(true);
    expect(await numbers(server().client, stream, leader)).toEqual([0]);
    await server().client.deleteStream(stream, leader);
  });

  conforms('Append.cs', 'a call without options is refused, and one without events is not', async () => {
    expect((await refusal(appendAlone(raw, undefined, [typed()]))).code).not.toBe(0);
    expect((await append(server().client, fresh(), [])).success).toBe(true);
  });

  let raw: InstanceType<typeof streamsGrpc.StreamsClient>;
  beforeAll(() => void (raw = new streamsGrpc.StreamsClient(...channel(server()))));
  afterAll(() => raw.close());
});
