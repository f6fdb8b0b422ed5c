import { EventStoreDBClient, eventTypeFilter, jsonEvent } from '@eventstore/db-client';
import { clientSentences, listed, place, type Client } from './testing/client-sentences.js';

clientSentences(connect, [
  { name: 'that is told the address', scheme: 'esdb' },
  { name: 'that finds its node by gossip', scheme: 'esdb+discover' },
  { name: 'that knows several nodes, and asks each who leads', scheme: 'esdb', hosts: 'HOST,HOST', options: '&nodePreference=leader' },
  { name: 'that finds its node when the first it asks is gone', scheme: 'esdb', hosts: 'GONE,HOST', options: '&discoveryInterval=10&gossipTimeout=2' },
  { name: 'with a login that nobody asks for', scheme: 'esdb', options: '&keepAliveInterval=10000', isNeedless: true },
]);

function connect(url: string): Client {
  const client = EventStoreDBClient.connectionString`${url}`;
  const events = (types: readonly string[]) => types.map((type) => jsonEvent({ type, data: {} }));
  return {
    append: async (stream, types, expectedRevision = 'any') => (await client.appendToStream(stream, events(types), { expectedRevision })).nextExpectedRevision,
    read: (stream, options) => listed(client.readStream(stream, options)),
    readAll: (type) => new Promise((resolve, reject) => {
      const found: string[] = [];
      const all = client.subscribeToAll({ filter: eventTypeFilter({ prefixes: [type] }) });
      all.on('data', (event) => found.push(place(event))).on('error', reject).on('caughtUp', () => void all.unsubscribe().then(() => resolve(found), reject));
    }),
    follow: (stream, told) => {
      const subscription = client.subscribeToStream(stream).on('data', (event) => told(place(event))).on('error', (error) => told(error.name));
      return { stop: () => subscription.unsubscribe() };
    },
    describe: (stream, maxCount) => client.setStreamMetadata(stream, { maxCount }),
    maxCount: async (stream) => (await client.getStreamMetadata(stream)).metadata?.maxCount,
    delete: (stream) => client.deleteStream(stream),
    tombstone: (stream) => client.tombstoneStream(stream),
    close: () => client.dispose(),
  };
}
