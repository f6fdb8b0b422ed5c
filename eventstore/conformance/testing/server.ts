import { afterAll, beforeAll, describe } from '@jest/globals';
import { EventStoreDBClient, type Credentials } from '@eventstore/db-client';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeOptions } from '../../src/node.js';
import { selfSigned } from '../../src/testing/certificate.js';
import { freshFolder } from '../../src/testing/running-node.js';
import { addressOf, OUTSIDE, unsecured } from './outside.js';
import { append, fresh, FRESH } from './streams.js';

export { OUTSIDE } from './outside.js';

export interface Server {
  readonly url: string;
  /** Host and port, or several with commas. */
  readonly host: string;
  readonly isSecured: boolean;
  readonly client: EventStoreDBClient;
  /** For a call that brings its own, which the client then makes alone and not in a batch. */
  readonly credentials: Credentials;
  /** A client with another login, `name:password`, or with none. */
  as(login: string): EventStoreDBClient;
  stop(): Promise<void>;
}

type Started = Pick<Server, 'url' | 'stop'>;
type Start = () => Promise<Started>;
type Sentences = (server: () => Server) => void;

const given: Start = async () => ({ url: OUTSIDE!, stop: async () => undefined });

/** The same sentences about the server that CONFORMANCE_URL names, or else about our node, on disk and in memory. */
export function onServer(sentences: Sentences): void {
  if (OUTSIDE) return onOne('the given server', given, sentences);
  onOne('our node, on disk', () => ourNode((path) => ({ data: path })), sentences);
  onOne('our node, in memory', () => ourNode(() => ({ inMemory: true })), sentences);
}

/** About a server that knows users and obeys rights. Where the given one does not, the cases are skipped, and say why. */
export function onSecuredServer(sentences: Sentences): void {
  const excuse = unsecured();
  if (excuse !== undefined) describe.skip(`skipped: ${excuse}:`, () => sentences(() => undefined as never));
  else onOne(OUTSIDE ? 'the given server' : 'our node, with TLS', OUTSIDE ? given : ourSecuredNode, sentences);
}

function onOne(name: string, start: Start, sentences: Sentences): void {
  describe(name, () => {
    let server: Server;
    beforeAll(async () => {
      server = connected(await start());
      // Until it knows what the server can do, the client does not keep the order of its calls.
      await append(server.client, fresh(), []);
    });
    afterAll(() => server.stop());
    sentences(() => server);
  });
}

async function ourNode(options: (path: string) => NodeOptions): Promise<Started> {
  const { startNode } = await import('../../src/index.js');
  const folder = await freshFolder();
  const node = await startNode(options(folder.path));
  return { url: node.url, stop: () => node.stop().then(folder.remove) };
}

async function ourSecuredNode(): Promise<Started> {
  const [tls, folder] = [selfSigned(), await freshFolder()];
  const ca = join(folder.path, 'ca.pem');
  await writeFile(ca, tls.cert);
  const { url, stop } = await ourNode(() => ({ inMemory: true, tls }));
  return { url: `esdb://admin:changeit@${addressOf(url).host}?tls=true&tlsCAFile=${ca}`, stop: () => stop().then(folder.remove) };
}

function connected({ url, stop: stopServer }: Started): Server {
  const { host, login, isSecured } = addressOf(url);
  const clients: EventStoreDBClient[] = [];
  const as = (who: string): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString`${url.replace(/:\/\/([^@/]*@)?/, who === '' ? '://' : `://${who}@`)}`;
    clients.push(client);
    return client;
  };
  const client = as(login);
  const [username = 'anyone', password = 'anything'] = login === '' ? [] : login.split(':').map(decodeURIComponent);
  const stop = async (): Promise<void> => {
    if (OUTSIDE) await removeGroups(client);
    // It waits for ever for a subscription that was left while events of it were on their way.
    await Promise.race([Promise.all(clients.map((each) => each.dispose())), new Promise((resolve) => void setTimeout(resolve, 1000).unref())]);
    await stopServer();
  };
  return { url, host, isSecured, client, credentials: { username, password }, as, stop };
}

/** Groups go on working when nobody asks them to. */
async function removeGroups(client: EventStoreDBClient): Promise<void> {
  for (const { eventSource, groupName } of await client.listAllPersistentSubscriptions()) {
    if (eventSource.includes(FRESH)) await client.deletePersistentSubscriptionToStream(eventSource, groupName);
    else if (groupName.includes(FRESH)) await client.deletePersistentSubscriptionToAll(groupName);
  }
}
