import { afterAll, beforeAll, describe } from '@jest/globals';
import { EventStoreDBClient, type Credentials } from '@eventstore/db-client';
import { freshFolder } from '../../src/testing/running-node.js';
import { append, fresh } from './streams.js';

/** Connection string of a server to ask instead of our own node. */
export const OUTSIDE = process.env['CONFORMANCE_URL'];

export interface Server {
  readonly url: string;
  /** Host and port, or several with commas. */
  readonly host: string;
  readonly client: EventStoreDBClient;
  /** For a call that brings its own, which the client then makes alone and not in a batch. */
  readonly credentials: Credentials;
  stop(): Promise<void>;
}

/** The same sentences about the server that CONFORMANCE_URL names, or else about our node, on disk and in memory. */
export function onServer(sentences: (server: () => Server) => void): void {
  describe.each(OUTSIDE ? ['the given server'] : ['our node, on disk', 'our node, in memory'])('%s', (where) => {
    let server: Server;
    beforeAll(async () => {
      const { url, stop } = OUTSIDE ? { url: OUTSIDE, stop: async () => undefined } : await ourNode(where.endsWith('disk'));
      server = connected(url, stop);
      // Until it knows what the server can do, the client does not keep the order of its calls.
      await append(server.client, fresh(), []);
    });
    afterAll(() => server.stop());
    sentences(() => server);
  });
}

async function ourNode(onDisk: boolean): Promise<Pick<Server, 'url' | 'stop'>> {
  const { startNode } = await import('../../src/index.js');
  const folder = await freshFolder();
  const node = await startNode(onDisk ? { data: folder.path } : { inMemory: true });
  return { url: node.url, stop: () => node.stop().then(folder.remove) };
}

function connected(url: string, stopServer: () => Promise<void>): Server {
  const client = EventStoreDBClient.connectionString`${url}`;
  const [, login, host = ''] = /^[a-z+]+:\/\/(?:([^@/]*)@)?([^/?]+)/.exec(url) ?? [];
  const [username = 'anyone', password = 'anything'] = login?.split(':').map(decodeURIComponent) ?? [];
  const stop = async (): Promise<void> => {
    // It waits for ever for a subscription that was left while events of it were on their way.
    await Promise.race([client.dispose(), new Promise((resolve) => void setTimeout(resolve, 1000).unref())]);
    await stopServer();
  };
  return { url, host, client, credentials: { username, password }, stop };
}
