const SERVER = 'src/EventStore.Core/Services/';
const PROTOCOL = `${SERVER}Transport/Grpc/`;
const GROUPS = `${SERVER}PersistentSubscription/`;

/** What the cases rest on: `docs …` EventStoreDB's documentation, `….cs` its source (both of 24.10), `….ts` what @eventstore/db-client 6.2.1 declares. */
export const SOURCES = {
  'docs concurrency': 'docs/http-api/optimistic-concurrency-and-idempotence.md',
  'docs streams': 'docs/streams.md',
  'docs metadata': 'docs/http-api/stream-metadata.md',
  'docs deleting': 'docs/http-api/deleting-a-stream.md',
  'docs security': 'docs/security.md',
  'docs users': 'docs/http-api/security.md',
  'docs groups': 'docs/persistent-subscriptions.md',
  'docs groups over HTTP': 'docs/http-api/persistent.md',
  'docs projections': 'docs/projections.md',
  'docs diagnostics': 'docs/diagnostics.md',
  'IndexWriter.cs': `${SERVER}Storage/ReaderIndex/IndexWriter.cs`,
  'IndexReader.cs': `${SERVER}Storage/ReaderIndex/IndexReader.cs`,
  'AllReader.cs': `${SERVER}Storage/ReaderIndex/AllReader.cs`,
  'EventFilter.cs': `${SERVER}Storage/ReaderIndex/EventFilter.cs`,
  'Append.cs': `${PROTOCOL}Streams.Append.cs`,
  'BatchAppend.cs': `${PROTOCOL}Streams.BatchAppend.cs`,
  'Delete.cs': `${PROTOCOL}Streams.Delete.cs`,
  'Read.cs': `${PROTOCOL}Streams.Read.cs`,
  'StreamSubscription.cs': `${PROTOCOL}Enumerators.StreamSubscription.cs`,
  'AllSubscription.cs': `${PROTOCOL}Enumerators.AllSubscription.cs`,
  'AllSubscriptionFiltered.cs': `${PROTOCOL}Enumerators.AllSubscriptionFiltered.cs`,
  'RpcExceptions.cs': `${PROTOCOL}RpcExceptions.cs`,
  'ServerFeatures.cs': `${PROTOCOL}ServerFeatures.cs`,
  'Gossip.cs': `${PROTOCOL}Gossip.Read.cs`,
  'Monitoring.cs': `${PROTOCOL}Monitoring.cs`,
  'Users.cs': `${PROTOCOL}Users.cs`,
  'UserManagement.cs': `${SERVER}UserManagement/UserManagementService.cs`,
  'Groups.cs': `${GROUPS}PersistentSubscriptionService.cs`,
  'Group.cs': `${GROUPS}PersistentSubscription.cs`,
  'Parker.cs': `${GROUPS}PersistentSubscriptionMessageParker.cs`,
  'Strategies.cs': `${GROUPS}ConsumerStrategy/*.cs`,
  'Projections.cs': 'src/EventStore.Projections.Core/Standard/*.cs',
  'streams.ts': 'dist/streams, the options and results of every call on streams',
  'groups.ts': 'dist/persistentSubscription, the options and results of every call on groups',
  'types.ts': 'dist/types',
  'errors.ts': 'dist/utils/CommandError, which error has which fields',
  'filter.ts': 'dist/utils/filter',
  'connection.ts': 'dist/Client/parseConnectionString, dist/Client/discovery',
} as const;

export type Source = keyof typeof SOURCES;

/** Where the node differs on purpose, and what EventStoreDB does instead. */
export interface Ours {
  readonly ours: string;
}

/** What is not tried on a server that is somebody else's, and why. */
export interface OnOurOwn {
  readonly source: Source;
  readonly skipped: string;
}

export type Basis = Source | Ours | OnOurOwn;

export const ours = (elsewhere: string): Ours => ({ ours: elsewhere });
export const onOurOwn = (source: Source, skipped: string): OnOurOwn => ({ source, skipped });
