import type { handleUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import serverFeatures from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';

/** The protocol spoken is that of this server. */
export const VERSION = '24.10.0';

const PERSISTENT = 'event_store.client.persistent_subscriptions.persistentsubscriptions';

/** Only what is really there: clients decide by this what to call. */
const METHODS: readonly (readonly [service: string, method: string, ...features: string[]])[] = [
  ['event_store.client.streams.streams', 'read', 'position', 'events'],
  ['event_store.client.streams.streams', 'append'],
  ['event_store.client.streams.streams', 'batchappend', 'deadline_duration'],
  ['event_store.client.streams.streams', 'delete'],
  ['event_store.client.streams.streams', 'tombstone'],
  ...['create', 'update', 'delete', 'read', 'getinfo', 'replayparked', 'list', 'restartsubsystem']
    .map((method) => [PERSISTENT, method, 'stream', 'all'] as const),
  ...['create', 'update', 'delete', 'disable', 'enable', 'details', 'changepassword', 'resetpassword'].map((method) => ['event_store.client.users.users', method] as const),
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods'],
  ['event_store.client.gossip.gossip', 'read'],
  ['event_store.client.monitoring.monitoring', 'stats'],
  ...['startscavenge', 'stopscavenge', 'shutdown', 'mergeindexes', 'resignnode', 'setnodepriority', 'restartpersistentsubscriptions']
    .map((method) => ['event_store.client.operations.operations', method] as const),
];

const getSupportedMethods: handleUnaryCall<shared.Empty, serverFeatures.SupportedMethods> = (_call, callback) => {
  const methods = METHODS.map(([service, method, ...features]) =>
    new serverFeatures.SupportedMethod().setServiceName(service).setMethodName(method).setFeaturesList(features));
  callback(null, new serverFeatures.SupportedMethods().setEventStoreServerVersion(VERSION).setMethodsList(methods));
};

export const serverFeaturesHandlers: UntypedServiceImplementation = { getSupportedMethods };
