import { expect } from '@jest/globals';
import { binaryEvent, PARK, RETRY, type ResolvedEvent } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { acking, consume, groupOnAll, infoOf, isLeft, settings, shows, withGroup } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { append, collect, eventually, fresh, many } from './testing/streams.js';

/** Which messages an answer settles, and which wait. */
onServer((server) => {
  conforms('Group.cs', 'tries again before it goes on', async () => {
    const stream = await withGroup(client(), 3);
    const consumer = await consume(client(), stream, 'g', {
      bufferSize: 1, each: (message, subscription) => (message.retryCount < 2 ? subscription.nack(RETRY, 'not yet', message) : subscription.ack(message)),
    });
    await consumer.have(9);
    expect(consumer.revisions).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    await consumer.leave();
  });

  conforms('Group.cs', 'a message with no time to be answered in has failed at the next tick', async () => {
    const stream = await withGroup(client(), 1, { messageTimeout: 0, maxRetryCount: 1 });
    const consumer = await consume(client(), stream, 'g');
    await shows(client(), stream, { parkedMessageCount: 1n });
    expect(consumer.delivered.map(({ retryCount }) => retryCount)).toEqual([0, 1]);
    await consumer.leave();
  });

  conforms('Group.cs', 'what a consumer had waits to be tried again until another one comes', async () => {
    const stream = await withGroup(client(), 4);
    const first = await consume(client(), stream, 'g', { bufferSize: 3 });
    await first.have(3);
    await first.leave();
    await isLeft(client(), stream);
    expect((await infoOf(client(), stream)).stats).toMatchObject({ retryBufferCount: 3, readBufferCount: 1, totalInFlightMessages: 0, outstandingMessagesCount: 0, totalItems: 3n });
    const second = await consume(client(), stream, 'g', { each: acking });
    await second.have(4);
    expect(second.delivered.map(({ event, retryCount }) => [Number(event!.revision), retryCount])).toEqual([[0, 1], [1, 1], [2, 1], [3, 0]]);
    await shows(client(), stream, { retryBufferCount: 0, totalItems: 7n });
    await second.leave();
  });

  conforms('docs groups', 'several are settled by one answer', async () => {
    const stream = await withGroup(client(), 4);
    const consumer = await consume(client(), stream, 'g');
    await consumer.have(4);
    await consumer.subscription.nack(PARK, 'all of them', ...consumer.delivered.slice(0, 3));
    await shows(client(), stream, { parkedMessageCount: 3n, totalInFlightMessages: 1 });
    await consumer.leave();
  });

  conforms('docs groups', 'a message that was settled is settled', async () => {
    const stream = await withGroup(client(), 2);
    const consumer = await consume(client(), stream, 'g');
    await consumer.have(2);
    await consumer.subscription.ack(consumer.delivered[0]!);
    await consumer.subscription.nack(PARK, 'too late', consumer.delivered[0]!);
    await consumer.subscription.nack(PARK, 'in time', consumer.delivered[1]!);
    await shows(client(), stream, { totalInFlightMessages: 0, parkedMessageCount: 1n });
    const [parked] = await collect(client().readStream(`$persistentsubscription-${stream}::g-parked`) as AsyncIterable<ResolvedEvent>);
    expect(parked!.event!.metadata).toMatchObject({ subscriptionEventNumber: 1 });
    await consumer.leave();
  });

  conforms(ours('one slot is lost'), 'of two messages of one id that two consumers have, each settles their own', async () => {
    const [one, other, [event]] = [fresh(), fresh(), many(1)];
    const group = await groupOnAll(client(), [one, other]);
    const consumers = [await consume(client(), undefined, group), await consume(client(), undefined, group)];
    for (const stream of [one, other]) await append(client(), stream, event!);
    await Promise.all(consumers.map((consumer) => consumer.have(1)));
    const out = async () => (await client().getPersistentSubscriptionToAllInfo(group)).connections.map(({ inFlightMessages }) => inFlightMessages).join(' ');
    expect(await out()).toBe('1 1');
    await consumers[1]!.subscription.ack(consumers[1]!.delivered[0]!);
    await eventually(async () => (await out()) === '1 0', 'the second has settled its own');
    await consumers[0]!.subscription.ack(consumers[0]!.delivered[0]!);
    await eventually(async () => (await out()) === '0 0', 'the first has settled its own');
    await Promise.all(consumers.map((consumer) => consumer.leave()));
  });

  conforms('Group.cs', 'a link is known by its own id and place, not by those of what it leads to', async () => {
    const [stream, links] = [fresh(), fresh()];
    await append(client(), stream, many(2));
    await append(client(), links, [0, 1].map((n) => link(`${n}@${stream}`)));
    await client().createPersistentSubscriptionToStream(links, 'g', settings({ resolveLinkTos: true }));
    const consumer = await consume(client(), links, 'g');
    await consumer.have(2);
    const [first, second] = [consumer.delivered[0]!, consumer.delivered[1]!];
    expect([first.commitPosition, second.commitPosition]).toEqual([first, second].map(({ link }) => link!.position!.commit));
    await consumer.subscription.ack({ event: first.event! });
    await consumer.subscription.ack(second);
    await shows(client(), links, { totalInFlightMessages: 1 });
    await consumer.subscription.ack(first);
    await shows(client(), links, { totalInFlightMessages: 0 });
    await consumer.leave();
  });

  conform([
    ['Group.cs', 'a link that leads nowhere holds the checkpoint back until it is acknowledged', 'ack', 1n, 0n],
    ['Group.cs', 'a link that leads nowhere holds the checkpoint back until it is parked', 'park', 1n, 1n],
  ] as const, async (answer, checkpoint, parkedMessageCount) => {
    const [stream, links] = [fresh(), fresh()];
    await append(client(), stream, many(1));
    await append(client(), links, [link(`9@${stream}`), link(`0@${stream}`)]);
    await client().createPersistentSubscriptionToStream(links, 'g', settings({ resolveLinkTos: true, checkPointLowerBound: 1, checkPointUpperBound: 1 }));
    const consumer = await consume(client(), links, 'g');
    await consumer.have(2);
    const [nowhere, somewhere] = [consumer.delivered[0]!, consumer.delivered[1]!];
    expect(nowhere.event).toBeUndefined();
    expect(nowhere.link).toMatchObject({ streamId: links, revision: 0n });
    await consumer.subscription.ack(somewhere);
    await shows(client(), links, { totalInFlightMessages: 1 });
    expect((await infoOf(client(), links)).stats.lastCheckpointedEventRevision).toBeUndefined();
    if (answer === 'ack') await consumer.subscription.ack(nowhere);
    else await consumer.subscription.nack(PARK, 'nowhere', nowhere);
    await shows(client(), links, { totalInFlightMessages: 0, lastCheckpointedEventRevision: checkpoint, parkedMessageCount });
    await consumer.leave();
  });

  const link = (target: string) => binaryEvent({ type: '$>', data: Buffer.from(target) });
  const client = () => server().client;
});
