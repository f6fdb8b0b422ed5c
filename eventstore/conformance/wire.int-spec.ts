import { afterAll, beforeAll, expect } from '@jest/globals';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { Metadata, ServiceError } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { identifier, uuid } from '../src/testing/raw-calls.js';
import { conform, conforms } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { streamIn } from './testing/states.js';
import { append, fresh, many } from './testing/streams.js';

const { Options } = streams.ReadReq;
const empty = (): never => new shared.Empty() as never;

/** What the protocol allows and the client never asks for. */
onServer((server) => {
  conforms('Read.cs', 'ids come as numbers where that is asked for, and mean the same', async () => {
    const [stream, [event]] = [fresh(), many(1)];
    await append(server().client, stream, event!);
    const options = ofStream(stream).setUuidOption(new Options.UUIDOption().setStructured(empty()));
    const [reply] = await read(options);
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
    expect((await read(options)).at(-1)!.getLastStreamPosition()).toBe(last);
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
    const [first] = await read(options);
    expect(first!.hasFirstStreamPosition() ? first!.getFirstStreamPosition() : undefined).toBe(told);
  });

  conform([
    ['EventFilter.cs', 'as many as there are', 100, 2],
    ['EventFilter.cs', 'as many as are asked for', 1, 1],
  ] as const, async (count, found) => {
    const type = fresh();
    const from = (await append(server().client, fresh(), many(50))).position!;
    await append(server().client, fresh(), [...many(1, type), ...many(40), ...many(1, type)]);
    const types = (await read(filtered(from, `^${type}$`).setCount(String(count)))).map((reply) => reply.getEvent()!.getEvent()!.getMetadataMap().get('type'));
    expect(types).toEqual(Array(found).fill(type));
  });

  conform([
    ['Read.cs', 'a filter on a stream', () => ofStream('s').setFilter(new Options.FilterOptions().setMax(32).setEventType(regex('x'))), 3],
    [ours('UNKNOWN'), 'a regex that is none', () => filtered({ commit: 0n, prepare: 0n }, '['), 3],
    [ours('UNKNOWN'), 'a position whose prepare is later than its commit', () => ofAll({ commit: 1n, prepare: 5n }), 3],
  ] as const, async (options, code) => {
    await expect(read(options())).rejects.toMatchObject({ code });
  });

  conform([
    ['RpcExceptions.cs', 'no type', [['content-type', 'application/json']]],
    ['RpcExceptions.cs', 'no content type', [['type', 'T']]],
  ] as const, async (metadata) => {
    const stream = fresh();
    const proposed = new streams.AppendReq.ProposedMessage().setId(uuid());
    for (const [key, value] of metadata) proposed.getMetadataMap().set(key, value);
    const error = await appendAlone(stream, proposed);
    expect([error.code, trailer(error, 'exception'), trailer(error, 'required-metadata-properties')]).toEqual([3, 'missing-required-metadata-property', 'type,content-type']);
  });

  conform([
    ['RpcExceptions.cs', 'a read', (stream: string) => read(ofStream(stream))],
    ['RpcExceptions.cs', 'an append', (stream: string) => appendAlone(stream, typed()).then((error) => Promise.reject(error))],
  ] as const, async (call) => {
    const stream = await streamIn(server().client, 'tombstoned');
    const error = await call(stream).then(() => Promise.reject(new Error('it was answered')), (thrown: ServiceError) => thrown);
    expect([error.code, trailer(error, 'exception'), trailer(error, 'stream-name')]).toEqual([9, 'stream-deleted', stream]);
  });

  conforms('Append.cs', 'a call without options is refused, and one without events is not', async () => {
    const none = await appendAlone(undefined, typed());
    expect(none.code).not.toBe(0);
    expect((await append(server().client, fresh(), [])).success).toBe(true);
  });

  async function read(options: streams.ReadReq.Options): Promise<streams.ReadResp[]> {
    const replies: streams.ReadResp[] = [];
    for await (const reply of raw.read(new streams.ReadReq().setOptions(options)) as AsyncIterable<streams.ReadResp>) replies.push(reply);
    return replies;
  }

  /** The error of an append of its own. */
  const appendAlone = (stream: string | undefined, message: streams.AppendReq.ProposedMessage): Promise<ServiceError> => new Promise((resolve, reject) => {
    const call = raw.append((error) => (error ? resolve(error) : reject(new Error('it was answered'))));
    if (stream !== undefined) call.write(new streams.AppendReq().setOptions(new streams.AppendReq.Options().setStreamIdentifier(identifier(stream)).setAny(empty())));
    call.write(new streams.AppendReq().setProposedMessage(message));
    call.end();
  });

  let raw: InstanceType<typeof streamsGrpc.StreamsClient>;
  beforeAll(() => void (raw = new streamsGrpc.StreamsClient(...channel(server()))));
  afterAll(() => raw.close());
});

const base = () => new Options().setCount('100').setUuidOption(new Options.UUIDOption().setString(empty())).setNoFilter(empty());
const ofStream = (name: string, revision?: string) => {
  const options = new Options.StreamOptions().setStreamIdentifier(identifier(name));
  return base().setStream(revision === undefined ? options.setStart(empty()) : options.setRevision(revision));
};
const ofAll = ({ commit, prepare }: { commit: bigint; prepare: bigint }) =>
  base().setAll(new Options.AllOptions().setPosition(new Options.Position().setCommitPosition(String(commit)).setPreparePosition(String(prepare))));
const regex = (text: string) => new Options.FilterOptions.Expression().setRegex(text);
const filtered = (from: { commit: bigint; prepare: bigint }, text: string) =>
  ofAll(from).setFilter(new Options.FilterOptions().setMax(32).setCheckpointintervalmultiplier(1).setEventType(regex(text)));

function typed(): streams.AppendReq.ProposedMessage {
  const message = new streams.AppendReq.ProposedMessage().setId(uuid(randomUUID()));
  message.getMetadataMap().set('type', 'T').set('content-type', 'application/json');
  return message;
}

const trailer = ({ metadata }: { metadata: Metadata }, key: string): string | undefined => metadata.get(key)[0]?.toString();
