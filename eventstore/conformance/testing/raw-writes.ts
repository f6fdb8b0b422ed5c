import streams from '@eventstore/db-client/generated/streams_pb.js';
import type streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { randomUUID } from 'node:crypto';
import { identifier, opening, uuid } from '../../src/testing/raw-calls.js';
import { empty } from './raw-reads.js';

type Client = InstanceType<typeof streamsGrpc.StreamsClient>;
type Message = streams.AppendReq.ProposedMessage;

/** On the wire. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | number;

interface Expecting {
  setAny(value: never): unknown;
  setNoStream(value: never): unknown;
  setStreamExists(value: never): unknown;
  setRevision?(value: string): unknown;
  setStreamPosition?(value: string): unknown;
}

/** The options of an append or a delete, with what it expects. */
export function expecting<T extends Expecting>(options: T, expected: Expected): T {
  if (typeof expected === 'number') void (options.setRevision?.(String(expected)) ?? options.setStreamPosition?.(String(expected)));
  else options[({ any: 'setAny', no_stream: 'setNoStream', stream_exists: 'setStreamExists' } as const)[expected]](empty());
  return options;
}

/** An append of a batch call, whole in one message. */
export function batched(stream: string, messages: Parameters<typeof opening>[2], expected: Expected = 'any'): streams.BatchAppendReq {
  const request = opening(randomUUID(), stream, messages);
  expecting(request.getOptions()!, expected);
  return request;
}

/** An event of Append; a property that is "-" is left out. */
export function typed({ id = randomUUID() as string, type = 'T', contentType = 'application/json', data = '{}' } = {}): Message {
  const message = new streams.AppendReq.ProposedMessage().setId(uuid(id)).setData(Buffer.from(data).toString('base64'));
  if (type !== '-') message.getMetadataMap().set('type', type);
  if (contentType !== '-') message.getMetadataMap().set('content-type', contentType);
  return message;
}

/** An append of its own, to no stream if none is named. */
export const appendAlone = (raw: Client, stream: string | undefined, messages: Message[], expected: Expected = 'any'): Promise<streams.AppendResp> => new Promise((resolve, reject) => {
  const call = raw.append((error, reply) => (error ? reject(error) : resolve(reply)));
  if (stream !== undefined) call.write(new streams.AppendReq().setOptions(expecting(new streams.AppendReq.Options().setStreamIdentifier(identifier(stream)), expected)));
  for (const message of messages) call.write(new streams.AppendReq().setProposedMessage(message));
  call.end();
});

/** A delete, or a tombstone. */
export const remove = (raw: Client, stream: string, expected: Expected, isFinal: boolean): Promise<unknown> => new Promise((resolve, reject) => {
  const done = (error: Error | null, reply: unknown): void => (error ? reject(error) : resolve(reply));
  if (isFinal) raw.tombstone(new streams.TombstoneReq().setOptions(expecting(new streams.TombstoneReq.Options().setStreamIdentifier(identifier(stream)), expected)), done);
  else raw.delete(new streams.DeleteReq().setOptions(expecting(new streams.DeleteReq.Options().setStreamIdentifier(identifier(stream)), expected)), done);
});
