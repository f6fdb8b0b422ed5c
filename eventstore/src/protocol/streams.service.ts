import type { handleServerStreamingCall, Metadata, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { Authority } from '../access/authority.js';
import type { EventLog } from '../log/event-log.js';
import { appendHandler } from './append.handler.js';
import { decodeAppend, decodeBatchAppend } from './append-request.codec.js';
import { batchAppendHandler, type BatchAppendCall } from './batch-append.handler.js';
import { decodeDelete, deleteHandler } from './delete.handler.js';
import { stopping } from './errors.js';
import { Outlet } from './outlet.js';
import { read } from './read.js';
import { readRequest } from './read-request.js';
import { decodeRead, type ReadOptions } from './read-request.codec.js';
import { followed, Subscription } from './subscription.js';

const asIs = (frame: Buffer): Buffer => frame;
const { read: readMethod, append, batchAppend, delete: remove, tombstone } = streamsGrpc.StreamsService;

/** The client's own definition, but with codecs of our own: safe on any input, and fast. */
export const streamsDefinition: ServiceDefinition = {
  read: { ...readMethod, requestDeserialize: decodeRead, responseSerialize: asIs },
  append: { ...append, requestDeserialize: decodeAppend, responseSerialize: asIs },
  batchAppend: { ...batchAppend, requestDeserialize: decodeBatchAppend, responseSerialize: asIs },
  delete: { ...remove, requestDeserialize: decodeDelete, responseSerialize: asIs },
  tombstone: { ...tombstone, requestDeserialize: decodeDelete, responseSerialize: asIs },
};

/** The Streams service over a log. */
export class StreamsService {
  private readonly outlets = new Set<Outlet>();
  private readonly batches = new Set<BatchAppendCall>();
  readonly handlers: UntypedServiceImplementation;

  constructor(
    private readonly log: EventLog,
    private readonly authority: Authority,
    private readonly onError: (error: unknown) => void,
  ) {
    const readHandler: handleServerStreamingCall<ReadOptions, Buffer> = (call) => {
      const outlet: Outlet = new Outlet(call, () => this.outlets.delete(outlet));
      this.outlets.add(outlet);
      void this.serve(call.request, call.metadata, outlet);
    };
    this.handlers = {
      read: readHandler,
      append: appendHandler(log, authority),
      batchAppend: batchAppendHandler(log, authority, this.batches),
      delete: deleteHandler(log, authority, false),
      tombstone: deleteHandler(log, authority, true),
    };
  }

  /** Ends every read and subscription. */
  endReads(): void {
    for (const outlet of this.outlets) outlet.fail(stopping());
  }

  /** Ends every batch call; what it still has in flight stays unanswered. */
  endAppends(): void {
    for (const call of this.batches) call.fail(stopping());
  }

  private async serve(options: ReadOptions, metadata: Metadata, outlet: Outlet): Promise<void> {
    try {
      const wanted = readRequest(options);
      const standing = this.authority.standing(metadata);
      await standing.demand('read', wanted.stream ?? '$all');
      if (wanted.limit !== undefined) await read(this.log, wanted, outlet);
      else await new Subscription(this.log, followed(this.log, wanted.stream), wanted, standing, outlet).run();
    } catch (error) {
      this.onError(error);
      outlet.fail(error);
    }
  }
}
