import { afterAll, beforeAll, expect } from '@jest/globals';
import persistentGrpc from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { ServiceError } from '@grpc/grpc-js';
import { identifier, uuid } from '../src/testing/raw-calls.js';
import { conform, conforms } from './testing/cases.js';
import { groupOnAll, isLeft, shows, withGroup } from './testing/groups.js';
import { channel } from './testing/raw.js';
import { onServer } from './testing/server.js';
import { eventually, fresh } from './testing/streams.js';

const { CreateReq, ReadReq, GetInfoReq } = persistent;
const { Action } = ReadReq.Nack;
const nothing = (): never => new shared.Empty() as never;

type Options = persistent.CreateReq.Options;
type Settings = persistent.CreateReq.Settings;

/** What the protocol allows for groups, and the client never asks for or does not show. */
onServer((server) => {
  conform([
    ['Group.cs', 'the first message says which group it is, of a stream', () => withGroup(client(), 1), (stream: string) => ofStream(stream), (stream: string) => `${stream}::g`],
    ['Group.cs', 'the first message says which group it is, of everything', () => groupOnAll(client(), ['nothing']), (group: string) => ofAll(group), (group: string) => `$all::${group}`],
  ] as const, async (make, options, id) => {
    const name = await make();
    const consumer = consume(options(name));
    await consumer.have(1);
    expect(consumer.replies[0]!.getSubscriptionConfirmation()?.getSubscriptionId()).toBe(id(name));
    consumer.leave();
  });

  conform([
    ['Group.cs', 'an action that says nothing is to try again', Action.UNKNOWN],
    ['Group.cs', 'an action that nobody knows is to try again', 9 as persistent.ReadReq.Nack.Action],
  ] as const, async (action) => {
    const stream = await withGroup(client(), 1);
    const consumer = consume(ofStream(stream));
    await consumer.have(2);
    consumer.send(new ReadReq().setNack(new ReadReq.Nack().setIdsList([uuid(idOf(consumer.replies[1]!).getString())]).setAction(action)));
    await consumer.have(3);
    expect(consumer.replies[2]!.getEvent()!.getRetryCount()).toBe(1);
    consumer.leave();
    await isLeft(client(), stream);
  });

  conforms('Group.cs', 'ids come as numbers where that is asked for, and are understood so', async () => {
    const stream = await withGroup(client(), 1);
    const consumer = consume(ofStream(stream).setUuidOption(new ReadReq.Options.UUIDOption().setStructured(nothing())));
    await consumer.have(2);
    const id = idOf(consumer.replies[1]!);
    expect(id.hasStructured()).toBe(true);
    consumer.send(new ReadReq().setAck(new ReadReq.Ack().setIdsList([id])));
    await shows(client(), stream, { totalInFlightMessages: 0 });
    consumer.leave();
  });

  conforms('Group.cs', 'a consumer whose connection has no name is shown without one', async () => {
    const stream = await withGroup(client(), 0);
    const consumer = consume(ofStream(stream));
    await consumer.have(1);
    expect((await infoOf(stream)).getConnectionsList().map((connection) => connection.getConnectionName())).toEqual(['<unknown>']);
    consumer.leave();
  });

  conform([
    ['Groups.cs', 'times may be told in ticks', (settings: Settings) => settings.setMessageTimeoutTicks('12340000').setCheckpointAfterTicks('56780000'), 'RoundRobin', [1234, 5678]],
    ['Groups.cs', 'a strategy is known by its number', (settings: Settings) => settings.setNamedConsumerStrategy(CreateReq.ConsumerStrategy.PINNED), 'Pinned', [0, 0]],
    ['Groups.cs', 'the name of a strategy goes before its number', (settings: Settings) => settings.setConsumerStrategy('PinnedByCorrelation'), 'PinnedByCorrelation', [0, 0]],
  ] as const, async (change, strategy, times) => {
    const stream = fresh();
    await create(onStream(stream), change);
    const info = await infoOf(stream);
    expect(info.getNamedConsumerStrategy()).toBe(strategy);
    expect([info.getMessageTimeoutMilliseconds(), info.getCheckPointAfterMilliseconds()]).toEqual(times);
  });

  conforms('Groups.cs', 'a strategy that nobody knows is refused', async () => {
    const stream = fresh();
    const refused = await create(onStream(stream), (settings) => settings.setConsumerStrategy('Nonsense')).catch((error: ServiceError) => error) as ServiceError;
    const trailers = ['exception', 'stream-name', 'group-name'].map((key) => refused.metadata.get(key)[0]);
    expect([refused.code, ...trailers]).toEqual([13, 'persistent-subscription-failed', stream, 'g']);
    expect(refused.metadata.get('reason')[0]).toContain('Nonsense');
  });

  conform([
    ['Groups.cs', 'the start of a stream', () => onStream(fresh()), '0'],
    ['Groups.cs', 'the end of a stream', () => onStream(fresh(), (options) => options.setEnd(nothing())), '-1'],
    ['Groups.cs', 'a number of a stream', () => onStream(fresh(), (options) => options.setRevision('7')), '7'],
    ['Groups.cs', 'the start of everything', () => onAll((options) => options.setStart(nothing())), 'C:0/P:0'],
    ['Groups.cs', 'the end of everything', () => onAll((options) => options.setEnd(nothing())), 'C:-1/P:-1'],
  ] as const, async (begin, told) => {
    const options = begin();
    await create(options);
    const name = options.getStream()?.getStreamIdentifier()?.getStreamName_asU8();
    expect((await infoOf(name && Buffer.from(name).toString(), options.getGroupName())).getStartFrom()).toBe(told);
  });

  const create = (options: Options, change: (settings: Settings) => Settings = (settings) => settings): Promise<unknown> => new Promise((resolve, reject) => {
    const settings = change(new CreateReq.Settings().setReadBatchSize(20).setHistoryBufferSize(500).setNamedConsumerStrategy(CreateReq.ConsumerStrategy.ROUNDROBIN));
    raw.create(new CreateReq().setOptions(options.setSettings(settings)), (error, answer) => (error ? reject(error) : resolve(answer)));
  });

  const infoOf = (stream: string | undefined, group = 'g'): Promise<persistent.SubscriptionInfo> => new Promise((resolve, reject) => {
    const options = new GetInfoReq.Options().setGroupName(group);
    if (stream === undefined) options.setAll(nothing());
    else options.setStreamIdentifier(identifier(stream));
    raw.getInfo(new GetInfoReq().setOptions(options), (error, answer) => (error ? reject(error) : resolve(answer.getSubscriptionInfo()!)));
  });

  function consume(options: persistent.ReadReq.Options) {
    const [call, replies] = [raw.read(), [] as persistent.ReadResp[]];
    call.on('data', (reply: persistent.ReadResp) => replies.push(reply)).on('error', () => undefined);
    call.write(new ReadReq().setOptions(options));
    return {
      replies,
      have: (count: number) => eventually(() => replies.length >= count, `${count} messages`),
      send: (request: persistent.ReadReq) => void call.write(request),
      leave: () => call.cancel(),
    };
  }

  const client = () => server().client;
  let raw: InstanceType<typeof persistentGrpc.PersistentSubscriptionsClient>;
  beforeAll(() => void (raw = new persistentGrpc.PersistentSubscriptionsClient(...channel(server()))));
  afterAll(() => raw.close());
});

const ofStream = (stream: string) => new ReadReq.Options().setStreamIdentifier(identifier(stream)).setGroupName('g').setBufferSize(10);
const ofAll = (group: string) => new ReadReq.Options().setAll(nothing()).setGroupName(group).setBufferSize(10);
const idOf = (reply: persistent.ReadResp): shared.UUID => reply.getEvent()!.getEvent()!.getId()!;

/** To make a group `g`, from the start unless it is said otherwise. */
const onStream = (stream: string, from = (options: persistent.CreateReq.StreamOptions) => options.setStart(nothing())): Options =>
  new CreateReq.Options().setGroupName('g').setStream(from(new CreateReq.StreamOptions().setStreamIdentifier(identifier(stream))));

const onAll = (from: (options: persistent.CreateReq.AllOptions) => persistent.CreateReq.AllOptions): Options =>
  new CreateReq.Options().setGroupName(fresh()).setAll(from(new CreateReq.AllOptions().setNoFilter(nothing())));
