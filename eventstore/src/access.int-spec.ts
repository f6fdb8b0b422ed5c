import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNode, type RunningNode } from './index.js';
import { fresh } from './testing/both-storages.js';
import { selfSigned } from './testing/certificate.js';
import { freshFolder, many, places, runNode } from './testing/running-node.js';

it('refuses who comes with a certificate of their own, or without TLS, and goes on', async () => {
  const url = `esdb://admin:changeit@localhost:${node.port}?tls=true&tlsCAFile=${ca}&userCertFile=${ca}&userKeyFile=${join(folder.path, 'key.pem')}`;
  await expect(EventStoreDBClient.connectionString`${url}`.appendToStream(fresh(), many(1))).rejects.toThrow();
  const plain = EventStoreDBClient.connectionString`esdb://127.0.0.1:${node.port}?tls=false`;
  await expect(plain.appendToStream(fresh(), many(1), { deadline: 500, credentials: { username: 'admin', password: 'changeit' } })).rejects.toThrow();
  await admin.appendToStream(fresh(), many(1));
});

it('takes the passwords it is started with', async () => {
  const { tls } = await files();
  const other = await startNode({ inMemory: true, tls, passwords: { admin: 'pass@word:1' } });
  const client = (password: string) => EventStoreDBClient.connectionString`esdb+discover://admin:${password}@localhost:${other.port}?tls=true&tlsCAFile=${ca}`;
  await client(encodeURIComponent('pass@word:1')).appendToStream('s', many(1));
  await expect(client('changeit').appendToStream('s', many(1))).rejects.toMatchObject({ type: 'access-denied' });
  await other.stop();
});

it('asks for nothing and obeys no list where it is insecure', async () => {
  const open = await runNode({ inMemory: true });
  await open.client.setStreamMetadata('s', { acl: { readRoles: [], writeRoles: [], deleteRoles: [] } });
  await open.client.appendToStream('s', many(1));
  expect(await places(open.client.readStream('s'))).toHaveLength(1);
  await open.client.deleteStream('s');
  await open.stop();
});

const as = (login: string): EventStoreDBClient => {
  const client = EventStoreDBClient.connectionString`esdb://${login}localhost:${node.port}?tls=true&tlsCAFile=${ca}`;
  clients.push(client);
  return client;
};
const files = async () => ({ tls: { cert: await readFile(ca, 'utf8'), key: await readFile(join(folder.path, 'key.pem'), 'utf8') } });

const clients: EventStoreDBClient[] = [];
let folder: Awaited<ReturnType<typeof freshFolder>>;
let ca: string;
let node: RunningNode;
let admin: EventStoreDBClient;
beforeAll(async () => {
  folder = await freshFolder();
  const tls = selfSigned();
  ca = join(folder.path, 'ca.pem');
  await writeFile(ca, tls.cert);
  await writeFile(join(folder.path, 'key.pem'), tls.key);
  node = await startNode({ inMemory: true, tls });
  admin = as('admin:changeit@');
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.dispose()));
  await node.stop();
  await folder.remove();
});
