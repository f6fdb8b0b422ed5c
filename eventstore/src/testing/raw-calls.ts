import { credentials, type ServiceError } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { randomUUID } from 'node:crypto';
import { bytes, message, uint } from '../protocol/wire.js';

type Reply = streams.BatchAppendResp;

/** A client without the manners of the real one: for what that one never sends. */
export const rawClient = (port: number): InstanceType<typeof streamsGrpc.StreamsClient> =>
  new streamsGrpc.StreamsClient(`127.0.0.1:${port}`, credentials.createInsecure());

export const uuid = (text: string = randomUUID()): shared.UUID => new shared.UUID().setString(text);

export const identifier = (name: string): shared.StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(name).toString('base64'));

export function proposed(bytes: number, { id = randomUUID() as string, type = 'T', contentType = 'application/octet-stream' } = {}): streams.BatchAppendReq.ProposedMessage {
  const message = new streams.BatchAppendReq.ProposedMessage().setId(uuid(id)).setData(new Uint8Array(bytes));
  if (type !== '-') message.getMetadataMap().set('type', type);
  if (contentType !== '-') message.getMetadataMap().set('content-type', contentType);
  return message;
}

export interface Batch {
  send(request: streams.BatchAppendReq): void;
  end(): void;
  readonly replies: Reply[];
  /** The status that ended the call: undefined for OK. */
  readonly ended: Promise<ServiceError | undefined>;
}

export function batchCall(client: ReturnType<typeof rawClient>): Batch {
  const call = client.batchAppend();
  const replies: Reply[] = [];
  call.on('data', (reply: Reply) => replies.push(reply));
  const ended = new Promise<ServiceError | undefined>((resolve) => {
    call.on('error', resolve);
    call.on('end', () => resolve(undefined));
  });
  return { send: (request) => void call.write(request), end: () => void call.end(), replies, ended };
}

/** The first message of an append with `any`. */
export function opening(correlationId: string, stream: string, messages: streams.BatchAppendReq.ProposedMessage[], final = true): streams.BatchAppendReq {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(identifier(stream));
  // The wire form of google.protobuf.Empty is that of the protocol's own.
  options.setAny(new shared.Empty() as never);
  return new streams.BatchAppendReq().setCorrelationId(uuid(correlationId)).setOptions(options).setProposedMessagesList(messages).setIsFinal(final);
}

export const more = (correlationId: string, messages: streams.BatchAppendReq.ProposedMessage[], final = true): streams.BatchAppendReq =>
  new streams.BatchAppendReq().setCorrelationId(uuid(correlationId)).setProposedMessagesList(messages).setIsFinal(final);

/** Says until when, in milliseconds since 1970, or how long an append of a batch call is wanted; the client's own messages know only the former, and not in numbers. */
export function granting(request: streams.BatchAppendReq, time: { readonly until: number } | { readonly for: number }): streams.BatchAppendReq {
  const [field, milliseconds] = 'until' in time ? [6, time.until] : [7, time.for];
  const deadline = bytes(field, message(uint(1, Math.floor(milliseconds / 1000)), uint(2, (milliseconds % 1000) * 1e6)));
  const encoded = message(
    bytes(1, request.getCorrelationId()!.serializeBinary()),
    bytes(2, message(request.getOptions()!.serializeBinary(), deadline)),
    ...request.getProposedMessagesList().map((event) => bytes(3, event.serializeBinary())),
    uint(4, Number(request.getIsFinal())),
  );
  return Object.assign(request, { serializeBinary: () => encoded });
}

/** A message as it goes over the wire, uncompressed. */
export function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
