import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { UnavailableError } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNode } from './index.js';
import { serve } from './node.js';
import { MemoryStorage } from './storage/memory.storage.js';
import { openLevel } from './storage/open-level.js';
import { Faulty } from './testing/faulty.storage.js';
import { batchCall, opening, proposed, rawClient } from './testing/raw-calls.js';
import { eventually, freshFolder, happened, many, places, runNode, withClient, type TestNode } from './testing/running-node.js';
import { verifyDirectory } from './verify.js';

it('finds everything again after a stop, and goes on where it was', async () => {
  await written(50);
  const node = await open();
  expect(await places(node.client.readStream('s'))).toHaveLength(50);
  expect(await node.client.appendToStream('s', many(1), { expectedRevision: 49n })).toMatchObject({ position: { commit: 51n } });
  await node.stop();
  expect(await verifyDirectory(data)).toBe('sound: 51 events in 1 streams');
});

it('knows repeats again after a stop', async () => {
  const events = many(2);
  const first = await open();
  const once = await first.client.appendToStream('s', events);
  await first.stop();
  const second = await open();
  expect(await second.client.appendToStream('s', events)).toEqual(once);
  await second.stop();
});

it.each(['EIO: i/o error, fdatasync', 'ENOSPC: no space left on device, write'])('acknowledges nothing after a write that failed with %s, never tries again, and gives up', async (reason) => {
  const storage = new Faulty(await openLevel(data));
  const node = withClient(await serve(storage, {}));
  await node.client.appendToStream('s', many(1));
  storage.failing = new Error(reason);
  await expect(node.client.appendToStream('s', many(1))).rejects.toThrow(UnavailableError);
  await expect(node.client.appendToStream('other', many(1))).rejects.toThrow();
  expect((await node.failed).message).toContain(reason);
  expect(storage.writes).toBe(2);
  await node.stop();
  const again = await open();
  expect(await places(again.client.readStream('s'))).toHaveLength(1);
  await again.stop();
});

it('acknowledges nothing before the write is through', async () => {
  const storage = new Faulty(new MemoryStorage());
  const node = withClient(await serve(storage, {}));
  let [release, acknowledged]: [() => void, number] = [() => undefined, 0];
  storage.holding = new Promise((resolve) => void (release = resolve));
  const event = happened(1);
  const appends = [event, happened(2), event].map((each, n) =>
    node.client.appendToStream(`s-${n % 2}`, each).then(() => acknowledged++));
  await new Promise((resolve) => void setTimeout(resolve, 200));
  expect(acknowledged).toBe(0);
  release();
  await Promise.all(appends);
  expect(acknowledged).toBe(3);
  await node.stop();
});

it('writes what arrives together in one synced batch', async () => {
  const storage = new Faulty(new MemoryStorage());
  const node = withClient(await serve(storage, {}));
  let release = (): void => undefined;
  storage.holding = new Promise((resolve) => void (release = resolve));
  const [client, refused] = [rawClient(node.port), randomUUID()];
  const batch = batchCall(client);
  for (let n = 0; n < 500; n++) batch.send(opening(randomUUID(), `s-${n}`, [proposed(10)]));
  // One that is too large is answered as it comes: the others are there by then.
  batch.send(opening(refused, 's', [proposed(1024 * 1024 + 1)]));
  await eventually(() => batch.replies.some((reply) => reply.getCorrelationId()!.getString() === refused), 'the refusal');
  release();
  await eventually(() => batch.replies.length === 501, 'all replies');
  expect(storage.writes).toBeLessThan(250);
  client.close();
  await node.stop();
});

it('answers that it does not know when a write takes too long, and a repeat then tells', async () => {
  const storage = new Faulty(new MemoryStorage());
  const node = withClient(await serve(storage, {}));
  let release = (): void => undefined;
  storage.holding = new Promise((resolve) => void (release = resolve));
  const events = many(1);
  await expect(node.client.appendToStream('s', events, { expectedRevision: 'no_stream' })).rejects.toMatchObject({ type: 'deadline-exceeded' });
  release();
  expect(await node.client.appendToStream('s', events, { expectedRevision: 'no_stream' })).toMatchObject({ nextExpectedRevision: 0n });
  expect(await places(node.client.readStream('s'))).toHaveLength(1);
  await node.stop();
});

it('answers what came in before it stops, whatever comes after', async () => {
  const storage = new Faulty(new MemoryStorage());
  const node = await serve(storage, {});
  let release = (): void => undefined;
  storage.holding = new Promise((resolve) => void (release = resolve));
  const client = rawClient(node.port);
  const batch = batchCall(client);
  const send = (bytes: number): void => batch.send(opening(randomUUID(), 's', [proposed(bytes)]));
  for (let n = 0; n < 3; n++) send(10);
  // Answered as it comes: the others are there by then.
  send(1024 * 1024 + 1);
  await eventually(() => batch.replies.length === 1, 'the refusal');
  const stopping = node.stop();
  send(10);
  await sleep(200);
  release();
  expect(await batch.ended).toMatchObject({ code: 14 });
  expect(batch.replies.filter((reply) => reply.hasSuccess())).toHaveLength(3);
  client.close();
  await stopping;
});

it('has one owner', async () => {
  const node = await open();
  await expect(startNode({ data })).rejects.toThrow(`${data} is in use by another process`);
  await node.stop();
});

it('refuses data of another format', async () => {
  const storage = await openLevel(data);
  await storage.close();
  const { ClassicLevel } = await import('classic-level');
  const level = new ClassicLevel(join(data, 'log'));
  await level.put('format', 'slowking-eventstore 9');
  await level.close();
  await expect(startNode({ data })).rejects.toThrow('has format "slowking-eventstore 9"');
});

const open = (): Promise<TestNode> => runNode({ data });

/** A folder as a clean stop leaves it. */
async function written(count: number): Promise<void> {
  const node = await open();
  for (let n = 0; n < count; n++) await node.client.appendToStream('s', happened(n));
  await node.stop();
}

let folder: Awaited<ReturnType<typeof freshFolder>>;
let data: string;
beforeEach(async () => {
  folder = await freshFolder();
  data = join(folder.path, 'data');
});
afterEach(() => folder.remove());
