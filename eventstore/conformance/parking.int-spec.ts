import { expect } from '@jest/globals';
import { binaryEvent, PARK, RETRY, type ResolvedEvent } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { acking, consume, infoOf, isLeft, settings, shows, withGroup, type Changes } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { onOurOwn } from './testing/sources.js';
import { append, collect, eventually, fresh, many, numbers } from './testing/streams.js';

const ADMINS = ['$admins'];

/** How what is parked lies in the log, and what a replay makes of it. */
onServer((server) => {
  /** A stream S of links to a stream T, which its group resolves. */
  conform([
    ['Parker.cs', 'what is no link is parked by its own place', 0, '0@S'],
    ['Parker.cs', 'a link is parked by the place that it leads to', 1, '2@T'],
    ['Parker.cs', 'a link that leads nowhere is parked by what it says', 2, '7@T'],
  ] as const, async (number, data) => {
    const [stream, target] = [fresh(), fresh()];
    await append(client(), target, many(3));
    await append(client(), stream, [...many(1), ...['2', '7'].map((n) => binaryEvent({ type: '$>', data: Buffer.from(`${n}@${target}`) }))]);
    await client().createPersistentSubscriptionToStream(stream, 'g', settings({ resolveLinkTos: true }));
    const consumer = await consume(client(), stream, 'g');
    await consumer.have(3);
    await consumer.subscription.nack(PARK, 'broken', consumer.delivered[number]!);
    await parked(stream, 1);
    const [found] = await collect(client().readStream(parkedStream(stream)) as AsyncIterable<ResolvedEvent>);
    expect(found!.event).toMatchObject({ type: '$>', isJson: false, metadata: { reason: "Client explicitly NAK'ed message.\nbroken", subscriptionEventNumber: number } });
    expect(Buffer.from(found!.event!.data as Uint8Array).toString()).toBe(data.replace('S', stream).replace('T', target));
    expect((found!.event!.metadata as { added: string }).added).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+-]\d\d:\d\d$/);
    await consumer.leave();
  });

  conforms('Parker.cs', 'a replay up to the first of the parked replays nothing', async () => {
    const stream = await withParked(3);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await client().replayParkedMessagesToStream(stream, 'g', { stopAt: 0 });
    expect((await infoOf(client(), stream)).stats.parkedMessageCount).toBe(3n);
    await client().replayParkedMessagesToStream(stream, 'g', { stopAt: 1 });
    await consumer.have(1);
    await parked(stream, 2);
    expect(consumer.revisions).toEqual([0]);
    await consumer.leave();
  });

  conforms('Parker.cs', 'what was replayed and done is out of sight, and the rest is for admins', async () => {
    const stream = await withParked(3);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await client().replayParkedMessagesToStream(stream, 'g', { stopAt: 2 });
    const described = async () => (await client().getStreamMetadata(parkedStream(stream))).metadata;
    await eventually(async () => (await described())?.truncateBefore === 2, 'what was replayed is truncated');
    expect((await described())!.acl).toEqual({ readRoles: ADMINS, writeRoles: ADMINS, deleteRoles: ADMINS, metaReadRoles: ADMINS, metaWriteRoles: ADMINS });
    expect(await numbers(client(), parkedStream(stream))).toEqual([2]);
    await consumer.leave();
  });

  conforms('Parker.cs', 'a replayed message may fail as often as any other, and is then parked anew', async () => {
    const stream = await withParked(1, { maxRetryCount: 1 });
    const consumer = await consume(client(), stream, 'g', { each: (message, subscription) => subscription.nack(RETRY, 'again', message) });
    await client().replayParkedMessagesToStream(stream, 'g');
    await eventually(async () => (await numbers(client(), parkedStream(stream))).includes(1), 'it is parked anew');
    expect(consumer.delivered.map(({ link, retryCount }) => [link?.revision, retryCount])).toEqual([[0n, 0], [0n, 1]]);
    await consumer.leave();
  });

  conforms('Parker.cs', 'a replay does not move the checkpoint', async () => {
    const stream = await withGroup(client(), 3, { checkPointLowerBound: 1, checkPointUpperBound: 1 });
    const consumer = await consume(client(), stream, 'g', {
      each: (message, subscription) => (message.link ? subscription.ack(message) : message.event!.revision !== 1n && subscription.nack(PARK, 'broken', message)),
    });
    await parked(stream, 2);
    await shows(client(), stream, { lastCheckpointedEventRevision: 0n });
    await client().replayParkedMessagesToStream(stream, 'g');
    await consumer.have(5);
    await shows(client(), stream, { totalInFlightMessages: 1, parkedMessageCount: 0n });
    expect((await infoOf(client(), stream)).stats.lastCheckpointedEventRevision).toBe(0n);
    expect(await numbers(client(), `$persistentsubscription-${stream}::g-checkpoint`)).toEqual([0]);
    await consumer.leave();
  });

  conforms('Group.cs', 'what is replayed comes after what is to be tried again, and before what is new', async () => {
    const stream = await withGroup(client(), 5);
    const first = await consume(client(), stream, 'g', { bufferSize: 3, each: (message, subscription) => message.event!.revision === 0n && subscription.nack(PARK, 'broken', message) });
    await first.have(4);
    await parked(stream, 1);
    await first.leave();
    await isLeft(client(), stream);
    await client().replayParkedMessagesToStream(stream, 'g');
    await parked(stream, 0);
    const second = await consume(client(), stream, 'g');
    await second.have(5);
    expect(second.delivered.map(({ event, retryCount }) => [Number(event!.revision), retryCount])).toEqual([[1, 1], [2, 1], [3, 1], [0, 0], [4, 0]]);
    await second.leave();
  });

  conforms(onOurOwn('Parker.cs', 'a replay is over too soon'), 'while one replay is under way another changes nothing', async () => {
    const stream = await withParked(5, { historyBufferSize: 2, readBatchSize: 1 });
    await client().replayParkedMessagesToStream(stream, 'g', { stopAt: 3 });
    // Nobody takes any, and there is no room for all of them.
    expect((await infoOf(client(), stream)).status).toContain('ReplayingParkedMessages');
    await client().replayParkedMessagesToStream(stream, 'g');
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(3);
    await parked(stream, 2);
    expect(consumer.revisions).toEqual([0, 1, 2]);
    await consumer.leave();
  });

  async function withParked(count: number, changes: Changes = {}): Promise<string> {
    const stream = await withGroup(client(), count, changes);
    const consumer = await consume(client(), stream, 'g', { each: (message, subscription) => subscription.nack(PARK, 'broken', message) });
    await parked(stream, count);
    await consumer.leave();
    await isLeft(client(), stream);
    return stream;
  }

  const parked = (stream: string, count: number): Promise<void> => shows(client(), stream, { parkedMessageCount: BigInt(count) });
  const client = () => server().client;
});

const parkedStream = (stream: string): string => `$persistentsubscription-${stream}::g-parked`;
