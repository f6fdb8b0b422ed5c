import { afterAll, beforeAll, expect } from '@jest/globals';
import { binaryEvent, END, START, type EventStoreDBClient } from '@eventstore/db-client';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { batchCall, proposed } from '../src/testing/raw-calls.js';
import { conform, conforms } from './testing/cases.js';
import { channel, usersOf } from './testing/raw.js';
import { ofStream, refusal, untilLive } from './testing/raw-reads.js';
import { appendAlone, batched, remove, typed } from './testing/raw-writes.js';
import { onSecuredServer } from './testing/server.js';
import { onOurOwn } from './testing/sources.js';
import { streamIn } from './testing/states.js';
import { append, collect, describeBy, fresh, many, outcome, place } from './testing/streams.js';
import { watch } from './testing/watching.js';

const DENIED = 'access-denied';
const NOBODYS = '{"$acl":{"$r":[],"$w":[],"$d":[],"$mr":[],"$mw":[]}}';

/** What is told first, where a right is not the only thing that is missing; and what no right helps with. */
onSecuredServer((server) => {
  conform([
    ['Append.cs', 'an append without a type', (stream: string) => appendAlone(raw, stream, [typed({ type: '-' })])],
    ['Append.cs', 'an append with a type that is empty', (stream: string) => appendAlone(raw, stream, [typed({ type: '' })])],
    ['Append.cs', 'an append that conflicts', (stream: string) => appendAlone(raw, stream, [typed()], 7)],
    ['Append.cs', 'an append of nothing', (stream: string) => appendAlone(raw, stream, [])],
    ['Delete.cs', 'a delete that conflicts', (stream: string) => remove(raw, stream, 7, false)],
    ['Delete.cs', 'a tombstone that conflicts', (stream: string) => remove(raw, stream, 7, true)],
    ['Read.cs', 'a subscription', (stream: string) => untilLive(raw, ofStream(stream))],
  ] as const, async (call) => {
    const stream = fresh();
    await append(admin(), stream, many(1));
    await describeBy(admin(), stream, NOBODYS);
    expect(await refusal(call(stream))).toMatchObject({ code: 7 });
  });

  conform([
    ['BatchAppend.cs', 'in a batch, an append without a type', (stream: string) => batched(stream, [proposed(1, { type: '-' })])],
    ['BatchAppend.cs', 'in a batch, an append with an id that is none', (stream: string) => batched(stream, [proposed(1, { id: 'x' })])],
    ['BatchAppend.cs', 'in a batch, an append that conflicts', (stream: string) => batched(stream, [proposed(1)], 7)],
    ['BatchAppend.cs', 'in a batch, an append of nothing', (stream: string) => batched(stream, [])],
  ] as const, async (request) => {
    const [stream, batch] = [fresh(), batchCall(raw)];
    await describeBy(admin(), stream, NOBODYS);
    batch.send(request(stream));
    batch.end();
    await batch.ended;
    expect(batch.replies.map((reply) => [reply.getError()?.getCode(), reply.getError()?.getDetails()?.getTypeName()])).toEqual([[7, 'event_store.client.AccessDenied']]);
  });

  conform(['$$x', '$all'].map((stream) => ['docs security', `${stream} is not deleted by an admin, either`, stream] as const), async (stream) => {
    expect(await outcome(admin().deleteStream(stream))).toBe(DENIED);
    expect(await outcome(admin().tombstoneStream(stream))).toBe(DENIED);
  });

  conforms('docs security', '$all is not written by an admin, either', async () => {
    for (const options of [{}, { credentials: server().credentials }]) expect(await outcome(append(admin(), '$all', many(1), 'any', options))).toBe(DENIED);
  });

  conforms('IndexReader.cs', 'a link leads to what one may not read oneself', async () => {
    const [source, links] = [await streamIn(admin(), 'present'), fresh()];
    await describeBy(admin(), source, NOBODYS);
    await append(admin(), links, binaryEvent({ type: '$>', data: Buffer.from(`1@${source}`) }));
    expect((await collect(ann.readStream(links, { resolveLinkTos: true }))).map(place)).toEqual([`1@${source}`]);
  });

  conforms('docs security', 'a list of which one key is no right counts for nothing', async () => {
    const stream = fresh();
    await describeBy(admin(), stream, '{"$acl":{"$r":[],"$x":[]}}');
    await append(admin(), stream, many(1));
    expect(await outcome(collect(ann.readStream(stream)))).toBe('ok');
  });

  const everybodys = onOurOwn('docs security', 'it changes the rights of all users');

  conforms(everybodys, 'settings may open the system\'s streams, and close them under who reads', async () => {
    const stream = `$${fresh()}`;
    await append(admin(), stream, many(1));
    const settle = (document: object) => append(admin(), '$settings', { ...many(1, '$settings')[0]!, data: document as never });
    await settle({ $systemStreamAcl: { $r: [user] } });
    const watching = watch(ann.subscribeToStream(stream, { fromRevision: START }));
    await watching.live();
    await settle({});
    expect(await watching.failed()).toMatchObject({ type: DENIED });
    expect(watching.numbers).toEqual([0]);
  });

  conforms(everybodys, 'who may not read everything any more is told so', async () => {
    await describeBy(admin(), '$all', `{"$acl":{"$r":["${user}"]}}`);
    const watching = watch(ann.subscribeToAll({ fromPosition: END }));
    await watching.live();
    await describeBy(admin(), '$all', '{}');
    expect(await watching.failed()).toMatchObject({ type: DENIED });
  });

  conform([
    ['Gossip.cs', 'gossip', () => new gossipGrpc.GossipClient(...channel({ ...server(), isAnonymous: true })), 'read'],
    ['ServerFeatures.cs', 'the list of features', () => new featuresGrpc.ServerFeaturesClient(...channel({ ...server(), isAnonymous: true })), 'getSupportedMethods'],
  ].map(([source, what, client, method]) => [source as 'Gossip.cs', `${what as string} is for everyone, but not for who gives a wrong password`, client as unknown as () => Open, method as string] as const), async (connect, method) => {
    const client = connect();
    const wrong = new Metadata();
    wrong.set('authorization', `Basic ${Buffer.from(`${user}:wrong`).toString('base64')}`);
    const codes = await Promise.all([new Metadata(), wrong].map((metadata) => new Promise((resolve) =>
      void client[method]!(new shared.Empty(), metadata, (error: ServiceError | null) => resolve(error?.code ?? 0)))));
    client.close();
    expect(codes).toEqual([0, 16]);
  });

  const admin = () => server().client;
  let user = '';
  let users: ReturnType<typeof usersOf>;
  /** A user of no group. */
  let ann: EventStoreDBClient;
  let raw: InstanceType<typeof streamsGrpc.StreamsClient>;
  beforeAll(async () => {
    users = usersOf(server());
    const login = await users.make([]);
    const [username, password] = login.split(':') as [string, string];
    [user, ann] = [username, server().as(login)];
    raw = new streamsGrpc.StreamsClient(...channel({ ...server(), credentials: { username, password } }));
  });
  afterAll(() => {
    raw.close();
    return users.close();
  });
});

type Open = Readonly<Record<string, (message: shared.Empty, metadata: Metadata, done: (error: ServiceError | null) => void) => unknown>> & { close(): void };
