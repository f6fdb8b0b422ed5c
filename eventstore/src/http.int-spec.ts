import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { serve } from './node.js';
import { MemoryStorage } from './storage/memory.storage.js';
import { Faulty } from './testing/faulty.storage.js';
import { eventually, happened, runNode, type TestNode } from './testing/running-node.js';

it.each([
  ['GET', '/health/live', 204], ['HEAD', '/health/live', 204], ['GET', '/health/live?liveCode=200', 200], ['POST', '/health/live', 405], ['DELETE', '/health/live', 405],
  ['GET', '/ping', 200], ['POST', '/ping', 405], ['GET', '/streams/x', 404], ['GET', '//', 400], ['GET', '/projections', 501], ['POST', '/projections/continuous?name=x&type=JS', 501], ['PUT', '/projection/x', 404],
])('answers %s %s with %i', async (method, path, status) => {
  expect((await ask(path, method)).status).toBe(status);
});

it('tells what it is', async () => {
  expect(await (await ask('/info')).json()).toEqual({
    dbVersion: expect.stringMatching(/^24\.10\./), esVersion: expect.stringMatching(/^24\.10\./), state: 'leader',
    features: { projections: false, userManagement: true, atomPub: false }, authentication: { type: 'insecure', properties: {} },
  });
});

it('tells who leads the cluster: itself, where it was asked', async () => {
  await node.client.appendToStream('s', happened(1));
  const { members, ...server } = (await (await ask('/gossip')).json()) as { members: Record<string, unknown>[] };
  expect(server).toEqual({ serverIp: '127.0.0.1', serverPort: node.port });
  expect(members).toMatchObject([{ state: 'Leader', isAlive: true, httpEndPointIp: '127.0.0.1', httpEndPointPort: node.port, externalTcpPort: 0, isReadOnlyReplica: false }]);
  expect(members[0]!['lastCommitPosition']).toBeGreaterThan(0);
  expect(members[0]!['instanceId']).toMatch(/^[0-9a-f-]{36}$/);
});

it('is where it can only be, for who comes by an address that is none', async () => {
  const told = await new Promise<string>((resolve, reject) => {
    request({ port: node.port, path: '/gossip', headers: { host: 'a b' } }, (response) => void text(response).then(resolve, reject)).on('error', reject).end();
  });
  expect(JSON.parse(told)).toMatchObject({ serverIp: '127.0.0.1', serverPort: node.port });
});

it('tells its figures', async () => {
  const stats = await (await ask('/stats')).json();
  expect(stats).toMatchObject({ proc: { id: process.pid, mem: expect.any(Number), startTime: expect.stringMatching(/^\d{4}-/) }, es: { writer: { lastFlushedPosition: expect.any(Number) } } });
});

it('says that it does not live any more while it finishes what came in', async () => {
  const storage = new Faulty(new MemoryStorage());
  const own = await serve(storage, {});
  const client = EventStoreDBClient.connectionString`${own.url}`;
  // Nobody else is let in any more.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const live = (path: string, method = 'GET') => new Promise<number | undefined>((resolve, reject) => {
    request({ port: own.port, path, method, agent }, (response) => void response.resume().on('end', () => resolve(response.statusCode))).on('error', reject).end();
  });
  expect(await live('/health/live')).toBe(204);
  const before = storage.writes;
  let goOn: () => void = () => undefined;
  storage.holding = new Promise((resolve) => void (goOn = resolve));
  const append = client.appendToStream('s', happened(1));
  await eventually(() => storage.writes > before, 'it is being written');
  const stopped = own.stop();
  // Node.js leaves its connection after a HEAD.
  expect([await live('/health/live'), await live('/health/live?liveCode=200'), await live('/health/live', 'HEAD')]).toEqual([503, 503, 503]);
  goOn();
  expect((await append).success).toBe(true);
  await client.dispose();
  await stopped;
  agent.destroy();
});

it.each<[string, () => Promise<unknown>]>([
  ['made', () => node.client.createProjection('p', 'fromAll()')],
  ['changed', () => node.client.updateProjection('p', 'fromAll()')],
  ['enabled', () => node.client.enableProjection('p')],
  ['asked for its state', () => node.client.getProjectionState('p')],
  ['listed', () => node.client.listProjections()],
])('says that it has no projections when one is %s', async (_what, call) => {
  await expect(call()).rejects.toThrow(/runs no projections of yours; .*\$ce-/);
});

const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${node.port}${path}`, { method });

let node: TestNode;
beforeAll(async () => void (node = await runNode({ inMemory: true })));
afterAll(() => node.stop());
