import { expect, it } from '@jest/globals';
import { EventStoreDBClient, persistentSubscriptionToAllSettingsFromDefaults, streamNameFilter } from '@eventstore/db-client';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeBackup } from './backup/take-backup.js';
import { selfSigned } from './testing/certificate.js';
import { spawnNode, type Child } from './testing/child-node.js';
import { clientOf, programsOfEachTest } from './testing/programs.js';
import { rounds } from './testing/rounds.js';
import { eventually, happened, many, places, runNode } from './testing/running-node.js';
import { Writers } from './testing/writers.js';

it('holds all that was acknowledged before it began, and the log up to some point, under sixteen writers', async () => {
  const node = programs.run();
  const client = await clientOf(node);
  const [writers, copies] = [new Writers(), [] as string[]];
  for (let n = 0; n < 40; n++) await client.appendToStream('before', many(250));
  const writing = writers.write(client);
  await eventually(() => writers.areUnderWay, 'writers under way');
  await fc.assert(fc.asyncProperty(fc.nat({ max: 200 }), async (later) => {
    await sleep(later);
    const to = join(programs.folder, randomUUID());
    copies.push(to);
    const acknowledged = writers.acknowledged.flatMap(({ events }) => events.map(({ id }) => id));
    expect(await takeBackup({ from: await address(node), to, tls: undefined, tell: () => undefined })).toMatch(/^sound: \d+ events/);
    const copy = await runNode({ data: to });
    const found = await ids(copy.client);
    const there = new Set(found);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    expect(found.join()).toBe((await ids(client)).slice(0, found.length).join());
    expect(await places(copy.client.readStream('$ce-own'))).not.toHaveLength(0);
    await copy.stop();
  }), rounds(3));
  node.process.kill('SIGKILL');
  await writing;
  await client.dispose();
  // Only now: two clients that append in one process answer each other's.
  const restored = await runNode({ data: copies.at(-1)! });
  expect((await restored.client.appendToStream('own-0', happened(1))).success).toBe(true);
  await restored.stop();
}, 3_600_000);

it('is taken by the program, also of a node with TLS, which asks for its password', async () => {
  const tls = selfSigned();
  const [cert, key, to] = [join(programs.folder, 'cert.pem'), join(programs.folder, 'key.pem'), join(programs.folder, 'copy')];
  await Promise.all([writeFile(cert, tls.cert), writeFile(key, tls.key)]);
  const node = programs.run('--cert', cert, '--key', key);
  const port = (await address(node)).split(':')[1]!;
  const client = EventStoreDBClient.connectionString`esdb://admin:changeit@localhost:${port}?tls=true&tlsCAFile=${cert}`;
  await client.appendToStream('s', many(5));
  const backup = programs.keep(spawnNode('backup', '--to', to, '--host', 'localhost', '--port', port, '--cert', cert));
  expect(await backup.ready).toBe('sound: 5 events in 1 streams');
  expect(await backup.exited).toBe(0);
  await client.dispose();
  const wrong = takeBackup({ from: `localhost:${port}`, to: `${to}-2`, tls: { cert: Buffer.from(tls.cert), password: 'wrong' }, tell: () => undefined });
  await expect(wrong).rejects.toThrow('wrong password');
  expect([existsSync(`${to}-2`), existsSync(`${to}-2.draft`)]).toEqual([false, false]);
});

it('goes to a directory whose name ends in a slash, and one that was empty is still there when it fails', async () => {
  const [node, to] = [programs.run(), join(programs.folder, 'copy')];
  const client = await clientOf(node);
  await client.appendToStream('s', many(3));
  await mkdir(to);
  await expect(taken(`${to}/`, '127.0.0.1:9')).rejects.toThrow('no backup of 127.0.0.1:9');
  expect(existsSync(to)).toBe(true);
  expect(await taken(`${to}/`, await address(node))).toBe('sound: 3 events in 1 streams');
  await client.dispose();
});

it('takes with it a configuration of groups of 5 MB', async () => {
  const [node, to] = [programs.run(), join(programs.folder, 'copy')];
  const client = await clientOf(node);
  const filter = streamNameFilter({ prefixes: ['p'.repeat(1_000_000)] });
  for (let n = 0; n < 5; n++) await client.createPersistentSubscriptionToAll(`g${n}`, persistentSubscriptionToAllSettingsFromDefaults(), { filter });
  expect(await taken(to, await address(node))).toMatch(/^sound/);
  await client.dispose();
});

it('leaves what is there alone, and leaves nothing where it fails', async () => {
  const [full, nowhere] = [join(programs.folder, 'full'), join(programs.folder, 'nowhere')];
  await mkdir(full);
  await writeFile(join(full, 'mine'), 'kept');
  await expect(taken(full, '127.0.0.1:9')).rejects.toThrow(`${full} is not empty`);
  await expect(taken(nowhere, '127.0.0.1:9')).rejects.toThrow('no backup of 127.0.0.1:9');
  const node = await runNode({ inMemory: true });
  await expect(taken(nowhere, `127.0.0.1:${node.port}`)).rejects.toThrow('keeps nothing');
  await node.stop();
  expect([existsSync(nowhere), existsSync(`${nowhere}.draft`)]).toEqual([false, false]);
  const incomplete = programs.keep(spawnNode('backup'));
  expect([await incomplete.exited, incomplete.complaints]).toEqual([64, ['eventstore: --to DIR is missing']]);
});

it('does not exist when the node is killed while it is taken', async () => {
  const node = programs.run();
  const client = await clientOf(node);
  for (let n = 0; n < 40; n++) await client.appendToStream('before', many(250));
  const to = join(programs.folder, 'copy');
  const taking = expect(taken(to, await address(node))).rejects.toThrow('no backup of');
  await eventually(() => existsSync(`${to}.draft`), 'the beginning of a backup');
  node.process.kill('SIGKILL');
  await taking;
  expect(existsSync(to)).toBe(false);
  await client.dispose();
});

const taken = (to: string, from: string): Promise<string> => takeBackup({ from, to, tls: undefined, tell: () => undefined });

const address = async (node: Child): Promise<string> => /127\.0\.0\.1:\d+/.exec(await node.ready)![0];

async function ids(client: EventStoreDBClient): Promise<string[]> {
  const found: string[] = [];
  for await (const { event } of client.readAll()) if (event) found.push(event.id);
  return found;
}

const programs = programsOfEachTest();
