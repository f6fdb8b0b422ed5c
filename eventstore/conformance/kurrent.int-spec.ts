import { eventTypeFilter, jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { clientSentences, listed, place, type Client } from './testing/client-sentences.js';

clientSentences(connect, [
  { name: 'that is told the address', scheme: 'kurrentdb' },
  { name: 'that finds its node by gossip', scheme: 'kurrentdb+discover' },
  { name: 'that knows several nodes', scheme: 'kurrentdb', hosts: 'HOST,HOST' },
  { name: 'with a login that nobody asks for', scheme: 'kurrentdb', isNeedless: true },
  { name: 'by the short name of its scheme', scheme: 'kdb' },
  { name: 'by the old name of its scheme', scheme: 'esdb' },
]);

function connect(url: string): Client {
  const client = KurrentDBClient.connectionString`${url}`;
  const events = (types: readonly string[]) => types.map((type) => jsonEvent({ type, data: {} }));
  return {
    append: async (stream, types, streamState = 'any') => (await client.appendToStream(stream, events(types), { streamState })).nextExpectedRevision,
    read: (stream, options) => listed(client.readStream(stream, options)),
    readAll: (type) => listed(client.readAll({ filter: eventTypeFilter({ prefixes: [type] }) })),
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
