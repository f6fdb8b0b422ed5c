import { credentials, type ServiceError } from '@grpc/grpc-js';
import operations from '@eventstore/db-client/generated/operations_pb.js';
import operationsGrpc from '@eventstore/db-client/generated/operations_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { EventStoreDBClient } from '@eventstore/db-client';
import { setTimeout as sleep } from 'node:timers/promises';

type Reply = { id: string; result: number };
type Answered<T> = (error: ServiceError | null, reply: T) => void;

/** What tools ask of a node; clients cannot. */
export class Operator {
  private readonly client: InstanceType<typeof operationsGrpc.OperationsClient>;

  constructor(url: string) {
    this.client = new operationsGrpc.OperationsClient(/127\.0\.0\.1:\d+/.exec(url)![0], credentials.createInsecure());
  }

  startScavenge(): Promise<Reply> {
    const options = new operations.StartScavengeReq.Options().setThreadCount(1).setStartFromChunk(0);
    return asked<operations.ScavengeResp>((done) => this.client.startScavenge(new operations.StartScavengeReq().setOptions(options), done)).then(told);
  }

  stopScavenge(id: string): Promise<Reply> {
    const options = new operations.StopScavengeReq.Options().setScavengeId(id);
    return asked<operations.ScavengeResp>((done) => this.client.stopScavenge(new operations.StopScavengeReq().setOptions(options), done)).then(told);
  }

  async all(): Promise<void> {
    const nothing = new shared.Empty();
    await asked((done) => this.client.mergeIndexes(nothing, done));
    await asked((done) => this.client.resignNode(nothing, done));
    await asked((done) => this.client.setNodePriority(new operations.SetNodePriorityReq().setPriority(3), done));
    await asked((done) => this.client.restartPersistentSubscriptions(nothing, done));
  }

  shutDown(): Promise<unknown> {
    return asked((done) => this.client.shutdown(new shared.Empty(), done));
  }

  /** Answers what the scavenge says of itself in the end. */
  async scavenge(client: EventStoreDBClient): Promise<Record<string, unknown>> {
    const { id } = await this.startScavenge();
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
      const events = await dataOf(client, `$scavenges-${id}`);
      if (events.length > 1) return events.at(-1)!;
    }
    throw new Error(`scavenge ${id} has not ended`);
  }
}

/** The data of a stream's events; none where there is no stream. */
export async function dataOf(client: EventStoreDBClient, stream: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  try {
    for await (const { event } of client.readStream(stream)) found.push({ type: event!.type, ...(event!.data as object) });
  } catch (error) {
    if ((error as { type?: string }).type !== 'stream-not-found') throw error;
  }
  return found;
}

const told = (reply: operations.ScavengeResp): Reply => ({ id: reply.getScavengeId(), result: reply.getScavengeResult() });

const asked = <T>(ask: (done: Answered<T>) => unknown): Promise<T> =>
  new Promise((resolve, reject) => void ask((error, reply) => (error ? reject(error) : resolve(reply))));
