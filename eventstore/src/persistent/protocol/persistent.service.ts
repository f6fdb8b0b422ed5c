import type { handleUnaryCall, Metadata, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import persistentGrpc from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import { nameOf } from '../../access/acl.js';
import type { Authority } from '../../access/authority.js';
import type { EventLog } from '../../log/event-log.js';
import { asRefused } from '../../protocol/errors.js';
import { boundedName } from '../../protocol/proposed-events.js';
import { Groups } from '../groups.js';
import { groupFailed, groupMissing } from '../refusals.js';
import type { GroupName } from '../settings.js';
import { decodeConsume } from './consume.codec.js';
import { consumeHandler } from './consume.handler.js';
import { changedDefinition, definitionOf } from './definition.js';
import { groupInfo, listed } from './info.codec.js';
import { decodeDefine, decodeDelete, decodeGetInfo, decodeList, decodeReplay, decodeUpdate, type DefineRequest, type ListRequest, type ReplayRequest } from './requests.codec.js';

const asIs = (frame: Buffer): Buffer => frame;
const NOTHING = Buffer.alloc(0);
const { create, update, delete: remove, read, getInfo, replayParked, list, restartSubsystem } = persistentGrpc.PersistentSubscriptionsService;

/** The client's own definition, but with codecs of our own: safe on any input, and fast. */
export const persistentDefinition: ServiceDefinition = {
  create: { ...create, requestDeserialize: decodeDefine, responseSerialize: asIs },
  update: { ...update, requestDeserialize: decodeUpdate, responseSerialize: asIs },
  delete: { ...remove, requestDeserialize: decodeDelete, responseSerialize: asIs },
  read: { ...read, requestDeserialize: decodeConsume, responseSerialize: asIs },
  getInfo: { ...getInfo, requestDeserialize: decodeGetInfo, responseSerialize: asIs },
  replayParked: { ...replayParked, requestDeserialize: decodeReplay, responseSerialize: asIs },
  list: { ...list, requestDeserialize: decodeList, responseSerialize: asIs },
  restartSubsystem: { ...restartSubsystem, requestDeserialize: () => ({}), responseSerialize: asIs },
};

/** The PersistentSubscriptions service over a log. */
export class PersistentService {
  readonly handlers: UntypedServiceImplementation;
  readonly groups: Groups;

  constructor(log: EventLog, private readonly authority: Authority, private readonly onError: (error: unknown) => void) {
    this.groups = new Groups(log, onError);
    this.handlers = {
      create: this.unary((request: DefineRequest, user) => this.create(request, user)),
      update: this.unary((request: DefineRequest, user) => this.update(request, user)),
      delete: this.unary((name: GroupName, user) => this.answered(this.groups.remove(name, user))),
      read: consumeHandler(this.groups, authority, onError),
      getInfo: this.unary(async (name: GroupName) => listed(await groupInfo(await this.groups.find(name)))),
      replayParked: this.unary((request: ReplayRequest) => this.replay(request)),
      list: this.unary((request: ListRequest) => this.list(request)),
      restartSubsystem: this.unary<Partial<GroupName>>(() => this.answered(this.groups.restart())),
    };
  }

  /** Lets go of every consumer and begins again. */
  restart(): Promise<void> {
    return this.groups.restart();
  }

  /** Lets go of every consumer. */
  stop(): void {
    this.groups.stop();
  }

  private async create(request: DefineRequest, user: string): Promise<Buffer> {
    return this.answered(this.groups.create(await definitionOf(request, this.groups), user));
  }

  private update(request: DefineRequest, user: string): Promise<Buffer> {
    return this.answered(this.groups.update(request, (old) => changedDefinition(old, request, this.groups), user));
  }

  private async replay({ stopAt, ...name }: ReplayRequest): Promise<Buffer> {
    if (stopAt !== undefined && stopAt < 0n) throw groupFailed(name, 'Cannot stop replaying at a negative number');
    (await this.groups.find(name)).replay(stopAt === undefined ? undefined : Number(stopAt));
    return NOTHING;
  }

  private async list({ stream }: ListRequest): Promise<Buffer> {
    const found = await this.groups.list(stream);
    if (!found) throw groupMissing({ stream: stream ?? '', group: '' });
    return Buffer.concat((await Promise.all(found.map(groupInfo))).map(listed));
  }

  private async answered(work: Promise<void>): Promise<Buffer> {
    await work;
    return NOTHING;
  }

  private unary<Request extends Partial<ListRequest>>(answer: (request: Request, user: string) => Promise<Buffer>): handleUnaryCall<Request, Buffer> {
    const answered = async (request: Request, metadata: Metadata): Promise<Buffer> => {
      boundedName(request.stream ?? '');
      return answer(request, nameOf(this.authority.callerOf(metadata)));
    };
    return ({ request, metadata }, callback) => void answered(request, metadata).then(
      (response) => callback(null, response),
      (error: unknown) => {
        this.onError(error);
        callback(asRefused(error));
      },
    );
  }
}
