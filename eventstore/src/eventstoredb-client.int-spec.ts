import { EventStoreDBClient, eventTypeFilter, jsonEvent } from '@eventstore/db-client';
import { clientSentences, listed, place, type Client } from './testing/client-sentences.js';

clientSentences(connect, [
  ['that is told the address', 'esdb://HOST?tls=false'],
  ['that finds its node', 'esdb+discover://HOST?tls=false'],
  ['that knows several nodes', 'esdb://HOST,HOST?tls=false&nodePreference=leader'],
  ['with a login that nobody asks for', 'esdb://admin:changeit@HOST?tls=false&keepAliveInterval=10000'],
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
