import { expect } from '@jest/globals';
import { END, eventTypeFilter, persistentSubscriptionToAllSettingsFromDefaults, streamNameFilter } from '@eventstore/db-client';
import { setTimeout } from 'node:timers/promises';
import { conform, conforms } from './testing/cases.js';
import { acking, consume, infoOf, settings, shows, withGroup } from './testing/groups.js';
import { onServer, OUTSIDE } from './testing/server.js';
import { append, collect, eventually, fresh, freshCategory, happened, many, place, upTo } from './testing/streams.js';

/** What a group delivers, and in which order. */
onServer((server) => {
  conforms('docs groups', 'delivers what is there and then what is new, in order and once', async () => {
    const stream = await withGroup(client(), 100);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(100);
    await Promise.all(Array.from({ length: 50 }, () => append(client(), stream, many(2))));
    await consumer.have(200);
    expect(consumer.revisions).toEqual(upTo(200));
    expect(new Set(consumer.delivered.map(({ retryCount }) => retryCount))).toEqual(new Set([0]));
    expect(consumer.delivered[7]).toMatchObject({ event: { streamId: stream, data: { n: 7 } }, commitPosition: expect.anything() });
    await consumer.leave();
  });

  conforms('docs groups', 'begins at a revision, which is part of it, or after what was there when it was made', async () => {
    const stream = fresh();
    await append(client(), stream, many(5));
    await client().createPersistentSubscriptionToStream(stream, 'at', settings({ startFrom: 3n }));
    await client().createPersistentSubscriptionToStream(stream, 'end', settings({ startFrom: END }));
    await append(client(), stream, many(1));
    const [at, end] = [await consume(client(), stream, 'at'), await consume(client(), stream, 'end')];
    await Promise.all([at.have(3), end.have(1)]);
    expect([at.revisions, end.revisions]).toEqual([[3, 4, 5], [5]]);
    await Promise.all([at.leave(), end.leave()]);
  });

  conforms('Group.cs', 'waits for a stream that does not exist yet', async () => {
    const stream = await withGroup(client(), 0);
    const consumer = await consume(client(), stream, 'g');
    await append(client(), stream, many(3));
    await consumer.have(3);
    expect(consumer.revisions).toEqual([0, 1, 2]);
    await consumer.leave();
  });

  conforms('docs groups', 'gives a consumer no more than its buffer holds, and the next for each that is acknowledged', async () => {
    const stream = await withGroup(client(), 20);
    const consumer = await consume(client(), stream, 'g', { bufferSize: 4 });
    await consumer.have(4);
    const { connections, stats } = await infoOf(client(), stream);
    expect(connections[0]).toMatchObject({ inFlightMessages: 4, availableSlots: 0 });
    expect(stats).toMatchObject({ totalInFlightMessages: 4, outstandingMessagesCount: 4, readBufferCount: 16 });
    await consumer.subscription.ack(consumer.delivered[2]!, consumer.delivered[0]!);
    await consumer.have(6);
    expect(consumer.revisions).toEqual(upTo(6));
    await consumer.leave();
  });

  conforms('docs groups', 'follows everything from a position on, and what a filter lets pass', async () => {
    const [stream, other] = [fresh(), fresh()];
    const position = (await append(client(), stream, many(3, 'First'))).position!;
    const all = (group: string, filter?: Parameters<ReturnType<typeof client>['createPersistentSubscriptionToAll']>[2]) =>
      client().createPersistentSubscriptionToAll(group, persistentSubscriptionToAllSettingsFromDefaults({ startFrom: position }), filter);
    const names = ['plain', 'prefix', 'regex', 'type'].map((name) => `${name}-${stream}`) as [string, string, string, string];
    await all(names[0]);
    await all(names[1], { filter: streamNameFilter({ prefixes: ['nothing', other] }) });
    await all(names[2], { filter: streamNameFilter({ regex: `^${other}$` }) });
    await all(names[3], { filter: eventTypeFilter({ regex: 'ir.t$' }) });
    await append(client(), other, many(2, 'Second'));
    const consumers = await Promise.all(names.map((name) => consume(client(), undefined, name, { bufferSize: 100 })));
    await Promise.all(consumers.map((consumer, i) => consumer.have([3, 2, 2, 1][i]!)));
    const seen = consumers.map(({ delivered }) => delivered.filter(({ event }) => [stream, other].includes(event!.streamId)).map(({ event }) => `${event!.revision}@${event!.streamId}`));
    expect(seen).toEqual([[`2@${stream}`, `0@${other}`, `1@${other}`], [`0@${other}`, `1@${other}`], [`0@${other}`, `1@${other}`], [`2@${stream}`]]);
    await Promise.all(consumers.map((consumer) => consumer.leave()));
  });

  conforms('Group.cs', 'shows what links lead to when asked to, or only the link when they lead nowhere', async () => {
    const [stream, links] = [fresh(), fresh()];
    await append(client(), stream, many(2));
    const link = (target: string) => ({ ...happened(0), type: '$>', contentType: 'application/octet-stream' as const, data: Buffer.from(target) });
    await append(client(), links, [link(`1@${stream}`), link(`9@${stream}`), link('nothing')]);
    await client().createPersistentSubscriptionToStream(links, 'g', settings({ resolveLinkTos: true }));
    await client().createPersistentSubscriptionToStream(links, 'plain', settings());
    const [resolving, plain] = [await consume(client(), links, 'g', { each: acking }), await consume(client(), links, 'plain')];
    await Promise.all([resolving.have(3), plain.have(3)]);
    expect(resolving.delivered.map(({ event, link }) => [event && `${event.revision}@${event.streamId}`, link?.revision])).toEqual([[`1@${stream}`, 0n], [undefined, 1n], [undefined, 2n]]);
    expect(plain.delivered.map(({ event, link }) => [event?.streamId, link])).toEqual(Array(3).fill([links, undefined]));
    await shows(client(), links, { totalInFlightMessages: 0 });
    await Promise.all([resolving.leave(), plain.leave()]);
  });

  conform([
    ['Group.cs', 'tombstoned', (stream: string) => client().tombstoneStream(stream)],
    ['Group.cs', 'deleted', (stream: string) => client().deleteStream(stream)],
    ['Group.cs', 'expired', expire],
  ] as const, async (hide) => {
    const category = freshCategory();
    await append(client(), `${category}-1`, many(2));
    await hide(`${category}-1`);
    await append(client(), `${category}-2`, many(1));
    const links = `$ce-${category}`;
    await client().createPersistentSubscriptionToStream(links, 'g', settings({ resolveLinkTos: true }));
    const consumer = await consume(client(), links, 'g', { each: acking });
    await eventually(() => consumer.delivered.some((message) => place(message) === `0@${category}-2`), 'the last link');
    expect(consumer.delivered.map(place)).toEqual((await collect(client().readStream(links, { resolveLinkTos: true }))).map(place));
    expect(consumer.delivered.slice(0, 2).map(place)).toEqual(['nothing', 'nothing']);
    await consumer.leave();
  });

  conforms('Group.cs', 'does not see of its own stream what has expired', async () => {
    const stream = fresh();
    await append(client(), stream, many(3));
    await expire(stream);
    await client().createPersistentSubscriptionToStream(stream, 'g', settings());
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await eventually(async () => (await infoOf(client(), stream)).status === 'Live', 'it is live');
    await append(client(), stream, many(1));
    await consumer.have(1);
    expect(consumer.revisions).toEqual([3]);
    await consumer.leave();
  });

  conforms('docs groups', 'holds no more than its buffer of a stream that nobody takes', async () => {
    const stream = await withGroup(client(), 0, { historyBufferSize: 40, readBatchSize: 10, liveBufferSize: 5 });
    for (let n = 0; n < 10; n++) await append(client(), stream, many(100));
    const { stats, status } = await infoOf(client(), stream);
    expect(stats.readBufferCount).toBeLessThanOrEqual(40);
    expect(status).toMatch(/Behind/);
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(1000);
    expect(consumer.revisions).toEqual(upTo(1000));
    await consumer.leave();
  });

  conforms('Group.cs', 'tells how far it has read, and what it has heard of since', async () => {
    const stream = fresh();
    await append(client(), stream, many(10));
    await client().createPersistentSubscriptionToStream(stream, 'g', settings({ historyBufferSize: 4, readBatchSize: 2 }));
    await shows(client(), stream, { readBufferCount: 2, lastKnownEventRevision: 1n });
    await append(client(), stream, many(1));
    await shows(client(), stream, { readBufferCount: 2, lastKnownEventRevision: 10n });
  });

  conforms('Group.cs', 'loses nothing of a client that does not read', async () => {
    const stream = fresh();
    const blob = { filler: 'x'.repeat(8_000) };
    for (let n = 0; n < 20; n++) await append(client(), stream, many(50).map((event) => ({ ...event, data: { ...event.data, ...blob } })));
    await client().createPersistentSubscriptionToStream(stream, 'g', settings());
    const subscription = client().subscribeToPersistentSubscriptionToStream(stream, 'g', { bufferSize: 1000 }, { highWaterMark: 1 });
    const inFlight = async (): Promise<number> => (await infoOf(client(), stream)).stats.totalInFlightMessages;
    await eventually(async () => (await inFlight()) > 0, 'something is sent');
    // Others send what they have room for, whether it is read or not.
    if (!OUTSIDE) expect(await inFlight()).toBeLessThan(1000);
    const revisions: number[] = [];
    for await (const { event } of subscription) {
      revisions.push(Number(event!.revision));
      if (revisions.length === 1000) break;
    }
    expect(revisions).toEqual(upTo(1000));
  });

  async function expire(stream: string): Promise<void> {
    await client().setStreamMetadata(stream, { maxAge: 1 });
    await setTimeout(1100);
  }

  const client = () => server().client;
});
