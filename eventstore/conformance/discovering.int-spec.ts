import { afterAll, beforeAll, expect } from '@jest/globals';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { ServiceError } from '@grpc/grpc-js';
import { conform, conforms } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';

const GROUPS = 'persistent_subscriptions.persistentsubscriptions';

/** What clients ask of a server before anything else. */
onServer((server) => {
  conforms('Gossip.cs', 'one node leads, is alive, and says who it is, and when', async () => {
    const before = Date.now() - 60_000;
    const { instanceId, timeStamp } = (await leader()).toObject();
    expect(BigInt(timeStamp) / 10_000n).toBeGreaterThan(BigInt(before));
    expect(BigInt(timeStamp) / 10_000n).toBeLessThan(BigInt(Date.now() + 60_000));
    expect([instanceId!.structured!.mostSignificantBits, instanceId!.structured!.leastSignificantBits]).not.toContain('0');
  });

  conforms(ours('the address it was configured with'), 'the node is where whoever asks has reached it', async () => {
    const { address: host, port } = (await leader()).getHttpEndPoint()!.toObject();
    expect(`${host}:${port}`).toBe(address);
  });

  conforms('Gossip.cs', 'it is the same node whenever it is asked', async () => {
    const [first, second] = await Promise.all([leader(), leader()]);
    expect(second.getInstanceId()!.toObject()).toEqual(first.getInstanceId()!.toObject());
  });

  conform([
    ['ServerFeatures.cs', 'streams.streams/read', ['position', 'events']],
    ['ServerFeatures.cs', 'streams.streams/append', []],
    ['ServerFeatures.cs', 'streams.streams/batchappend', ['deadline_duration']],
    ['ServerFeatures.cs', 'streams.streams/delete', []],
    ['ServerFeatures.cs', 'streams.streams/tombstone', []],
    ...['create', 'update', 'delete', 'read', 'getinfo', 'replayparked', 'list', 'restartsubsystem'].map((method) =>
      ['ServerFeatures.cs', `${GROUPS}/${method}`, ['stream', 'all']] as const),
    ['ServerFeatures.cs', 'server_features.serverfeatures/getsupportedmethods', []],
    ['ServerFeatures.cs', 'gossip.gossip/read', []],
    ['ServerFeatures.cs', 'monitoring.monitoring/stats', []],
    ['ServerFeatures.cs', 'users.users/create', []],
    ['ServerFeatures.cs', 'operations.operations/startscavenge', []],
  ].map(([source, method, wanted]) => [source as 'ServerFeatures.cs', `${method as string} is advertised${wanted!.length > 0 ? `, with ${(wanted as string[]).join(' and ')}` : ''}`, method as string, wanted as string[]] as const), async (method, wanted) => {
    const found = (await supported()).getMethodsList().filter((told) => `${told.getServiceName()}/${told.getMethodName()}` === `event_store.client.${method}`);
    expect(found).toHaveLength(1);
    expect(found[0]!.getFeaturesList()).toEqual(expect.arrayContaining(wanted));
  });

  conforms('ServerFeatures.cs', 'every name is in lower case, and the version in three parts', async () => {
    const told = await supported();
    expect(told.getEventStoreServerVersion()).toMatch(/^\d+\.\d+\.\d+/);
    for (const method of told.getMethodsList()) expect(`${method.getServiceName()} ${method.getMethodName()}`).toMatch(/^[a-z_.]+ [a-z]+$/);
  });

  async function leader(): Promise<gossip.MemberInfo> {
    const members = (await asked<gossip.ClusterInfo>((done) => raw.gossip.read(new shared.Empty(), done))).getMembersList();
    const leaders = members.filter((member) => member.getState() === gossip.MemberInfo.VNodeState.LEADER && member.getIsAlive());
    expect(leaders).toHaveLength(1);
    return leaders[0]!;
  }

  const supported = () => asked<features.SupportedMethods>((done) => raw.features.getSupportedMethods(new shared.Empty(), done));
  let address: string;
  let raw: { readonly gossip: InstanceType<typeof gossipGrpc.GossipClient>; readonly features: InstanceType<typeof featuresGrpc.ServerFeaturesClient> };
  beforeAll(() => {
    const reached = channel(server());
    [address] = reached;
    raw = { gossip: new gossipGrpc.GossipClient(...reached), features: new featuresGrpc.ServerFeaturesClient(...reached) };
  });
  afterAll(() => [raw.gossip, raw.features].forEach((client) => client.close()));
});

const asked = <T>(ask: (done: (error: ServiceError | null, reply: T) => void) => unknown): Promise<T> =>
  new Promise((resolve, reject) => void ask((error, reply) => (error ? reject(error) : resolve(reply))));
