import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ANY, EventStoreDBClient, jsonEvent, persistentSubscriptionToStreamSettingsFromDefaults, START, type JSONType } from '@eventstore/db-client';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNode, type RunningNode } from './index.js';
import { fresh } from './testing/both-storages.js';
import { selfSigned } from './testing/certificate.js';
import { eventually, freshFolder, many, places, runNode } from './testing/running-node.js';

it('lets users in with their password, and nobody else', async () => {
  await admin.appendToStream(fresh(), many(1));
  const stream = fresh();
  await ops.appendToStream(stream, many(1));
  expect(await places(ops.readStream(stream))).toEqual([`0@${stream}`]);
  for (const login of ['ops:wrong@', 'nobody:changeit@']) {
    await expect(as(login).appendToStream(fresh(), many(1))).rejects.toMatchObject({ type: 'access-denied', code: 16 });
    await expect(places(as(login).readStream(stream))).rejects.toMatchObject({ type: 'access-denied', code: 16 });
  }
  await expect(places(as('').readStream(stream))).rejects.toMatchObject({ type: 'access-denied', code: 7 });
  await expect(as('').deleteStream(stream)).rejects.toMatchObject({ type: 'access-denied', code: 7 });
  await expect(as('').appendToStream(stream, many(1))).rejects.toThrow();
  const credentials = { username: 'ops', password: 'changeit' };
  expect(await as('').appendToStream(stream, many(1), { credentials })).toMatchObject({ nextExpectedRevision: 1n });
});

it.each([
  ['read it', { $r: ['admin'] }, (stream: string) => places(ops.readStream(stream))],
  ['subscribe to it', { $r: [] }, (stream: string) => ended(stream)],
  ['append to it', { $w: '$admins' }, (stream: string) => ops.appendToStream(stream, many(1))],
  ['append to it, alone', { $w: '$admins' }, (stream: string) => ops.appendToStream(stream, many(1), { credentials: { username: 'ops', password: 'changeit' } })],
  ['delete it', { $d: 'ann' }, (stream: string) => ops.deleteStream(stream)],
  ['end it', { $d: 'ann' }, (stream: string) => ops.tombstoneStream(stream)],
  ['read its metadata', { $mr: 'ann' }, (stream: string) => ops.getStreamMetadata(stream)],
  ['write its metadata', { $mw: 'ann' }, (stream: string) => ops.setStreamMetadata(stream, {})],
])('lets only those %s whom the stream names', async (_what, acl, act) => {
  const stream = fresh();
  await ops.appendToStream(stream, many(1));
  await describe(stream, { $acl: acl });
  await expect(act(stream)).rejects.toMatchObject({ type: 'access-denied' });
  await describe(stream, { $acl: { ...acl, ...Object.fromEntries(Object.keys(acl).map((right) => [right, '$ops'])) } });
  if (!('$r' in acl)) await act(stream);
  else expect(await places(ops.readStream(stream))).toHaveLength(1);
});

it('lets only those consume for a group who may read its stream', async () => {
  const stream = fresh();
  await ops.appendToStream(stream, many(1));
  await describe(stream, { $acl: { $r: ['admin'] } });
  await ops.createPersistentSubscriptionToStream(stream, 'group', persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START }));
  const consume = async () => {
    for await (const { event } of ops.subscribeToPersistentSubscriptionToStream(stream, 'group')) return event?.streamId;
    return undefined;
  };
  await expect(consume()).rejects.toMatchObject({ type: 'access-denied' });
  await describe(stream, { $acl: { $r: '$ops' } });
  expect(await consume()).toBe(stream);
});

it('keeps the system\'s streams and $all to admins unless their metadata says otherwise, and shows links to everyone', async () => {
  const stream = fresh();
  await admin.appendToStream(stream, many(1));
  await expect(ops.appendToStream(`$${stream}`, many(1))).rejects.toMatchObject({ type: 'access-denied' });
  await admin.appendToStream(`$${stream}`, many(1));
  await expect(places(ops.readStream(`$${stream}`))).rejects.toMatchObject({ type: 'access-denied' });
  await expect(places(ops.readAll({ maxCount: 1 }))).rejects.toMatchObject({ type: 'access-denied' });
  expect(await places(admin.readAll({ maxCount: 1 }))).toHaveLength(1);
  expect((await places(ops.readStream('$ce-benchmark'))).length).toBeGreaterThan(0);
  await describe('$all', { $acl: { $r: '$ops' } });
  expect(await places(ops.readAll({ maxCount: 1 }))).toHaveLength(1);
});

it('asks the settings where a stream says nothing', async () => {
  const stream = fresh();
  await admin.appendToStream(stream, many(1));
  const settings = (data: JSONType) => admin.appendToStream('$settings', jsonEvent({ type: '$settings', data: data as Record<string, JSONType> }), { expectedRevision: ANY });
  await settings({ $userStreamAcl: { $r: ['ann'] } });
  await expect(places(ops.readStream(stream))).rejects.toMatchObject({ type: 'access-denied' });
  await settings({});
  expect(await places(ops.readStream(stream))).toHaveLength(1);
});

it('ends a subscription whose right is withdrawn, and no other', async () => {
  const [kept, lost] = [fresh(), fresh()];
  const watch = (stream: string) => {
    const seen = { caughtUp: 0, error: undefined as Error | undefined, events: 0, subscription: ops.subscribeToStream(stream, { fromRevision: START }) };
    seen.subscription.on('caughtUp', () => seen.caughtUp++).on('data', () => seen.events++).on('error', (error) => void (seen.error = error));
    return seen;
  };
  const [stays, ends] = [watch(kept), watch(lost)];
  await eventually(() => stays.caughtUp + ends.caughtUp === 2, 'caught up');
  await describe(kept, { $acl: { $mr: 'ann' } });
  await describe(lost, { $acl: { $r: 'ann' } });
  await eventually(() => ends.error !== undefined, 'end');
  expect(ends.error).toMatchObject({ type: 'access-denied' });
  await admin.appendToStream(kept, many(1));
  await eventually(() => stays.events === 1, 'event');
  expect(stays.error).toBeUndefined();
  await stays.subscription.unsubscribe();
});

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
const describe = (stream: string, data: Record<string, JSONType>) => admin.appendToStream(`$$${stream}`, jsonEvent({ type: '$metadata', data }));
const ended = (stream: string): Promise<never> => new Promise((_, reject) => void ops.subscribeToStream(stream).on('error', reject));
const files = async () => ({ tls: { cert: await readFile(ca, 'utf8'), key: await readFile(join(folder.path, 'key.pem'), 'utf8') } });

const clients: EventStoreDBClient[] = [];
let folder: Awaited<ReturnType<typeof freshFolder>>;
let ca: string;
let node: RunningNode;
let admin: EventStoreDBClient;
let ops: EventStoreDBClient;
beforeAll(async () => {
  folder = await freshFolder();
  const tls = selfSigned();
  ca = join(folder.path, 'ca.pem');
  await writeFile(ca, tls.cert);
  await writeFile(join(folder.path, 'key.pem'), tls.key);
  node = await startNode({ inMemory: true, tls });
  [admin, ops] = [as('admin:changeit@'), as('ops:changeit@')];
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.dispose()));
  await node.stop();
  await folder.remove();
});
