import { afterAll, beforeAll, expect } from '@jest/globals';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import monitoring from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import monitored from '@eventstore/db-client/generated/monitoring_pb.js';
import operations from '@eventstore/db-client/generated/operations_grpc_pb.js';
import operated from '@eventstore/db-client/generated/operations_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { bearing } from '../src/testing/user-calls.js';
import { conform, conforms } from './testing/cases.js';
import { channel, usersOf } from './testing/raw.js';
import { onSecuredServer } from './testing/server.js';
import { onOurOwn } from './testing/sources.js';

const nothing = () => new shared.Empty();
const { StartScavengeReq, StopScavengeReq, SetNodePriorityReq } = operated;
const { StatsReq } = monitored;

/** Who may operate the server, and who may ask how it is. */
onSecuredServer((server) => {
  const OPERATIONS: readonly (readonly [what: string, call: Call])[] = [
    ['begin a scavenge', (as) => asked((done) => operator.startScavenge(new StartScavengeReq().setOptions(new StartScavengeReq.Options().setThreadCount(1)), as, done))],
    ['end a scavenge', (as) => asked((done) => operator.stopScavenge(new StopScavengeReq().setOptions(new StopScavengeReq.Options().setScavengeId('none')), as, done))],
    ['merge indexes', (as) => asked((done) => operator.mergeIndexes(nothing(), as, done))],
    ['resign', (as) => asked((done) => operator.resignNode(nothing(), as, done))],
    ['set a priority', (as) => asked((done) => operator.setNodePriority(new SetNodePriorityReq().setPriority(0), as, done))],
    ['begin groups again', (as) => asked((done) => operator.restartPersistentSubscriptions(nothing(), as, done))],
    ['shut the server down', (as) => asked((done) => operator.shutdown(nothing(), as, done))],
  ];
  conform(OPERATIONS.flatMap(([what, call]) => [
    ['docs security', `nobody may ${what} who is not known`, call, () => new Metadata(), 7] as const,
    ['docs security', `nobody may ${what} with a wrong password`, call, () => bearing('ops:wrong'), 16] as const,
    ['docs security', `nobody may ${what} who is only a user`, call, () => bearing(user), 7] as const,
  ]), async (call, login, code) => {
    await expect(call(login())).rejects.toMatchObject({ code });
  });

  conform(OPERATIONS.filter(([what]) => what !== 'shut the server down').map(([what, call]) => [
    onOurOwn('docs security', 'it is somebody else\'s to operate'), `an operator may ${what}`, call,
  ] as const), async (call) => {
    // There is no scavenge to end.
    expect([undefined, 5]).toContain(await failure(call(bearing(ops))));
  });

  const OPEN: readonly (readonly [what: string, call: Call])[] = [
    ['what the server can do', (as) => asked((done) => capable.getSupportedMethods(nothing(), as, done))],
    ['who is in the cluster', (as) => asked((done) => member.read(nothing(), as, done))],
  ];
  conform(OPEN.flatMap(([what, call]) => [
    ['docs security', `anyone may ask ${what}`, call, () => new Metadata(), undefined] as const,
    ['docs security', `nobody may ask ${what} with a wrong password`, call, () => bearing('admin:wrong'), 16] as const,
  ]), async (call, login, code) => {
    expect(await failure(call(login()))).toBe(code);
  });

  conforms('docs security', 'figures are for users', async () => {
    const first = (as: Metadata) => new Promise<number | undefined>((resolve) => {
      const call = watcher.stats(new StatsReq().setRefreshTimePeriodInMs('1000'), as);
      call.on('error', ({ code }: ServiceError) => resolve(code)).on('data', () => {
        resolve(undefined);
        call.cancel();
      });
    });
    expect([await first(new Metadata()), await first(bearing('ops:wrong')), await first(bearing(user))]).toEqual([7, 16, undefined]);
  });

  let users: ReturnType<typeof usersOf>;
  let [user, ops] = ['', ''];
  let operator: InstanceType<typeof operations.OperationsClient>;
  let capable: InstanceType<typeof features.ServerFeaturesClient>;
  let member: InstanceType<typeof gossip.GossipClient>;
  let watcher: InstanceType<typeof monitoring.MonitoringClient>;
  beforeAll(async () => {
    users = usersOf(server());
    [user, ops] = [await users.make([]), await users.make(['$ops'])];
    const where = channel({ ...server(), isAnonymous: true });
    operator = new operations.OperationsClient(...where);
    capable = new features.ServerFeaturesClient(...where);
    member = new gossip.GossipClient(...where);
    watcher = new monitoring.MonitoringClient(...where);
  });
  afterAll(async () => {
    for (const client of [operator, capable, member, watcher]) client.close();
    await users.close();
  });
});

type Call = (as: Metadata) => Promise<unknown>;

const asked = (ask: (done: (error: ServiceError | null, reply: unknown) => void) => unknown): Promise<unknown> =>
  new Promise((resolve, reject) => void ask((error, reply) => (error ? reject(error) : resolve(reply))));

const failure = (call: Promise<unknown>): Promise<number | undefined> => call.then(() => undefined, ({ code }: ServiceError) => code);
