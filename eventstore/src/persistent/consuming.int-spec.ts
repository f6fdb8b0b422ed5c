import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { END, eventTypeFilter, persistentSubscriptionToAllSettingsFromDefaults, streamNameFilter } from '@eventstore/db-client';
import { freshFolder, happened, many, runNode, type TestNode } from '../testing/running-node.js';
import { acking, consume, settings } from './testing/consuming.js';
import { fresh, until, upTo } from './testing/waiting.js';

describe.each(['on disk', 'in memory'])('a group, %s', (where) => {
  it('delivers what is there and then what is new, in order and once', async () => {
    const stream = fresh();
    await node.client.appendToStream(stream, many(100));
    await node.client.createPersistentSubscriptionToStream(stream, 'g', settings());
    const consumer = await consume(node.client, stream, 'g', { each: acking });
    await consumer.have(100);
    await Promise.all(Array.from({ length: 50 }, () => node.client.appendToStream(stream, many(2))));
    await consumer.have(200);
    expect(consumer.revisions).toEqual(upTo(200));
    expect(new Set(consumer.delivered.map(({ retryCount }) => retryCount))).toEqual(new Set([0]));
    expect(consumer.delivered[7]).toMatchObject({ event: { streamId: stream, data: { n: 7 } }, commitPosition: expect.anything() });
    await consumer.leave();
  });

  it('begins at a revision, which is part of it, or after what was there when it was made', async () => {
    const stream = fresh();
    await node.client.appendToStream(stream, many(5));
    await node.client.createPersistentSubscriptionToStream(stream, 'at', settings({ startFrom: 3n }));
    await node.client.createPersistentSubscriptionToStream(stream, 'end', settings({ startFrom: END }));
    await node.client.appendToStream(stream, many(1));
    const [at, end] = [await consume(node.client, stream, 'at'), await consume(node.client, stream, 'end')];
    await Promise.all([at.have(3), end.have(1)]);
    expect([at.revisions, end.revisions]).toEqual([[3, 4, 5], [5]]);
    await Promise.all([at.leave(), end.leave()]);
  });

  it('waits for a stream that does not exist yet', async () => {
    const stream = fresh();
    await node.client.createPersistentSubscriptionToStream(stream, 'g', settings());
    const consumer = await consume(node.client, stream, 'g');
    await node.client.appendToStream(stream, many(3));
    await consumer.have(3);
    expect(consumer.revisions).toEqual([0, 1, 2]);
    await consumer.leave();
  });

  it('gives a consumer no more than its buffer holds, and the next for each that is acknowledged', async () => {
    const stream = fresh();
    await node.client.appendToStream(stream, many(20));
    await node.client.createPersistentSubscriptionToStream(stream, 'g', settings());
    const consumer = await consume(node.client, stream, 'g', { bufferSize: 4 });
    await consumer.have(4);
    const { connections, stats } = await node.client.getPersistentSubscriptionToStreamInfo(stream, 'g');
    expect(connections[0]).toMatchObject({ inFlightMessages: 4, availableSlots: 0 });
    expect(stats).toMatchObject({ totalInFlightMessages: 4, outstandingMessagesCount: 4, readBufferCount: 16 });
    await consumer.subscription.ack(consumer.delivered[2]!, consumer.delivered[0]!);
    await consumer.have(6);
    expect(consumer.revisions).toEqual(upTo(6));
    await consumer.leave();
  });

  it('follows everything from a position on, and what a filter lets pass', async () => {
    const [stream, other] = [fresh(), fresh()];
    const position = (await node.client.appendToStream(stream, many(3, 'First'))).position!;
    const all = (group: string, filter?: Parameters<typeof node.client.createPersistentSubscriptionToAll>[2]) =>
      node.client.createPersistentSubscriptionToAll(group, persistentSubscriptionToAllSettingsFromDefaults({ startFrom: position }), filter);
    const names = ['plain', 'prefix', 'regex', 'type'].map((name) => `${name}-${stream}`) as [string, string, string, string];
    await all(names[0]);
    await all(names[1], { filter: streamNameFilter({ prefixes: ['nothing', other] }) });
    await all(names[2], { filter: streamNameFilter({ regex: `^${other}$` }) });
    await all(names[3], { filter: eventTypeFilter({ regex: 'ir.t$' }) });
    await node.client.appendToStream(other, many(2, 'Second'));
    const consumers = await Promise.all(names.map((name) => consume(node.client, undefined, name, { bufferSize: 100 })));
    await Promise.all(consumers.map((consumer, i) => consumer.have([3, 2, 2, 1][i]!)));
    const seen = consumers.map(({ delivered }) => delivered.filter(({ event }) => !event!.streamId.startsWith('$')).map(({ event }) => `${event!.revision}@${event!.streamId}`));
    expect(seen).toEqual([[`2@${stream}`, `0@${other}`, `1@${other}`], [`0@${other}`, `1@${other}`], [`0@${other}`, `1@${other}`], [`2@${stream}`]]);
    await Promise.all(consumers.map((consumer) => consumer.leave()));
  });

  it('shows what links lead to when asked to, or only the link when they lead nowhere', async () => {
    const [stream, links] = [fresh(), fresh()];
    await node.client.appendToStream(stream, many(2));
    const link = (target: string) => ({ ...happened(0), type: '$>', contentType: 'application/octet-stream' as const, data: Buffer.from(target) });
    await node.client.appendToStream(links, [link(`1@${stream}`), link(`9@${stream}`), link('nothing')]);
    await node.client.createPersistentSubscriptionToStream(links, 'g', settings({ resolveLinkTos: true }));
    await node.client.createPersistentSubscriptionToStream(links, 'plain', settings());
    const [resolving, plain] = [await consume(node.client, links, 'g', { each: acking }), await consume(node.client, links, 'plain')];
    await Promise.all([resolving.have(3), plain.have(3)]);
    expect(resolving.delivered.map(({ event, link }) => [event && `${event.revision}@${event.streamId}`, link?.revision])).toEqual([[`1@${stream}`, 0n], [undefined, 1n], [undefined, 2n]]);
    expect(plain.delivered.map(({ event, link }) => [event?.streamId, link])).toEqual(Array(3).fill([links, undefined]));
    await until(async () => (await inFlight(links)) === 0);
    await Promise.all([resolving.leave(), plain.leave()]);
  });

  it('holds no more than its buffer of a stream that nobody takes', async () => {
    const stream = fresh();
    await node.client.createPersistentSubscriptionToStream(stream, 'g', settings({ historyBufferSize: 40, readBatchSize: 10, liveBufferSize: 5 }));
    for (let n = 0; n < 10; n++) await node.client.appendToStream(stream, many(100));
    const { stats, status } = await node.client.getPersistentSubscriptionToStreamInfo(stream, 'g');
    expect(stats.readBufferCount).toBeLessThanOrEqual(40);
    expect(status).toBe('Behind');
    const consumer = await consume(node.client, stream, 'g', { each: acking });
    await consumer.have(1000);
    expect(consumer.revisions).toEqual(upTo(1000));
    await consumer.leave();
  });

  it('loses nothing of a client that does not read', async () => {
    const stream = fresh();
    const blob = { filler: 'x'.repeat(8_000) };
    for (let n = 0; n < 20; n++) await node.client.appendToStream(stream, many(50).map((event) => ({ ...event, data: { ...event.data, ...blob } })));
    await node.client.createPersistentSubscriptionToStream(stream, 'g', settings());
    const subscription = node.client.subscribeToPersistentSubscriptionToStream(stream, 'g', { bufferSize: 1000 }, { highWaterMark: 1 });
    await until(async () => (await inFlight(stream)) > 0);
    expect(await inFlight(stream)).toBeLessThan(1000);
    const revisions: number[] = [];
    for await (const { event } of subscription) {
      revisions.push(Number(event!.revision));
      if (revisions.length === 1000) break;
    }
    expect(revisions).toEqual(upTo(1000));
  });

  const inFlight = async (stream: string): Promise<number> =>
    (await node.client.getPersistentSubscriptionToStreamInfo(stream, 'g')).stats.totalInFlightMessages;

  let node: TestNode;
  let folder: Awaited<ReturnType<typeof freshFolder>>;
  beforeAll(async () => {
    folder = await freshFolder();
    node = await runNode(where === 'on disk' ? { data: folder.path } : { inMemory: true });
    await node.client.appendToStream('first', happened(0));
  });
  afterAll(async () => {
    await node.stop();
    await folder.remove();
  });
});
