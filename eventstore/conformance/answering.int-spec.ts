import { expect } from '@jest/globals';
import { PARK, RETRY, SKIP, type ResolvedEvent } from '@eventstore/db-client';
import { conforms } from './testing/cases.js';
import { acking, consume, infoOf, isLeft, shows, withGroup, groupOnAll } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { append, collect, eventually, fresh, many, place, upTo } from './testing/streams.js';

/** What becomes of messages that are answered, well or not, or not at all. */
onServer((server) => {
  conforms('docs groups', 'delivers again what is to be tried again, once more than it may fail, and then parks it', async () => {
    const stream = await withGroup(client(), 2, { maxRetryCount: 2 });
    const consumer = await consume(client(), stream, 'g', {
      each: (message, subscription) => (message.event!.revision === 0n ? subscription.nack(RETRY, 'not yet', message) : subscription.ack(message)),
    });
    await parked(stream, 1);
    expect(consumer.delivered.filter(({ event }) => event!.revision === 0n).map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
    expect(await parkedEvents(stream)).toEqual([{ data: `0@${stream}`, reason: 'Reached retry count of 2', number: 0 }]);
    await consumer.leave();
  });

  conforms('Group.cs', 'parks at the first failure when nothing may be tried again', async () => {
    const stream = await withGroup(client(), 1, { maxRetryCount: 0 });
    const consumer = await consume(client(), stream, 'g', { each: (message, subscription) => subscription.nack(RETRY, 'no', message) });
    await parked(stream, 1);
    expect(consumer.delivered.length).toBe(1);
    await consumer.leave();
  });

  conforms('docs groups', 'lets go of what is skipped or stopped, and goes on', async () => {
    const stream = await withGroup(client(), 4);
    const consumer = await consume(client(), stream, 'g', {
      bufferSize: 1,
      each: (message, subscription) => subscription.nack(message.event!.revision === 1n ? 'stop' : SKIP, 'unwanted', message),
    });
    await consumer.have(4);
    expect(consumer.revisions).toEqual(upTo(4));
    expect((await infoOf(client(), stream)).stats).toMatchObject({ parkedMessageCount: 0n, retryBufferCount: 0 });
    await consumer.leave();
  });

  conforms('docs groups', 'delivers again what nobody answered in time, and parks it in the end', async () => {
    const stream = await withGroup(client(), 1, { messageTimeout: 1, maxRetryCount: 1 });
    const consumer = await consume(client(), stream, 'g');
    await parked(stream, 1);
    expect(consumer.delivered.map(({ retryCount }) => retryCount)).toEqual([0, 1]);
    await consumer.leave();
  });

  conforms('Group.cs', 'takes an acknowledgement from any consumer of the group, and ignores one of what nobody has', async () => {
    const stream = await withGroup(client(), 2, { consumerStrategyName: 'DispatchToSingle' });
    const [first, second] = [await consume(client(), stream, 'g', { bufferSize: 2 }), await consume(client(), stream, 'g')];
    await first.have(2);
    await second.subscription.ack(...first.delivered);
    await second.subscription.ack(...first.delivered);
    await shows(client(), stream, { totalInFlightMessages: 0 });
    await Promise.all([first.leave(), second.leave()]);
  });

  conforms(ours('one slot is lost'), 'settles two messages of one id each by itself', async () => {
    const [one, other] = [fresh(), fresh()];
    const [event] = many(1);
    await append(client(), one, event!);
    await append(client(), other, event!);
    const group = await groupOnAll(client(), [one, other]);
    const consumer = await consume(client(), undefined, group, { bufferSize: 2, each: acking });
    await consumer.have(2);
    await eventually(async () => (await client().getPersistentSubscriptionToAllInfo(group)).stats.totalInFlightMessages === 0);
    await consumer.leave();
  });

  conforms('Group.cs', 'gives what a lost consumer had to the others at once, even if it may not be tried again', async () => {
    const stream = await withGroup(client(), 6, { maxRetryCount: 0, consumerStrategyName: 'DispatchToSingle' });
    const lost = await consume(client(), stream, 'g', { bufferSize: 6 });
    await lost.have(6);
    const other = await consume(client(), stream, 'g', { bufferSize: 6 });
    await lost.leave();
    await other.have(6);
    expect(other.revisions).toEqual(upTo(6));
    expect(other.delivered.map(({ retryCount }) => retryCount)).toEqual([1, 1, 1, 1, 1, 1]);
    await other.leave();
  });

  conforms('docs groups', 'replays what is parked, and shows the parked link beside it', async () => {
    const stream = await withParked(3);
    await client().replayParkedMessagesToStream(stream, 'g');
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(3);
    expect(consumer.delivered.map(({ event, link, retryCount }) => [event!.revision, event!.streamId, link!.streamId, link!.revision, retryCount]))
      .toEqual([0n, 1n, 2n].map((n) => [n, stream, parkedStream(stream), n, 0]));
    await eventually(async () => (await truncatedBefore(stream)) === 3);
    expect((await infoOf(client(), stream)).stats.parkedMessageCount).toBe(0n);
    await consumer.leave();
  });

  conforms('Parker.cs', 'replays up to a number among the parked, which the next replay does not reach again', async () => {
    const stream = await withParked(4);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await client().replayParkedMessagesToStream(stream, 'g', { stopAt: 2 });
    await consumer.have(2);
    await parked(stream, 2);
    await client().replayParkedMessagesToStream(stream, 'g', { stopAt: 2 });
    expect((await infoOf(client(), stream)).stats.parkedMessageCount).toBe(2n);
    expect(consumer.revisions).toEqual([0, 1]);
    await client().replayParkedMessagesToStream(stream, 'g');
    await consumer.have(4);
    expect(consumer.revisions).toEqual([0, 1, 2, 3]);
    await consumer.leave();
  });

  conforms('Parker.cs', 'drops at a replay what nobody can read any more', async () => {
    const stream = await withParked(2);
    await client().tombstoneStream(stream);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await client().replayParkedMessagesToStream(stream, 'g');
    await eventually(async () => (await truncatedBefore(stream)) === 2);
    await parked(stream, 0);
    expect(consumer.delivered.filter(({ link }) => link).map(place)).toEqual([]);
    await consumer.leave();
  });

  conforms('Parker.cs', 'parks anew what fails again after a replay', async () => {
    const stream = await withParked(1);
    const consumer = await consume(client(), stream, 'g', { each: (message, subscription) => subscription.nack(PARK, 'again', message) });
    await client().replayParkedMessagesToStream(stream, 'g');
    await eventually(async () => (await parkedEvents(stream)).at(-1)?.reason.includes('again') === true);
    expect((await parkedEvents(stream)).at(-1)?.data).toBe(`0@${stream}`);
    await parked(stream, 1);
    await consumer.leave();
  });

  conforms('AllReader.cs', 'parks and replays for groups on everything, out of sight of those who read everything', async () => {
    const stream = fresh();
    const { position } = await append(client(), stream, many(1));
    const group = await groupOnAll(client(), [stream]);
    const consumer = await consume(client(), undefined, group, {
      each: (message, subscription) => (message.link ? subscription.ack(message) : subscription.nack(PARK, 'later', message)),
    });
    await eventually(async () => (await client().getPersistentSubscriptionToAllInfo(group)).stats.parkedMessageCount === 1n);
    await client().replayParkedMessagesToAll(group);
    await consumer.have(2);
    expect(consumer.delivered[1]).toMatchObject({ event: { streamId: stream }, link: { streamId: `$persistentsubscription-$all::${group}-parked` } });
    const names = (await collect(client().readAll({ fromPosition: position! }))).map(({ event }) => event!.streamId);
    expect(names.filter((name) => name.startsWith('$persistentsubscription-$all'))).toEqual([]);
    await consumer.leave();
  });

  async function parkedEvents(stream: string): Promise<ParkedEvent[]> {
    const found: ParkedEvent[] = [];
    for await (const { event } of client().readStream(parkedStream(stream)) as AsyncIterable<ResolvedEvent>) {
      const { reason, subscriptionEventNumber } = event!.metadata as { reason: string; subscriptionEventNumber: number };
      found.push({ data: Buffer.from(event!.data as Uint8Array).toString(), reason, number: subscriptionEventNumber });
    }
    return found;
  }

  async function truncatedBefore(stream: string): Promise<unknown> {
    const { metadata } = await client().getStreamMetadata(parkedStream(stream));
    return metadata?.truncateBefore;
  }

  async function withParked(count: number): Promise<string> {
    const stream = await withGroup(client(), count);
    const consumer = await consume(client(), stream, 'g', { each: (message, subscription) => subscription.nack(PARK, 'broken', message) });
    await parked(stream, count);
    await consumer.leave();
    await isLeft(client(), stream);
    expect((await parkedEvents(stream))[0]!.reason).toBe("Client explicitly NAK'ed message.\nbroken");
    return stream;
  }

  const parked = (stream: string, count: number): Promise<void> => shows(client(), stream, { parkedMessageCount: BigInt(count) });
  const client = () => server().client;
});

interface ParkedEvent {
  readonly data: string;
  readonly reason: string;
  readonly number: number;
}

const parkedStream = (stream: string): string => `$persistentsubscription-${stream}::g-parked`;
