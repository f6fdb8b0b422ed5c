import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { END, type EventStoreDBClient, eventTypeFilter, PARK, persistentSubscriptionToAllSettingsFromDefaults } from '@eventstore/db-client';
import type { Child } from '../testing/child-node.js';
import { clientOf, programsOfEachTest } from '../testing/programs.js';
import { eventually, many } from '../testing/running-node.js';
import { acking, consume, settings } from '../testing/consuming.js';

it('knows after a kill which groups there are, how far each was, and what it parked', async () => {
  await client.appendToStream('s', many(10));
  await client.createPersistentSubscriptionToStream('s', 'g', settings({ checkPointLowerBound: 1, checkPointAfter: 1, maxRetryCount: 7 }));
  const filter = eventTypeFilter({ regex: '^Happ' });
  await client.createPersistentSubscriptionToAll('all', persistentSubscriptionToAllSettingsFromDefaults({ startFrom: 'start' }), { filter });
  const consumer = await consume(client, 's', 'g', {
    bufferSize: 1,
    each: (message, subscription) => {
      const { revision } = message.event!;
      return revision === 2n ? subscription.nack(PARK, 'broken', message) : revision < 8n && subscription.ack(message);
    },
  });
  await consumer.have(9);
  await eventually(async () => (await info()).stats.lastCheckpointedEventRevision === 7n);
  await restart('SIGKILL');
  expect(await info()).toMatchObject({ settings: { maxRetryCount: 7 }, stats: { parkedMessageCount: 1n, lastCheckpointedEventRevision: 7n } });
  const again = await consume(client, 's', 'g', { each: acking });
  await again.have(2);
  await client.replayParkedMessagesToStream('s', 'g');
  await again.have(3);
  expect(again.revisions).toEqual([8, 9, 2]);
  const all = await consume(client, undefined, 'all', { bufferSize: 100 });
  await all.have(10);
  expect(new Set(all.delivered.map(({ event }) => event!.type))).toEqual(new Set(['Happened']));
});

it('misses nothing that came before the first checkpoint of a group that begins at the end', async () => {
  await client.appendToStream('s', many(3));
  await client.createPersistentSubscriptionToStream('s', 'g', settings({ startFrom: END }));
  await client.createPersistentSubscriptionToAll('g', persistentSubscriptionToAllSettingsFromDefaults({ startFrom: END }), { filter: eventTypeFilter({ prefixes: ['Happened'] }) });
  await client.appendToStream('s', many(2));
  await restart('SIGTERM');
  const [one, all] = [await consume(client, 's', 'g'), await consume(client, undefined, 'g')];
  await Promise.all([one.have(2), all.have(2)]);
  expect([one.revisions, all.revisions]).toEqual([[3, 4], [3, 4]]);
});

it('keeps as parked what was replayed and not yet done when it was killed', async () => {
  await client.appendToStream('s', many(2));
  await client.createPersistentSubscriptionToStream('s', 'g', settings());
  const parking = await consume(client, 's', 'g', { each: (message, subscription) => subscription.nack(PARK, 'broken', message) });
  await eventually(async () => (await info()).stats.parkedMessageCount === 2n);
  await parking.leave();
  await eventually(async () => (await info()).connections.length === 0);
  const replayed = await consume(client, 's', 'g');
  await client.replayParkedMessagesToStream('s', 'g');
  await replayed.have(2);
  expect((await info()).stats.parkedMessageCount).toBe(0n);
  await replayed.subscription.ack(replayed.delivered[0]!);
  const name = '$persistentsubscription-s::g-parked';
  await eventually(async () => (await client.getStreamMetadata(name)).metadata?.truncateBefore !== undefined);
  expect((await client.getStreamMetadata(name)).metadata).toMatchObject({ truncateBefore: 1 });
  await restart('SIGKILL');
  expect((await info()).stats.parkedMessageCount).toBe(1n);
});

const info = () => client.getPersistentSubscriptionToStreamInfo('s', 'g');

async function start(): Promise<void> {
  child = programs.run();
  client = await clientOf(child);
}

async function restart(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  child.process.kill(signal);
  await child.exited;
  await client.dispose();
  await start();
}

const programs = programsOfEachTest();
let child: Child;
let client: EventStoreDBClient;
beforeEach(start);
afterEach(() => client.dispose());
