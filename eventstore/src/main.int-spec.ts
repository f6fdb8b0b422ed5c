import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selfSigned } from './testing/certificate.js';
import { spawnNode, type Child } from './testing/child-node.js';
import { eventually, freshFolder, happened, many, places } from './testing/running-node.js';

it('says where it serves, and stops cleanly with what it was told', async () => {
  const node = run('--data', folder.path, '--port', '0');
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

it('keeps every acknowledged append through kill -9 under writers, and nothing twice', async () => {
  const acknowledged = new Map<string, number>();
  for (let round = 0; round < 3; round++) {
    const node = run('--data', folder.path, '--port', '0');
    const client = EventStoreDBClient.connectionString`${await serving(node)}`;
    let running = true;
    const writers = Array.from({ length: 16 }, async (_, w) => {
      const stream = `w-${round}-${w}`;
      for (let n = 0; running; n++) {
        await client.appendToStream(stream, happened(n), { expectedRevision: n === 0 ? 'no_stream' : BigInt(n - 1) });
        acknowledged.set(stream, n);
      }
    });
    await eventually(() => acknowledged.size === 16 * (round + 1) && [...acknowledged.values()].every((n) => n > 5), 'writers under way');
    node.process.kill('SIGKILL');
    await Promise.allSettled(writers);
    running = false;
    await node.exited;
  }
  const node = run('--data', folder.path, '--port', '0');
  const client = EventStoreDBClient.connectionString`${await serving(node)}`;
  for (const [stream, last] of acknowledged) {
    const numbers: number[] = [];
    for await (const { event } of client.readStream(stream)) numbers.push((event!.data as { n: number }).n);
    expect(numbers).toEqual(numbers.map((_, n) => n));
    // The one that was in flight may be there or not.
    expect([last + 1, last + 2]).toContain(numbers.length);
  }
});

it('serves with TLS and passwords when it is given a certificate', async () => {
  const tls = selfSigned();
  const files = { cert: join(folder.path, 'cert.pem'), key: join(folder.path, 'key.pem') };
  await Promise.all([writeFile(files.cert, tls.cert), writeFile(files.key, tls.key)]);
  const node = run('--mem', '--port', '0', '--cert', files.cert, '--key', files.key);
  const url = await serving(node);
  expect(url).toMatch(/\?tls=true$/);
  const [host, client] = [url.replace(/^esdb:\/\/127\.0\.0\.1/, 'localhost'), (login: string) => EventStoreDBClient.connectionString`esdb://${login}@${host}&tlsCAFile=${files.cert}`];
  await client('ops:changeit').appendToStream('s', many(1));
  await expect(client('ops:wrong').appendToStream('s', many(1))).rejects.toMatchObject({ type: 'access-denied' });
  const missing = run('--mem', '--port', '0', '--cert', 'nowhere.pem', '--key', files.key);
  expect(await missing.exited).toBe(70);
  expect(missing.complaints.join()).toContain('nowhere.pem');
});

it('refuses a directory that has an owner, in one line', async () => {
  const node = run('--data', folder.path, '--port', '0');
  await serving(node);
  const second = run('--data', folder.path, '--port', '0');
  expect(await second.exited).toBe(65);
  expect(second.complaints).toEqual([`eventstore: ${folder.path} is in use by another process`]);
});

it('refuses bad arguments, and a port that is taken, in one line', async () => {
  const bad = run('--port', '0');
  expect(await bad.exited).toBe(64);
  expect(bad.complaints).toEqual(['eventstore: --data DIR is missing']);
  const port = new URL((await serving(run('--mem', '--port', '0'))).replace('esdb', 'http')).port;
  const taken = run('--mem', '--port', port);
  expect(await taken.exited).toBe(70);
  expect(taken.complaints).toEqual([expect.stringContaining(port)]);
});

it('verifies a directory', async () => {
  const node = run('--data', folder.path, '--port', '0');
  const client = EventStoreDBClient.connectionString`${await serving(node)}`;
  await client.appendToStream('s', many(3));
  expect(await places(client.readStream('s'))).toHaveLength(3);
  node.process.kill('SIGINT');
  expect(await node.exited).toBe(0);
  const verify = run('verify', '--data', folder.path);
  expect(await verify.ready).toBe('sound: 3 events in 1 streams');
  expect(await verify.exited).toBe(0);
});

async function serving(node: Child): Promise<string> {
  return (await node.ready).replace('ready: ', '');
}

function run(...args: readonly string[]): Child {
  const child = spawnNode(...args);
  children.push(child);
  return child;
}

let children: Child[] = [];
let folder: Awaited<ReturnType<typeof freshFolder>>;
beforeEach(async () => {
  children = [];
  folder = await freshFolder();
});
afterEach(async () => {
  for (const child of children) child.process.kill('SIGKILL');
  await Promise.all(children.map(({ exited }) => exited));
  await folder.remove();
});
