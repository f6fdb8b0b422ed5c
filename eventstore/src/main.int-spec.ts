import { expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selfSigned } from './testing/certificate.js';
import { spawnNode, type Child } from './testing/child-node.js';
import { clientOf, programsOfEachTest } from './testing/programs.js';
import { many, places } from './testing/running-node.js';

it('says where it serves, and stops cleanly with what it was told', async () => {
  const node = programs.run();
  const url = await serving(node);
  expect(url).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+\?tls=false$/);
  const client = EventStoreDBClient.connectionString`${url}`;
  await client.appendToStream('s', many(2));
  const subscription = client.subscribeToStream('s');
  const ended = new Promise<Error>((resolve) => subscription.on('error', resolve));
  await new Promise((resolve) => subscription.on('caughtUp', () => resolve(undefined)));
  node.process.kill('SIGTERM');
  expect(await ended).toMatchObject({ type: 'cancelled' });
  expect(await node.exited).toBe(0);
  for (const line of node.complaints) expect(() => JSON.parse(line)).not.toThrow();
});

it('serves with TLS and passwords when it is given a certificate', async () => {
  const tls = selfSigned();
  const files = { cert: join(programs.folder, 'cert.pem'), key: join(programs.folder, 'key.pem') };
  await Promise.all([writeFile(files.cert, tls.cert), writeFile(files.key, tls.key)]);
  const node = programs.keep(spawnNode('--mem', '--port', '0', '--cert', files.cert, '--key', files.key));
  const url = await serving(node);
  expect(url).toMatch(/\?tls=true$/);
  const [host, client] = [url.replace(/^esdb:\/\/127\.0\.0\.1/, 'localhost'), (login: string) => EventStoreDBClient.connectionString`esdb://${login}@${host}&tlsCAFile=${files.cert}`];
  await client('ops:changeit').appendToStream('s', many(1));
  await expect(client('ops:wrong').appendToStream('s', many(1))).rejects.toMatchObject({ type: 'access-denied' });
  const missing = programs.keep(spawnNode('--mem', '--port', '0', '--cert', 'nowhere.pem', '--key', files.key));
  expect(await missing.exited).toBe(70);
  expect(missing.complaints.join()).toContain('nowhere.pem');
});

it('refuses a directory that has an owner, in one line', async () => {
  const node = programs.run();
  await serving(node);
  const second = programs.run();
  expect(await second.exited).toBe(65);
  expect(second.complaints).toEqual([`eventstore: ${programs.data} is in use by another process`]);
});

it('refuses bad arguments, and a port that is taken, in one line', async () => {
  const bad = programs.keep(spawnNode('--port', '0'));
  expect(await bad.exited).toBe(64);
  expect(bad.complaints).toEqual(['eventstore: --data DIR is missing']);
  const port = new URL((await serving(programs.keep(spawnNode('--mem', '--port', '0')))).replace('esdb', 'http')).port;
  const taken = programs.keep(spawnNode('--mem', '--port', port));
  expect(await taken.exited).toBe(70);
  expect(taken.complaints).toEqual([expect.stringContaining(port)]);
});

it('verifies a directory', async () => {
  const node = programs.run();
  const client = await clientOf(node);
  await client.appendToStream('s', many(3));
  expect(await places(client.readStream('s'))).toHaveLength(3);
  node.process.kill('SIGINT');
  expect(await node.exited).toBe(0);
  const verify = programs.keep(spawnNode('verify', '--data', programs.data));
  expect(await verify.ready).toBe('sound: 3 events in 1 streams');
  expect(await verify.exited).toBe(0);
});

async function serving(node: Child): Promise<string> {
  return (await node.ready).replace('ready: ', '');
}

const programs = programsOfEachTest();
