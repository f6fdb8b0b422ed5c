import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ANY, BACKWARDS, END, NO_STREAM, type AppendExpectedRevision as ExpectedRevision, type ResolvedEvent } from '@eventstore/db-client';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freshFolder, many, places, runNode, type TestNode } from './testing/running-node.js';
import { verifyDirectory } from './verify.js';

it('remembers what was deleted, and finds it sound', async () => {
  for (const stream of ['gone', 'hidden', 'revived']) await node.client.appendToStream(stream, many(2));
  await node.client.tombstoneStream('gone');
  await node.client.deleteStream('hidden');
  await node.client.deleteStream('revived');
  await node.client.appendToStream('revived', many(1));
  await node.stop();
  expect(await verifyDirectory(folder.path)).toBe('sound: 11 events in 5 streams');
  await start();
  await expect(places(node.client.readStream('gone'))).rejects.toMatchObject({ type: 'stream-deleted' });
  await expect(node.client.appendToStream('gone', many(1))).rejects.toMatchObject({ type: 'stream-deleted' });
  await expect(places(node.client.readStream('hidden'))).rejects.toMatchObject({ type: 'stream-not-found' });
  expect(await places(node.client.readStream('revived'))).toEqual(['2@revived']);
  expect(await node.client.appendToStream('hidden', many(1))).toMatchObject({ nextExpectedRevision: 2n });
});

it('finds links again, and makes them again when they are lost', async () => {
  await node.client.appendToStream('pets-1', many(2500));
  expect(await places(node.client.readStream('$ce-pets'))).toHaveLength(2500);
  for (const lose of [false, true]) {
    await node.stop();
    if (lose) await rm(join(folder.path, 'links'), { recursive: true });
    await start();
    await node.client.appendToStream('pets-2', many(1));
    const found: string[] = [];
    for await (const told of node.client.readStream('$ce-pets', { resolveLinkTos: true, direction: BACKWARDS, fromRevision: END, maxCount: 2 })) found.push(described(told));
    expect(found).toEqual(lose ? ['1@pets-2 by 2501', '0@pets-2 by 2500'] : ['0@pets-2 by 2500', '2499@pets-1 by 2499']);
  }
});

it.each<[string, ExpectedRevision, ExpectedRevision]>([['any', ANY, ANY], ['a number', NO_STREAM, 1n]])('answers with any a repeat of what was appended before with %s', async (_by, none, second) => {
  const events = many(2);
  const first = await node.client.appendToStream('s', events, { expectedRevision: none });
  await node.client.appendToStream('s', many(1), { expectedRevision: second });
  await node.stop();
  await start();
  expect(await node.client.appendToStream('s', events)).toEqual(first);
  await node.stop();
  expect(await verifyDirectory(folder.path)).toContain('sound: 3 events');
  await start();
});

it('keeps names of any kind', async () => {
  const names = ['🦊-1', 'a\u0000b', 'plain'];
  for (const name of names) await node.client.appendToStream(name, many(1, name));
  await node.stop();
  await start();
  for (const name of names) expect(await places(node.client.readStream(name))).toEqual([`0@${name}`]);
});

const described = ({ event, link }: ResolvedEvent): string => `${event!.revision}@${event!.streamId} by ${link!.revision}`;

async function start(): Promise<void> {
  node = await runNode({ data: folder.path });
}

let folder: Awaited<ReturnType<typeof freshFolder>>;
let node: TestNode;
beforeEach(async () => {
  folder = await freshFolder();
  await start();
});
afterEach(async () => {
  await node.stop();
  await folder.remove();
});
