import { expect } from '@jest/globals';
import { binaryEvent, persistentSubscriptionToAllSettingsFromDefaults, streamNameFilter } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { acking, consume, infoOf, settings, withGroup, type Consuming } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { append, eventually, fresh, many, place } from './testing/streams.js';

/** What a group is given of streams that are yet to come, are cut, or go and come back. */
onServer((server) => {
  conforms('Group.cs', 'a number that is not there yet is waited for', async () => {
    const stream = await withGroup(client(), 3, { startFrom: 5n });
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await append(client(), stream, many(2));
    await append(client(), stream, many(2));
    await consumer.have(2);
    expect(consumer.revisions).toEqual([5, 6]);
    await consumer.leave();
  });

  conform([
    ['Group.cs', 'what is before the first number that is to be seen is passed over', { truncateBefore: 3 }, [3, 4]],
    ['Group.cs', 'what is beyond a count is passed over', { maxCount: 1 }, [4]],
  ] as const, async (metadata, seen) => {
    const stream = fresh();
    await append(client(), stream, many(5));
    await client().setStreamMetadata(stream, metadata);
    await client().createPersistentSubscriptionToStream(stream, 'g', settings());
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(seen.length);
    expect(consumer.revisions).toEqual(seen);
    await consumer.leave();
  });

  conforms('Group.cs', 'what has just been written is delivered whatever a count says', async () => {
    const stream = await withGroup(client(), 1);
    await client().setStreamMetadata(stream, { maxCount: 1 });
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await live(stream, consumer, 1);
    await append(client(), stream, many(4));
    await consumer.have(5);
    expect(consumer.revisions).toEqual([0, 1, 2, 3, 4]);
    await consumer.leave();
  });

  conforms('Group.cs', 'a stream that is deleted goes on when it comes back', async () => {
    const stream = await withGroup(client(), 2);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await live(stream, consumer, 2);
    await client().deleteStream(stream);
    await append(client(), stream, many(2));
    await consumer.have(4);
    expect([consumer.revisions, consumer.errors]).toEqual([[0, 1, 2, 3], []]);
    await consumer.leave();
  });

  conforms('Group.cs', 'a deleted stream has nothing until it comes back', async () => {
    const stream = fresh();
    await append(client(), stream, many(2));
    await client().deleteStream(stream);
    await client().createPersistentSubscriptionToStream(stream, 'g', settings());
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await live(stream, consumer, 0);
    await append(client(), stream, many(1));
    await consumer.have(1);
    expect(consumer.revisions).toEqual([2]);
    await consumer.leave();
  });

  conforms('Group.cs', 'of everything, links are resolved as well, and truncated events are there', async () => {
    const [stream, group] = [fresh(), fresh()];
    await append(client(), stream, many(2));
    await client().setStreamMetadata(stream, { truncateBefore: 1 });
    await append(client(), `${stream}-links`, ['0', '1'].map((n) => binaryEvent({ type: '$>', data: Buffer.from(`${n}@${stream}`) })));
    const onAll = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: 'start', resolveLinkTos: true });
    await client().createPersistentSubscriptionToAll(group, onAll, { filter: streamNameFilter({ prefixes: [stream] }) });
    const consumer = await consume(client(), undefined, group, { each: acking });
    await consumer.have(4);
    expect(consumer.delivered.map((message) => [place(message), message.link?.streamId])).toEqual([
      [`0@${stream}`, undefined], [`1@${stream}`, undefined], ['nothing', `${stream}-links`], [`1@${stream}`, `${stream}-links`],
    ]);
    await consumer.leave();
  });

  async function live(stream: string, consumer: Consuming, count: number): Promise<void> {
    await consumer.have(count);
    await eventually(async () => (await infoOf(client(), stream)).status === 'Live', 'it is live');
  }

  const client = () => server().client;
});
