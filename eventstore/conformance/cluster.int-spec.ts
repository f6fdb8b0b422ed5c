import { afterAll, beforeAll, expect } from '@jest/globals';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { conform, conforms } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { onServer } from './testing/server.js';
import { onOurOwn } from './testing/sources.js';

const LEADER = 8;
const TICKS_PER_MS = 10_000;
const GROUPS = ['create', 'update', 'delete', 'read', 'getinfo', 'replayparked', 'list', 'restartsubsystem'];

/** What clients ask before anything else: who leads, and what the server can do. */
onServer((server) => {
  conforms('Gossip.cs', 'one member is alive and leads', async () => {
    const leaders = (await members()).filter((member) => member.getIsAlive() && member.getState() === LEADER);
    expect(leaders).toHaveLength(1);
    expect(leaders[0]!.getInstanceId()!.hasStructured()).toBe(true);
    expect(Number(leaders[0]!.getTimeStamp()) / TICKS_PER_MS).toBeGreaterThan(Date.UTC(2020));
  });

  conforms(onOurOwn('Gossip.cs', 'it may be known by another address'), 'it is where it was asked', async () => {
    const there = (await members()).map((member) => `${member.getHttpEndPoint()!.getAddress()}:${member.getHttpEndPoint()!.getPort()}`);
    expect(there).toEqual([server().host]);
  });

  conforms('ServerFeatures.cs', 'a version has three numbers', async () => {
    expect((await supported()).getEventStoreServerVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });

  conform([
    ['ServerFeatures.cs', 'reads have positions', 'streams.streams', ['read'], ['events', 'position']],
    ['ServerFeatures.cs', 'batches have deadlines in time from now', 'streams.streams', ['batchappend'], ['deadline_duration']],
    ['ServerFeatures.cs', 'streams are written and ended', 'streams.streams', ['append', 'delete', 'tombstone'], []],
    ['ServerFeatures.cs', 'groups are on streams and on everything', 'persistent_subscriptions.persistentsubscriptions', GROUPS, ['all', 'stream']],
  ] as const, async (service, methods, wanted) => {
    const told = (await supported()).getMethodsList().filter((method) => method.getServiceName() === `event_store.client.${service}`);
    const featuresOf = (name: string) => told.find((method) => method.getMethodName() === name)?.getFeaturesList().sort();
    expect(methods.map((method) => [method, featuresOf(method)])).toEqual(methods.map((method) => [method, wanted]));
  });

  const members = (): Promise<gossip.MemberInfo[]> => new Promise((resolve, reject) => {
    member.read(new shared.Empty(), (error, told) => (error ? reject(error) : resolve(told.getMembersList())));
  });
  const supported = (): Promise<features.SupportedMethods> => new Promise((resolve, reject) => {
    capable.getSupportedMethods(new shared.Empty(), (error, told) => (error ? reject(error) : resolve(told)));
  });

  let member: InstanceType<typeof gossipGrpc.GossipClient>;
  let capable: InstanceType<typeof featuresGrpc.ServerFeaturesClient>;
  beforeAll(() => {
    member = new gossipGrpc.GossipClient(...channel(server()));
    capable = new featuresGrpc.ServerFeaturesClient(...channel(server()));
  });
  afterAll(() => {
    member.close();
    capable.close();
  });
});
