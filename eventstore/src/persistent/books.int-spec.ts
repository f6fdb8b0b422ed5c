import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BACKWARDS, binaryEvent, END, type EventStoreDBClient, jsonEvent, PARK, persistentSubscriptionToAllSettingsFromDefaults, type RecordedEvent, streamNameFilter } from '@eventstore/db-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { acking, consume, settings } from '../testing/consuming.js';
import { dataOf, Operator } from '../testing/operations.js';
import { eventually, freshFolder, many, places, runNode, type TestNode } from '../testing/running-node.js';

/** The number of the end of a stream. */
const HIGHEST = 9223372036854775807n;
const CONFIG = '$persistentSubscriptionConfig';
const PARKED = '$persistentsubscription-s::g-parked';
const CHECKPOINT = '$persistentsubscription-s::g-checkpoint';

describe.each(['before', 'after'])('%s a scavenge', (when) => {
  it.each<[string, (client: EventStoreDBClient) => Promise<unknown>, readonly number[], number | undefined]>([
    ['deleted', (client) => client.deleteStream(PARKED), [], undefined],
    ['truncated', (client) => client.setStreamMetadata(PARKED, { truncateBefore: 3 }), [3, 4], undefined],
    ['truncated beyond where a replay is to stop', (client) => client.setStreamMetadata(PARKED, { truncateBefore: 3 }), [], 2],
    ['bounded', (client) => client.setStreamMetadata(PARKED, { maxCount: 1 }), [4], undefined],
  ])('no parked messages count, or are replayed, that an operator has %s', async (_what, act, left, stopAt) => {
    await parkFive();
    await act(node.client);
    if (when === 'after') await new Operator(node.url).scavenge(node.client);
    expect((await info()).stats.parkedMessageCount).toBe(BigInt(stopAt ?? left.length));
    const replayed = await consume(node.client, 's', 'g', { each: acking });
    await node.client.replayParkedMessagesToStream('s', 'g', stopAt === undefined ? {} : { stopAt });
    await replayed.have(left.length);
    await eventually(async () => !(await info()).status.includes('Replaying'), 'the replay is over');
    expect(replayed.revisions).toEqual(left);
  });
});

it('replays what is young enough, however much before it is not', async () => {
  await park(120);
  // As long as it takes on a busy machine from the parking to the replay.
  const seconds = 10;
  await sleep(seconds * 1000 + 100);
  await park(1);
  await node.client.setStreamMetadata(PARKED, { maxAge: seconds });
  const replayed = await consume(node.client, 's', 'g', { each: acking });
  await node.client.replayParkedMessagesToStream('s', 'g');
  await replayed.have(1);
  expect(replayed.revisions).toEqual([120]);
});

it('shows none of what an operator has truncated when it truncates itself', async () => {
  await parkFive();
  const replayed = await consume(node.client, 's', 'g');
  await node.client.replayParkedMessagesToStream('s', 'g');
  await replayed.have(5);
  await node.client.setStreamMetadata(PARKED, { truncateBefore: 4 });
  await replayed.subscription.ack(replayed.delivered[0]!);
  // It truncates once a second.
  await sleep(1500);
  await restart();
  expect((await info()).stats.parkedMessageCount).toBe(1n);
});

it.each<[string, (client: EventStoreDBClient) => Promise<unknown>]>([
  ['a checkpoint that is none', (client) => client.appendToStream(CHECKPOINT, binaryEvent({ type: 'x', data: Buffer.from('nonsense') }))],
  ['a configuration that is none', (client) => client.appendToStream(CONFIG, jsonEvent({ type: '$PersistentConfig', data: { version: '2' } }))],
  ['metadata that is none', (client) => client.appendToStream(`$$${CHECKPOINT}`, binaryEvent({ type: '$metadata', data: Buffer.from('nonsense') }))],
])('goes on from its last checkpoint where others have written %s', async (_what, act) => {
  await parkFive();
  await node.client.appendToStream('s', many(1));
  await eventually(async () => (await info()).stats.lastCheckpointedEventRevision === 4n, 'a checkpoint');
  await act(node.client);
  await restart();
  const again = await consume(node.client, 's', 'g', { each: acking });
  await again.have(1);
  expect(again.revisions).toEqual([5]);
});

it.each([CHECKPOINT, PARKED])('comes back, and can be removed, where somebody has ended its stream %s for good', async (stream) => {
  await parkFive();
  await eventually(async () => (await info()).stats.lastCheckpointedEventRevision === 4n, 'a checkpoint');
  await node.client.tombstoneStream(stream);
  await restart();
  expect((await info()).stats.parkedMessageCount).toBe(stream === PARKED ? 0n : 5n);
  await node.client.deletePersistentSubscriptionToStream('s', 'g');
});

it('writes the number of the end of a stream as everybody is told it', async () => {
  await node.client.appendToStream('s', many(1));
  await node.client.createPersistentSubscriptionToStream('s', 'g', settings({ checkPointUpperBound: 1 }));
  const parking = await consume(node.client, 's', 'g', { bufferSize: 1, each: (message, subscription) => subscription.nack(PARK, 'broken', message) });
  await parking.have(1);
  await eventually(async () => (await info()).status === 'Live', 'it is live');
  await node.client.tombstoneStream('s');
  await parking.have(2);
  await eventually(async () => (await info()).stats.lastCheckpointedEventRevision === HIGHEST, 'the checkpoint');
  expect((await info()).stats).toMatchObject({ lastKnownEventRevision: HIGHEST, parkedMessageCount: 2n });
  const parked = await theLastOf(PARKED);
  expect(Buffer.from(parked.data as Uint8Array).toString()).toBe(`${HIGHEST}@s`);
  expect(parked.metadata).toMatchObject({ reason: expect.stringContaining('broken'), subscriptionEventNumber: Number(HIGHEST) });
  await restart();
  expect((await info()).stats).toMatchObject({ lastCheckpointedEventRevision: HIGHEST, lastKnownEventRevision: HIGHEST });
});

it('has before the end of a stream, while that is under way, what came before it for its checkpoint', async () => {
  await node.client.appendToStream('s', many(1));
  await node.client.createPersistentSubscriptionToStream('s', 'g', settings({ checkPointUpperBound: 1 }));
  const consumer = await consume(node.client, 's', 'g');
  await consumer.have(1);
  await eventually(async () => (await info()).status === 'Live', 'it is live');
  await node.client.tombstoneStream('s');
  await consumer.have(2);
  await consumer.subscription.ack(consumer.delivered[0]!);
  await eventually(async () => (await info()).stats.lastCheckpointedEventRevision !== undefined, 'a checkpoint');
  expect((await info()).stats.lastCheckpointedEventRevision).toBe(0n);
});

it('takes its parked messages with it, also when they have all been replayed', async () => {
  await parkFive();
  const replayed = await consume(node.client, 's', 'g', { each: acking });
  await node.client.replayParkedMessagesToStream('s', 'g');
  await replayed.have(5);
  await eventually(async () => (await node.client.getStreamMetadata(PARKED)).metadata?.truncateBefore === 5, 'they are forgotten');
  await node.client.deletePersistentSubscriptionToStream('s', 'g');
  await expect(places(node.client.readStream(PARKED))).rejects.toMatchObject({ type: 'stream-not-found' });
});

it('works on without a group that cannot begin, says why, and can remove it', async () => {
  await parkFive();
  await node.client.createPersistentSubscriptionToAll('all', persistentSubscriptionToAllSettingsFromDefaults(), { filter: streamNameFilter({ regex: 'a{999}' }) });
  const [newest] = await dataOf(node.client, CONFIG).then((events) => events.slice(-1));
  // As an earlier version of the node may have taken it.
  await node.client.appendToStream(CONFIG, jsonEvent({ type: '$PersistentConfig', data: JSON.parse(JSON.stringify(newest).replace('a{999}', 'a{1,5000}')) }));
  await restart();
  expect((await info()).stats.parkedMessageCount).toBe(5n);
  await expect(node.client.getPersistentSubscriptionToAllInfo('all')).rejects.toMatchObject({ type: 'persistent-subscription-failed', reason: expect.stringContaining('too large') });
  await node.client.createPersistentSubscriptionToStream('other', 'g', settings());
  await restart();
  await expect(node.client.createPersistentSubscriptionToAll('all', persistentSubscriptionToAllSettingsFromDefaults())).rejects.toMatchObject({ type: 'persistent-subscription-exists' });
  await node.client.deletePersistentSubscriptionToAll('all');
  await restart();
  await node.client.createPersistentSubscriptionToAll('all', persistentSubscriptionToAllSettingsFromDefaults());
  expect(await node.client.listAllPersistentSubscriptions()).toHaveLength(3);
});

const parkFive = () => park(5);

/** So many more; the first make the group. */
async function park(count: number): Promise<void> {
  const { nextExpectedRevision: last } = await node.client.appendToStream('s', many(count));
  if (last < count) await node.client.createPersistentSubscriptionToStream('s', 'g', settings({ checkPointUpperBound: 1 }));
  const parking = await consume(node.client, 's', 'g', { each: (message, subscription) => subscription.nack(PARK, 'broken', message) });
  await eventually(async () => (await info()).stats.parkedMessageCount === last + 1n, 'all are parked');
  await parking.leave();
  await eventually(async () => (await info()).connections.length === 0, 'nobody consumes');
}

const info = () => node.client.getPersistentSubscriptionToStreamInfo('s', 'g');

async function theLastOf(stream: string): Promise<RecordedEvent> {
  for await (const { event } of node.client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 })) return event!;
  throw new Error(`${stream} is empty`);
}

async function restart(): Promise<void> {
  await node.stop();
  node = await runNode({ data: folder.path });
}

let node: TestNode;
let folder: Awaited<ReturnType<typeof freshFolder>>;
beforeEach(async () => {
  folder = await freshFolder();
  node = await runNode({ data: folder.path });
});
afterEach(async () => {
  await node.stop();
  await folder.remove();
});
