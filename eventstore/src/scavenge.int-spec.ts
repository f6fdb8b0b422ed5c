import { describe, expect, it } from '@jest/globals';
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client';
import type { ServiceError } from '@grpc/grpc-js';
import fc from 'fast-check';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onBothStorages, fresh } from './testing/both-storages.js';
import { dataOf, Operator } from './testing/operations.js';
import { clientOf, crash, programsOfEachTest } from './testing/programs.js';
import { rounds } from './testing/rounds.js';
import { happened, many, places, runNode, eventually } from './testing/running-node.js';
import { verifyDirectory } from './verify.js';

describe('A scavenge', () => onBothStorages((node) => {
  it('takes what nobody can read any more out of $all, and keeps the last event of each stream', async () => {
    const { client } = node();
    const [kept, cut, deleted, ended] = [fresh(), fresh(), fresh(), fresh()];
    for (const stream of [kept, cut, deleted, ended]) await client.appendToStream(stream, many(4));
    await client.setStreamMetadata(cut, { maxCount: 9 });
    await client.setStreamMetadata(cut, { maxCount: 2 });
    await client.deleteStream(deleted);
    await client.tombstoneStream(ended);
    expect(await new Operator(node().url).scavenge(client)).toMatchObject({ type: '$scavengeCompleted', result: 'Success', eventsScavenged: 10 });
    expect(await all(client, [kept, cut, deleted, ended])).toEqual([
      ...[0, 1, 2, 3].map((n) => `${n}@${kept}`), `2@${cut}`, `3@${cut}`, `3@${deleted}`, `1@$$${cut}`, `0@$$${deleted}`, `9223372036854775807@${ended}`,
    ]);
    expect((await all(client, [kept, cut, deleted, ended], 'backwards')).reverse()).toEqual(await all(client, [kept, cut, deleted, ended]));
    expect(await places(client.readStream(cut))).toEqual([`2@${cut}`, `3@${cut}`]);
    expect(await client.appendToStream(deleted, many(1), { expectedRevision: 3n })).toMatchObject({ nextExpectedRevision: 4n });
    expect(await places(client.readStream(deleted))).toEqual([`4@${deleted}`]);
  });

  it('takes what is too old, but for the last event, and the metadata before the newest', async () => {
    const [{ client }, stream] = [node(), fresh()];
    await client.appendToStream(stream, many(3));
    for (const maxCount of [7, 8, 9]) await client.setStreamMetadata(stream, { maxAge: 1, maxCount });
    await eventually(async () => (await places(client.readStream(stream))).length === 0, 'all of them are too old');
    await new Operator(node().url).scavenge(client);
    expect(await all(client, [stream])).toEqual([`2@${stream}`, `2@$$${stream}`]);
    expect(await client.appendToStream(stream, many(1), { expectedRevision: 2n })).toMatchObject({ nextExpectedRevision: 3n });
  });

  it('shows no other events where metadata later claims that there are more', async () => {
    const [{ client }, stream] = [node(), fresh()];
    await client.appendToStream(stream, many(600));
    await client.setStreamMetadata(stream, { truncateBefore: 598 });
    await new Operator(node().url).scavenge(client);
    await client.setStreamMetadata(stream, { truncateBefore: 2 });
    expect(await places(client.readStream(stream))).toEqual([`598@${stream}`, `599@${stream}`]);
    expect(await places(client.readStream(stream, { fromRevision: 3n, maxCount: 1 }))).toEqual([`598@${stream}`]);
    expect(await places(client.readStream(stream, { direction: 'backwards', fromRevision: 'end' }))).toEqual([`599@${stream}`, `598@${stream}`]);
    expect(await places(client.readStream(stream, { direction: 'backwards', fromRevision: 500n }))).toEqual([]);
    const link = fresh();
    await client.appendToStream(link, binaryEvent({ type: '$>', data: Buffer.from(`5@${stream}`) }));
    for await (const resolved of client.readStream(link, { resolveLinkTos: true })) expect([resolved.event, resolved.link?.streamId]).toEqual([undefined, link]);
  });

  it('answers a repeat of what it has taken as before, without a position', async () => {
    const [{ client }, stream, events] = [node(), fresh(), many(2)];
    await client.appendToStream(stream, events, { expectedRevision: 'no_stream' });
    await client.appendToStream(stream, many(3), { expectedRevision: 1n });
    await client.setStreamMetadata(stream, { truncateBefore: 4 });
    await new Operator(node().url).scavenge(client);
    expect(await client.appendToStream(stream, events, { expectedRevision: 'no_stream' })).toMatchObject({ success: true, nextExpectedRevision: 1n, position: undefined });
    await expect(client.appendToStream(stream, many(2), { expectedRevision: 'no_stream' })).rejects.toMatchObject({ type: 'wrong-expected-version' });
  });

  it('is under way once at a time, can be stopped, and is told of in $scavenges', async () => {
    const operator = new Operator(node().url);
    const [first, second] = await Promise.all([operator.startScavenge(), operator.startScavenge()]);
    expect([first.result, second]).toEqual([0, { id: first.id, result: 1 }]);
    expect(await operator.stopScavenge(first.id)).toEqual({ id: first.id, result: 2 });
    const unknown = await operator.stopScavenge('other').catch((error: ServiceError) => error) as ServiceError;
    expect([unknown.code, unknown.metadata.get('exception'), unknown.metadata.get('scavenge-id')]).toEqual([5, ['scavenge-not-found'], ['other']]);
    const { client } = node();
    await eventually(async () => (await dataOf(client, `$scavenges-${first.id}`)).length === 2, 'the end of a scavenge');
    expect(await dataOf(client, `$scavenges-${first.id}`)).toEqual([
      { type: '$scavengeStarted', scavengeId: first.id, startFromChunk: 0, threads: 1 },
      { type: '$scavengeCompleted', scavengeId: first.id, result: expect.stringMatching(/^(Stopped|Success)$/), timeTaken: expect.stringMatching(/^00:0/), spaceSaved: expect.any(Number), eventsScavenged: expect.any(Number) },
    ]);
    const linked: unknown[] = [];
    for await (const { event } of client.readStream('$scavenges', { resolveLinkTos: true })) linked.push(event?.data);
    expect(linked.filter((data) => (data as { scavengeId?: string } | undefined)?.scavengeId === first.id)).toHaveLength(2);
    await eventually(() => operator.stopScavenge(first.id).then(() => false, ({ code }: ServiceError) => code === 5), 'one that is over is no longer known');
  });

  it('leaves links as they were, also when their index is made again', async () => {
    const [{ client }, category] = [node(), `c${fresh().replaceAll('-', '')}`];
    for (const n of [1, 2]) await client.appendToStream(`${category}-${n}`, many(3));
    const before = await places(client.readStream(`$ce-${category}`, { resolveLinkTos: false }));
    await client.deleteStream(`${category}-1`);
    await new Operator(node().url).scavenge(client);
    const resolved: boolean[] = [];
    for await (const { event } of client.readStream(`$ce-${category}`, { resolveLinkTos: true })) resolved.push(event !== undefined);
    expect(resolved).toEqual([false, false, false, true, true, true, true]);
    expect((await places(client.readStream(`$ce-${category}`))).slice(0, before.length)).toEqual(before);
  });

  it('comes with operations that mean nothing on a single node', async () => {
    await new Operator(node().url).all();
  });
}));

it('gives back room on the disk, and leaves what verify finds sound', async () => {
  const node = await runNode({ data: programs.data });
  for (let n = 0; n < 40; n++) await node.client.appendToStream('long', Array.from({ length: 250 }, (_, k) => ({ ...happened(k), data: { n: k, text: 'x'.repeat(1000) } })));
  await node.client.setStreamMetadata('long', { maxCount: 10 });
  const before = await size();
  await new Operator(node.url).scavenge(node.client);
  expect(before).toBeGreaterThan(10e6);
  // LevelDB takes away files that it needs no more when it comes to it.
  await eventually(async () => (await size()) < before / 2, 'room that is given back');
  expect(await places(node.client.readStream('long'))).toHaveLength(10);
  await node.stop();
  expect(await verifyDirectory(programs.data)).toMatch(/^sound: 100\d\d events in \d+ streams, 9990 of them scavenged$/);
});

it('can be killed at any moment, under writers and readers, and begun again', async () => {
  let length = 0;
  await fc.assert(fc.asyncProperty(fc.nat({ max: 300 }), async (later) => {
    let node = programs.run();
    let client = await clientOf(node);
    for (let n = 0; n < 20; n++) await client.appendToStream('long', many(250));
    length += 5000;
    await client.setStreamMetadata('long', { maxCount: 7 });
    const seen: bigint[] = [];
    const subscription = client.subscribeToAll({ fromPosition: 'start' }).on('data', ({ event }) => event && seen.push(event.position!.commit)).on('error', () => undefined);
    await new Operator((await node.ready)).startScavenge();
    await sleep(later);
    await client.appendToStream('other', many(1));
    await crash(node);
    await subscription.unsubscribe().catch(() => undefined);
    await client.dispose();
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => (a < b ? -1 : 1)));
    await verifyDirectory(programs.data);
    await rm(join(programs.data, 'links'), { recursive: true, force: true });
    node = programs.run();
    client = await clientOf(node);
    const numbers = Array.from({ length: 7 }, (_, n) => `${length - 7 + n}@long`);
    expect(await places(client.readStream('long'))).toEqual(numbers);
    expect(await new Operator(await node.ready).scavenge(client)).toMatchObject({ result: 'Success' });
    expect((await all(client, ['long'])).filter((place) => place.endsWith('@long'))).toEqual(numbers);
    await client.dispose();
    await crash(node);
  }), rounds(3));
}, 3_600_000);

it('ends the program in order when an operator wants it to', async () => {
  const node = programs.run();
  const client = await clientOf(node);
  await client.appendToStream('s', many(2));
  await new Operator(await node.ready).shutDown();
  expect(await node.exited).toBe(0);
  await client.dispose();
  expect(await verifyDirectory(programs.data)).toBe('sound: 2 events in 1 streams');
});

async function all(client: EventStoreDBClient, streams: readonly string[], direction: 'forwards' | 'backwards' = 'forwards'): Promise<string[]> {
  const fromPosition = direction === 'forwards' ? 'start' : 'end';
  return (await places(client.readAll({ direction, fromPosition }))).filter((place) => streams.some((stream) => place.endsWith(stream)));
}

async function size(): Promise<number> {
  const files = await readdir(join(programs.data, 'log'));
  return (await Promise.all(files.map(async (name) => (await stat(join(programs.data, 'log', name)).catch(() => ({ size: 0 }))).size))).reduce((a, b) => a + b, 0);
}

const programs = programsOfEachTest();
