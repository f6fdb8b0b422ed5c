import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { parseUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';

interface Waiting {
  resolve(answer: BatchAppendResp): void;
  reject(error: Error): void;
}

/** One long call that carries many appends; each is answered for itself, in any order. */
export class AppendCall {
  private readonly waiting = new Map<string, Waiting>();
  private fault: Error | undefined;

  constructor(private readonly stream: ClientDuplexStream<BatchAppendReq, BatchAppendResp>) {
    stream.on('data', (answer: BatchAppendResp) => this.take(answer));
    stream.on('error', (error) => this.fail(error));
    stream.on('end', () => {
      // Our half, too: else the client takes it for open, and waits for its end when it is disposed of.
      stream.end();
      this.fail(new Error('The event store ended the call.'));
    });
  }

  get isOver(): boolean {
    return this.fault !== undefined;
  }

  /** The store's answer. Rejects when the call ends without one; `forget` ends the wait. */
  send(correlationId: string, request: BatchAppendReq): Promise<BatchAppendResp> {
    if (this.fault) return Promise.reject(this.fault);
    return new Promise((resolve, reject) => {
      this.waiting.set(correlationId, { resolve, reject });
      // No care for back-pressure: each stream has one append in flight, and a silent call is soon given up.
      this.stream.write(request);
    });
  }

  forget(correlationId: string): void {
    this.waiting.delete(correlationId);
  }

  /** An answer to an append that was given up comes too late, and is no fault. */
  private take(answer: BatchAppendResp): void {
    const correlationId = parseUUID(answer.getCorrelationId()) ?? '';
    this.waiting.get(correlationId)?.resolve(answer);
    this.waiting.delete(correlationId);
  }

  private fail(fault: Error): void {
    this.fault ??= fault;
    for (const { reject } of this.waiting.values()) reject(fault);
    this.waiting.clear();
  }
}
