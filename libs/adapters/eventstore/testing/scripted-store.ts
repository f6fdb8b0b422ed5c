import type { EventEmitter } from 'node:events';
import { Server, ServerCredentials, type ServerDuplexStream, type ServerWritableStream } from '@grpc/grpc-js';
import { StreamsService, type IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, { type BatchAppendReq, type BatchAppendResp, type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { createStreamIdentifier } from '@eventstore/db-client/dist/utils/grpcStreamIdentifier.js';
import { createUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';

export type AppendCallOfStore = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;
export type ReadCallOfStore = ServerWritableStream<ReadReq, ReadResp>;

/** What the store does with each call; may be changed at any time. */
export interface Script {
  batchAppend(call: AppendCallOfStore): void;
  read(call: ReadCallOfStore): void;
}

/** A store that does what it is told, good or bad; well, it takes every append and has no events. */
export class ScriptedStore {
  private constructor(
    private readonly server: Server,
    readonly url: string,
    readonly script: Script,
  ) {}

  static async start(): Promise<ScriptedStore> {
    const script: Script = { ...WELL };
    const server = new Server();
    const refuse: IStreamsServer['append'] = (call) => breakCall(call, 12, 'not in the script');
    const calls: Pick<IStreamsServer, 'batchAppend' | 'read'> = {
      batchAppend: (call) => script.batchAppend(call),
      read: (call) => script.read(call),
    };
    server.addService(StreamsService, { append: refuse, ...calls });
    const port = await new Promise<number>((resolve, reject) => {
      const bound = (error: Error | null, free: number) => (error ? reject(error) : resolve(free));
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), bound);
    });
    return new ScriptedStore(server, `esdb://127.0.0.1:${port}?tls=false`, script);
  }

  /** The fault is over. */
  heal(): void {
    Object.assign(this.script, WELL);
  }

  stop(): void {
    this.server.forceShutdown();
  }
}

const WELL: Script = {
  batchAppend(call) {
    call.on('data', (request: BatchAppendReq) => call.write(stored(request)));
    call.on('end', () => call.end());
  },
  read(call) {
    if (call.request.getOptions()?.hasSubscription()) {
      call.write(confirmation());
      call.write(caughtUp());
    } else {
      call.write(streamNotFound());
      call.end();
    }
  },
};

/** Ends a call with a status other than OK. */
export const breakCall = (call: EventEmitter, code: number, details: string): void =>
  void call.emit('error', Object.assign(new Error(details), { code, details }));

/** The answer to an append to a stream that did not exist. */
export function stored(request: BatchAppendReq): BatchAppendResp {
  const revision = request.getProposedMessagesList().length - 1;
  const success = new streams.BatchAppendResp.Success().setCurrentRevision(String(revision)).setNoPosition(new shared.Empty());
  return new streams.BatchAppendResp().setCorrelationId(request.getCorrelationId()).setSuccess(success);
}

/** An event of which everything is `n`: the revision, the position and the content. */
export function readEvent(stream: string, n: number, type = 'Happened'): ReadResp {
  const event = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(createUUID(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`))
    .setStreamIdentifier(createStreamIdentifier(stream))
    .setStreamRevision(String(n))
    .setCommitPosition(String(n))
    .setPreparePosition(String(n))
    .setData(Buffer.from(JSON.stringify({ n })));
  event.getMetadataMap().set('type', type).set('content-type', 'application/json').set('created', '0');
  return new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(event).setCommitPosition(String(n)));
}

const streamNotFound = (): ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(createStreamIdentifier('nobody-wrote-it')),
  );

export const confirmation = (): ReadResp =>
  new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('s'));

export const caughtUp = (): ReadResp => new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

export const checkpoint = (n: number): ReadResp =>
  new streams.ReadResp().setCheckpoint(new streams.ReadResp.Checkpoint().setCommitPosition(String(n)).setPreparePosition(String(n)));
