import { expect } from '@jest/globals';
import { BACKWARDS, END, EventStoreDBClient, RETRY } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { acking, consume, infoOf, settings, shows, withGroup } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { onOurOwn } from './testing/sources.js';
import { collect, eventually, freshCategory, numbers, outcome } from './testing/streams.js';

const CONFIG = '$persistentSubscriptionConfig';

/** What groups tell of themselves and of their consumers, and where it is kept which there are. */
onServer((server) => {
  conforms('Group.cs', 'a consumer is measured from the first acknowledgement on, where that is wanted', async () => {
    const stream = await withGroup(client(), 2, { extraStatistics: true });
    const consumer = await consume(client(), stream, 'g');
    await consumer.have(2);
    const measured = async () => (await infoOf(client(), stream)).connections[0]!.extraStatistics?.size;
    expect(await measured()).toBeUndefined();
    await consumer.subscription.ack(consumer.delivered[0]!);
    await shows(client(), stream, { totalInFlightMessages: 1 });
    expect(await measured()).toBe(14);
    await consumer.leave();
  });

  conforms('Group.cs', 'a consumer is not measured where that is not wanted', async () => {
    const stream = await withGroup(client(), 1);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(1);
    await shows(client(), stream, { totalInFlightMessages: 0 });
    expect((await infoOf(client(), stream)).connections[0]!.extraStatistics).toBeUndefined();
    await consumer.leave();
  });

  conforms('Group.cs', 'what is tried again counts again, for the group and for whoever has it', async () => {
    const stream = await withGroup(client(), 2, { consumerStrategyName: 'DispatchToSingle' });
    const [first, second] = [await consume(client(), stream, 'g', { each: (message, subscription) => message.retryCount === 0 && subscription.nack(RETRY, 'again', message) }), await consume(client(), stream, 'g')];
    await first.have(4);
    const { stats, connections } = await infoOf(client(), stream);
    expect([stats.totalItems, ...connections.map(({ totalItems, inFlightMessages }) => [totalItems, inFlightMessages])]).toEqual([4n, [4n, 2], [0n, 0]]);
    await Promise.all([first.leave(), second.leave()]);
  });

  conforms('groups.ts', 'a consumer is shown with the name of its connection', async () => {
    const stream = await withGroup(client(), 0);
    const named = EventStoreDBClient.connectionString`${`${server().url}&connectionName=by-name`}`;
    const consumer = await consume(named, stream, 'g');
    expect((await infoOf(client(), stream)).connections).toMatchObject([{ connectionName: 'by-name' }]);
    await consumer.leave();
    await named.dispose();
  });

  conforms('Groups.cs', 'all groups are listed in the order of their streams', async () => {
    const category = freshCategory();
    for (const name of ['c', 'a', 'b']) await client().createPersistentSubscriptionToStream(`${category}-${name}`, 'g', settings());
    const streams = (await client().listAllPersistentSubscriptions()).map(({ eventSource }) => eventSource);
    expect(streams.filter((name) => name.startsWith(category))).toEqual(['a', 'b', 'c'].map((name) => `${category}-${name}`));
  });

  conforms('Groups.cs', 'before it is answered that a group is made, changed or removed, the log says so', async () => {
    const stream = await withGroup(client(), 0, { maxRetryCount: 7654321 });
    expect(await kept()).toContain(stream);
    expect(await kept()).toContain('7654321');
    await client().updatePersistentSubscriptionToStream(stream, 'g', settings({ maxRetryCount: 1234567 }));
    expect(await kept()).toContain('1234567');
    await client().deletePersistentSubscriptionToStream(stream, 'g');
    expect(await kept()).not.toContain(stream);
    expect((await client().getStreamMetadata(CONFIG)).metadata).toMatchObject({ maxCount: 2 });
    expect(await numbers(client(), CONFIG)).toHaveLength(2);
  });

  conform([
    ['Groups.cs', 'a stream whose last group is removed has a list, and nothing in it', true],
    ['Groups.cs', 'until then the list has the others', false],
  ] as const, async (removesBoth) => {
    const stream = await withGroup(client(), 0);
    await client().createPersistentSubscriptionToStream(stream, 'h', settings());
    await client().deletePersistentSubscriptionToStream(stream, 'g');
    if (removesBoth) await client().deletePersistentSubscriptionToStream(stream, 'h');
    expect((await client().listPersistentSubscriptionsToStream(stream)).map(({ groupName }) => groupName)).toEqual(removesBoth ? [] : ['h']);
  });

  conforms(onOurOwn('Groups.cs', 'it begins all groups again'), 'a stream whose last group is removed has no list after a restart', async () => {
    const [stream, other] = [await withGroup(client(), 0), await withGroup(client(), 0)];
    await client().deletePersistentSubscriptionToStream(stream, 'g');
    await client().restartPersistentSubscriptionSubsystem();
    await eventually(() => infoOf(client(), other).then(() => true, () => false), 'it has restarted');
    expect(await outcome(client().listPersistentSubscriptionsToStream(stream))).toBe('persistent-subscription-does-not-exist');
    expect(await client().listPersistentSubscriptionsToStream(other)).toHaveLength(1);
  });

  conforms('Group.cs', 'it says while it is behind and while it is live', async () => {
    const stream = await withGroup(client(), 20, { historyBufferSize: 10, readBatchSize: 5 });
    expect((await infoOf(client(), stream)).status).toMatch(/^Behind/);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(20);
    await eventually(async () => (await infoOf(client(), stream)).status === 'Live', 'it is live');
    await consumer.leave();
  });

  /** The newest event of those that say which groups there are, as a text. */
  async function kept(): Promise<string> {
    const [newest] = await collect(client().readStream(CONFIG, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }));
    expect(newest!.event).toMatchObject({ type: '$PersistentConfig', isJson: true, data: { version: '2' } });
    return JSON.stringify(newest!.event!.data);
  }

  const client = () => server().client;
});
