import { status, type handleUnaryCall, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import operationsGrpc from '@eventstore/db-client/generated/operations_grpc_pb.js';
import type { EventLog } from '../log/event-log.js';
import { asRefused, Refused } from '../protocol/errors.js';
import { text, uint } from '../protocol/wire.js';
import { WireReader } from '../protocol/wire-reader.js';
import { Scavenges } from './scavenges.js';

const STARTED = 0;
const IN_PROGRESS = 1;
const STOPPED = 2;
const asIs = (frame: Buffer): Buffer => frame;
const NOTHING = Buffer.alloc(0);
const methods = operationsGrpc.OperationsService;

interface Asked {
  readonly id: string;
}

/** The client's own definition; of requests only the id of a scavenge is read: how many threads and from which chunk means nothing here. */
export const operationsDefinition: ServiceDefinition = Object.fromEntries(Object.entries(methods).map(([name, method]) =>
  [name, { ...method, requestDeserialize: name === 'stopScavenge' ? decodeStop : () => ({ id: '' }), responseSerialize: asIs }]));

export interface Operations {
  /** Lets go of all consumers of persistent subscriptions and begins again. */
  restartSubscriptions(): Promise<void>;
  /** Ends the node, soon. */
  shutDown(): void;
}

/** The Operations service; a single node has no indexes to merge, nobody to resign to and no priority. */
export class OperationsService {
  readonly handlers: UntypedServiceImplementation;
  private readonly scavenges: Scavenges;

  constructor(log: EventLog, private readonly operations: Operations, onError: (error: unknown) => void) {
    this.scavenges = new Scavenges(log, onError);
    this.handlers = {
      startScavenge: unary(async () => this.startScavenge()),
      stopScavenge: unary(async ({ id }) => this.stopScavenge(id)),
      shutdown: unary(async () => this.shutDown()),
      mergeIndexes: unary(async () => NOTHING),
      resignNode: unary(async () => NOTHING),
      setNodePriority: unary(async () => NOTHING),
      restartPersistentSubscriptions: unary(() => this.restart()),
    };
  }

  /** Resolves once it touches the log no more. */
  end(): Promise<void> {
    return this.scavenges.end();
  }

  private startScavenge(): Buffer {
    const { id, isNew } = this.scavenges.start();
    return response(id, isNew ? STARTED : IN_PROGRESS);
  }

  private stopScavenge(id: string): Buffer {
    if (!this.scavenges.stop(id)) throw new Refused(status.NOT_FOUND, `There is no scavenge ${id}`, { exception: 'scavenge-not-found', 'scavenge-id': id });
    return response(id, STOPPED);
  }

  /** After its answer. */
  private shutDown(): Buffer {
    setImmediate(() => this.operations.shutDown());
    return NOTHING;
  }

  private async restart(): Promise<Buffer> {
    await this.operations.restartSubscriptions();
    return NOTHING;
  }
}

/** A ScavengeResp. */
const response = (id: string, result: number): Buffer => Buffer.concat([text(1, id), uint(2, result)]);

/** The id in StopScavengeReq { options { scavenge_id } }. */
function decodeStop(request: Buffer): Asked {
  let id = '';
  for (const outer = new WireReader(request); outer.next();) {
    if (outer.field !== 1) continue;
    for (const options = new WireReader(outer.bytes); options.next();) if (options.field === 1) id = options.text;
  }
  return { id };
}

const unary = (answer: (request: Asked) => Promise<Buffer>): handleUnaryCall<Asked, Buffer> => ({ request }, callback) =>
  void answer(request).then((reply) => callback(null, reply), (error: unknown) => callback(asRefused(error)));
