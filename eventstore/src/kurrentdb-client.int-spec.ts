import { eventTypeFilter, jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { clientSentences, listed, place, type Client } from './testing/client-sentences.js';

clientSentences(connect, [
  ['that is told the address', 'kurrentdb://HOST?tls=false'],
  ['that finds its node', 'kurrentdb+discover://HOST?tls=false'],
  ['that knows several nodes', 'kurrentdb://HOST,HOST?tls=false'],
  ['with a login that nobody asks for', 'kurrentdb://admin:changeit@HOST?tls=false'],
  ['by the short name of its scheme', 'kdb://HOST?tls=false'],
  ['by the old name of its scheme', 'esdb://HOST?tls=false'],
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
