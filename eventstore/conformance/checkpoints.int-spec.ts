import { expect } from '@jest/globals';
import { PARK, SKIP, type Position } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { acking, consume, groupOnAll, infoOf, isLeft, settings, shows, withGroup, type Changes } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { append, collect, eventually, fresh, many, numbers } from './testing/streams.js';

const AT_ONCE: Changes = { checkPointLowerBound: 1, checkPointUpperBound: 1 };
const AFTER_3: Changes = { checkPointLowerBound: 3, checkPointUpperBound: 3, checkPointAfter: 60_000 };
const IN_TIME: Changes = { checkPointLowerBound: 1, checkPointUpperBound: 1000, checkPointAfter: 1 };
const NEVER_IN_TIME: Changes = { ...IN_TIME, checkPointAfter: 0 };
/** It would be written whether or not anything is done. */
const NONE_AT_LEAST: Changes = { ...IN_TIME, checkPointLowerBound: 0 };

/** How far a group says that it is done, and where it keeps that. */
onServer((server) => {
  /** Six messages are out at once; then some are answered, in this order: acknowledged, p parked or s skipped. */
  conform([
    ['docs groups', 'as many are done as the upper bound says', AFTER_3, '0 1 2', 2],
    ['docs groups', 'fewer are done, but as many as the lower bound says, and time has passed', IN_TIME, '0', 0],
    ['Group.cs', 'never beyond what is still out', AT_ONCE, '0 1 3 4', 1],
    ['Group.cs', 'in whatever order they are done', AFTER_3, '2 1 0', 2],
    ['Group.cs', 'what is skipped is done', AFTER_3, 's0 1 s2', 2],
    ['Group.cs', 'what is parked is done', AT_ONCE, '0 p1', 1],
  ] as const, async (change, answers, done) => {
    const stream = await withGroup(client(), 6, change);
    const consumer = await consume(client(), stream, 'g');
    await consumer.have(6);
    for (const answer of answers.split(' ')) {
      const message = consumer.delivered[Number(answer.replace(/\D/, ''))]!;
      if (/\d/.test(answer[0]!)) await consumer.subscription.ack(message);
      else await consumer.subscription.nack(answer.startsWith('p') ? PARK : SKIP, 'so', message);
    }
    await shows(client(), stream, { lastCheckpointedEventRevision: BigInt(done) });
    expect(await kept(`${stream}::g`)).toBe(String(done));
    await consumer.leave();
  });

  conforms('Group.cs', 'what comes after the checkpoint comes again, and nothing before it', async () => {
    const stream = await withGroup(client(), 6, AFTER_3);
    const consumer = await consume(client(), stream, 'g');
    await consumer.have(6);
    await consumer.subscription.ack(...consumer.delivered.slice(0, 3));
    await consumer.subscription.ack(consumer.delivered[4]!);
    await shows(client(), stream, { lastCheckpointedEventRevision: 2n, totalInFlightMessages: 2 });
    await client().updatePersistentSubscriptionToStream(stream, 'g', settings(AFTER_3));
    const again = await consume(client(), stream, 'g');
    await again.have(3);
    expect([again.revisions, again.delivered.map(({ retryCount }) => retryCount)]).toEqual([[3, 4, 5], [0, 0, 0]]);
    await again.leave();
  });

  conforms('Group.cs', 'a group on everything keeps a position', async () => {
    const stream = fresh();
    const { position } = await append(client(), stream, many(1));
    const group = await groupOnAll(client(), [stream], { ...AT_ONCE, startFrom: position! });
    const consumer = await consume(client(), undefined, group, { each: acking });
    await consumer.have(1);
    const checkpoint = async () => (await client().getPersistentSubscriptionToAllInfo(group)).stats.lastCheckpointedEventPosition;
    await eventually(async () => ((await checkpoint())?.commit ?? -1n) >= position!.commit, 'it is kept');
    expect(await kept(`$all::${group}`)).toMatch(/^C:\d+\/P:\d+$/);
    await consumer.leave();
  });

  conforms('Group.cs', 'what a filter leaves out is done', async () => {
    const group = await groupOnAll(client(), ['nothing'], { ...AT_ONCE, startFrom: 'end' });
    const { position } = await append(client(), fresh(), many(1));
    const checkpoint = async () => (await client().getPersistentSubscriptionToAllInfo(group)).stats.lastCheckpointedEventPosition;
    await eventually(async () => ((await checkpoint())?.commit ?? -1n) >= position!.commit, 'it is kept');
  });

  conforms('Group.cs', 'time alone writes none where no time is given', async () => {
    const stream = await withGroup(client(), 2, NEVER_IN_TIME);
    await done(stream, 2);
    await ticks(1);
    expect((await infoOf(client(), stream)).stats.lastCheckpointedEventRevision).toBeUndefined();
  });

  conforms('Group.cs', 'none is written because a consumer leaves', async () => {
    const stream = await withGroup(client(), 3);
    await done(stream, 3);
    await client().updatePersistentSubscriptionToStream(stream, 'g', settings());
    const again = await consume(client(), stream, 'g', { each: acking });
    await again.have(3);
    expect(again.revisions).toEqual([0, 1, 2]);
    await again.leave();
  });

  conforms(ours('written again and again when its lower bound is 0'), 'one that says nothing new is not written', async () => {
    const stream = await withGroup(client(), 1, NONE_AT_LEAST);
    await done(stream, 1);
    await shows(client(), stream, { lastCheckpointedEventRevision: 0n });
    await ticks(2);
    expect(await numbers(client(), `$persistentsubscription-${stream}::g-checkpoint`)).toEqual([0]);
  });

  conforms(ours('without'), 'only the newest two are kept', async () => {
    const stream = await withGroup(client(), 4, AT_ONCE);
    const consumer = await consume(client(), stream, 'g');
    await consumer.have(4);
    for (const [n, message] of consumer.delivered.entries()) {
      await consumer.subscription.ack(message);
      await shows(client(), stream, { lastCheckpointedEventRevision: BigInt(n) });
    }
    expect(await numbers(client(), `$persistentsubscription-${stream}::g-checkpoint`)).toEqual([2, 3]);
    await consumer.leave();
  });

  /** Of a group that has parked an event, with which it is done. */
  conform([
    ['AllReader.cs', 'what a group on a stream keeps is read among everything', true, readAll],
    ['AllReader.cs', 'what a group on a stream keeps is told to who follows everything', true, followAll],
    ['AllReader.cs', 'what a group on everything keeps is not read among everything', false, readAll],
    ['AllReader.cs', 'what a group on everything keeps is not told to who follows everything', false, followAll],
  ] as const, async (isOnStream, names) => {
    const [stream, marker] = [fresh(), fresh()];
    const { position } = await append(client(), stream, many(2));
    const group = isOnStream ? 'g' : await groupOnAll(client(), [stream], { ...AT_ONCE, startFrom: position! });
    if (isOnStream) await client().createPersistentSubscriptionToStream(stream, group, settings({ ...AT_ONCE, startFrom: 1n }));
    const consumer = await consume(client(), isOnStream ? stream : undefined, group, { each: (message, subscription) => subscription.nack(PARK, 'broken', message) });
    const books = `$persistentsubscription-${isOnStream ? stream : '$all'}::${group}`;
    for (const kind of ['parked', 'checkpoint']) await eventually(() => numbers(client(), `${books}-${kind}`).then((found) => found.length > 0, () => false), `its ${kind} stream`);
    await append(client(), marker, many(1));
    const found = (await names(position!, marker)).filter((name) => name.startsWith(books)).map((name) => name.slice(books.length));
    expect([...new Set(found)].sort()).toEqual(isOnStream ? ['-checkpoint', '-parked'] : []);
    await consumer.leave();
  });

  async function readAll(fromPosition: Position): Promise<string[]> {
    return (await collect(client().readAll({ fromPosition }))).map(({ event }) => event!.streamId);
  }

  async function followAll(fromPosition: Position, last: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { event } of client().subscribeToAll({ fromPosition })) {
      found.push(event!.streamId);
      if (event!.streamId === last) break;
    }
    return found;
  }

  /** A consumer comes, acknowledges so many, and leaves. */
  async function done(stream: string, count: number): Promise<void> {
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(count);
    await shows(client(), stream, { totalInFlightMessages: 0 });
    await consumer.leave();
    await isLeft(client(), stream);
  }

  /** Waits until the server has looked so often at what time says: another group has written checkpoints then. */
  async function ticks(count: number): Promise<void> {
    const stream = await withGroup(client(), 0, IN_TIME);
    for (let n = 0; n < count; n++) {
      await append(client(), stream, many(1));
      await done(stream, 1);
      await shows(client(), stream, { lastCheckpointedEventRevision: BigInt(n) });
    }
  }

  /** The newest checkpoint, as it lies in the log. */
  async function kept(id: string): Promise<unknown> {
    const [newest] = await collect(client().readStream(`$persistentsubscription-${id}-checkpoint`, { direction: 'backwards', fromRevision: 'end', maxCount: 1 }));
    expect(newest!.event!.type).toBe('$SubscriptionCheckpoint');
    return newest!.event!.data;
  }

  const client = () => server().client;
});
