import { expect } from '@jest/globals';
import { END, persistentSubscriptionToAllSettingsFromDefaults, START } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { acking, consume, groupOnAll, infoOf, isLeft, refusal, settings, shows, withGroup, type Changes } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { append, eventually, fresh, many, outcome } from './testing/streams.js';

const SETTINGS = [
  { startFrom: START }, { startFrom: END }, { startFrom: 7n }, { resolveLinkTos: true }, { extraStatistics: true }, { messageTimeout: 1234 }, { messageTimeout: 0 }, { maxRetryCount: 3 },
  { maxRetryCount: 0 }, { checkPointAfter: 77 }, { checkPointAfter: 0 }, { checkPointLowerBound: 2 }, { checkPointUpperBound: 9 }, { maxSubscriberCount: 4 }, { liveBufferSize: 11 },
  { readBatchSize: 12 }, { historyBufferSize: 600 }, { consumerStrategyName: 'DispatchToSingle' }, { consumerStrategyName: 'RoundRobin' }, { consumerStrategyName: 'Pinned' },
] as const satisfies readonly Changes[];

const MISSING = 'persistent-subscription-does-not-exist';
const FAILED = 'persistent-subscription-failed';
const FAR = { commit: 2n ** 62n, prepare: 2n ** 62n };

/** Groups: making, changing, removing and listing them, and what they tell. */
onServer((server) => {
  const shown = (change: Changes): string => JSON.stringify(change, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

  conform(SETTINGS.flatMap((change) => [
    ['groups.ts', `${shown(change)} is shown once a group is made with it`, change, 'make'] as const,
    ['groups.ts', `${shown(change)} is shown once a group is changed to it`, change, 'change'] as const,
  ]), async (change, how) => {
    const stream = await withGroup(client(), 0, how === 'make' ? change : { maxRetryCount: 8, consumerStrategyName: 'Pinned', readBatchSize: 3 });
    if (how === 'change') await client().updatePersistentSubscriptionToStream(stream, 'g', settings(change));
    expect(await infoOf(client(), stream)).toMatchObject({ eventSource: stream, groupName: 'g', settings: settings(change), connections: [] });
  });

  conform([
    ['groups.ts', 'start', START], ['groups.ts', 'end', END],
  ] as const, async (startFrom) => {
    const group = await groupOnAll(client(), ['nothing'], { startFrom });
    const { settings: told, eventSource } = await client().getPersistentSubscriptionToAllInfo(group);
    expect([told.startFrom, eventSource]).toEqual([startFrom, '$all']);
  });

  conforms('groups.ts', 'a position is shown where a group on everything begins', async () => {
    const { position } = await append(client(), fresh(), many(1));
    const group = await groupOnAll(client(), ['nothing'], { startFrom: position! });
    expect((await client().getPersistentSubscriptionToAllInfo(group)).settings.startFrom).toEqual(position);
  });

  conforms('docs groups', 'a group is made once, and another beside it', async () => {
    const stream = await withGroup(client(), 0);
    await expect(client().createPersistentSubscriptionToStream(stream, 'g', settings())).rejects.toMatchObject({ type: 'persistent-subscription-exists', streamName: stream, groupName: 'g' });
    await client().createPersistentSubscriptionToStream(stream, 'other', settings());
  });

  conform([
    ['errors.ts', 'a group that is not there is changed', (stream: string) => client().updatePersistentSubscriptionToStream(stream, 'g', settings())],
    ['errors.ts', 'a group that is not there is removed', (stream: string) => client().deletePersistentSubscriptionToStream(stream, 'g')],
    ['errors.ts', 'a group that is not there is asked about', (stream: string) => client().getPersistentSubscriptionToStreamInfo(stream, 'g')],
    ['errors.ts', 'a group that is not there is replayed', (stream: string) => client().replayParkedMessagesToStream(stream, 'g')],
    ['errors.ts', 'a group that is not there is consumed', (stream: string) => refusal(client(), stream, 'g').then((error) => Promise.reject(error))],
  ] as const, async (call) => {
    const stream = fresh();
    await expect(call(stream)).rejects.toMatchObject({ type: MISSING, streamName: stream, groupName: 'g' });
  });

  conform([
    ['errors.ts', 'a group on everything that is not there is removed', (group: string) => client().deletePersistentSubscriptionToAll(group)],
    ['errors.ts', 'a group on everything that is not there is asked about', (group: string) => client().getPersistentSubscriptionToAllInfo(group)],
    ['errors.ts', 'the groups of a stream that has none are listed', (group: string) => client().listPersistentSubscriptionsToStream(group)],
  ] as const, async (call) => {
    expect(await outcome(call(fresh()))).toBe(MISSING);
  });

  conform([
    ['Groups.cs', 'a page as large as the buffer', { readBatchSize: 500, historyBufferSize: 500 }, undefined],
    ['Groups.cs', '$all, as if it were a stream', {}, '$all'],
    [ours('taken'), 'a negative number of retries', { maxRetryCount: -1 }, undefined],
    [ours('taken'), 'pages of nothing', { readBatchSize: 0 }, undefined],
    ['Groups.cs', 'a stream without a name', {}, ''],
  ] as const, async (change, name) => {
    const call = client().createPersistentSubscriptionToStream(name ?? fresh(), 'g', settings(change));
    await expect(call).rejects.toMatchObject({ type: FAILED, reason: expect.stringMatching(/./) });
  });

  conforms('Groups.cs', 'a group cannot begin beyond the end of everything', async () => {
    const beyond = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: FAR });
    expect(await outcome(client().createPersistentSubscriptionToAll(fresh(), beyond))).toBe(FAILED);
  });

  conforms('Groups.cs', 'a replay up to a negative number is refused', async () => {
    const stream = await withGroup(client(), 0);
    expect(await outcome(client().replayParkedMessagesToStream(stream, 'g', { stopAt: -1 }))).toBe(FAILED);
  });

  conforms('Groups.cs', 'a consumer without a buffer is refused', async () => {
    expect(await refusal(client(), await withGroup(client(), 0), 'g', 0)).toMatchObject({ type: 'unknown' });
  });

  conforms('docs groups', 'no more consumers are let in than there may be, until one leaves', async () => {
    const stream = await withGroup(client(), 0, { maxSubscriberCount: 1 });
    const first = await consume(client(), stream, 'g');
    expect(await refusal(client(), stream, 'g')).toMatchObject({ type: 'maximum-subscribers-reached', streamName: stream, groupName: 'g' });
    await first.leave();
    await isLeft(client(), stream);
    const next = await consume(client(), stream, 'g');
    expect(next.errors).toEqual([]);
    await next.leave();
  });

  conforms('docs groups', 'what it does is counted', async () => {
    const stream = await withGroup(client(), 30, { extraStatistics: true, checkPointLowerBound: 1, checkPointUpperBound: 10 });
    const consumer = await consume(client(), stream, 'g', { each: acking });
    await consumer.have(30);
    await shows(client(), stream, { lastCheckpointedEventRevision: 29n, totalInFlightMessages: 0 });
    const { stats, connections, status } = await infoOf(client(), stream);
    expect(status).toBe('Live');
    expect(stats).toMatchObject({ totalItems: 30n, readBufferCount: 0, retryBufferCount: 0, outstandingMessagesCount: 0, parkedMessageCount: 0n, lastKnownEventRevision: 29n });
    const username = server().isSecured ? server().credentials.username : 'anonymous';
    expect(connections).toMatchObject([{ username, from: '', totalItems: 30n, availableSlots: 10, inFlightMessages: 0 }]);
    expect(Array.from(connections[0]!.extraStatistics!.keys()).map((name) => name.toLowerCase())).toEqual([
      'mean', 'median', 'fastest', 'quintile 1', 'quintile 2', 'quintile 3', 'quintile 4', 'quintile 5', '90%', '95%', '99%', '99.5%', '99.9%', 'highest',
    ]);
    await consumer.leave();
  });

  conforms('groups.ts', 'the groups of a stream, of everything, and all there are by stream, are listed', async () => {
    const [stream, group] = [await withGroup(client(), 0), await groupOnAll(client(), ['nothing'])];
    await client().createPersistentSubscriptionToStream(stream, 'h', settings());
    const names = (list: readonly { readonly groupName: string }[]): string[] => list.map(({ groupName }) => groupName);
    expect(names(await client().listPersistentSubscriptionsToStream(stream)).sort()).toEqual(['g', 'h']);
    expect(names(await client().listPersistentSubscriptionsToAll())).toContain(group);
    const all = await client().listAllPersistentSubscriptions();
    expect(names(all)).toEqual(expect.arrayContaining(['g', 'h', group]));
    expect(all.filter(({ eventSource }) => eventSource === stream)).toHaveLength(2);
    for (const name of ['g', 'h']) await client().deletePersistentSubscriptionToStream(stream, name);
    expect(await client().listPersistentSubscriptionsToStream(stream)).toEqual([]);
  });

  conforms('Groups.cs', 'its consumers are let go when it is deleted, and it begins afresh when it is made again', async () => {
    const eager = { checkPointLowerBound: 1, checkPointUpperBound: 1 };
    const stream = await withGroup(client(), 3, eager);
    for (let life = 0; life < 3; life++) {
      const consumer = await consume(client(), stream, 'g', { each: acking });
      await consumer.have(3);
      await shows(client(), stream, { lastCheckpointedEventRevision: 2n });
      await client().deletePersistentSubscriptionToStream(stream, 'g');
      await eventually(() => consumer.errors.length > 0, 'it is let go');
      expect(consumer.errors[0]).toMatchObject({ type: 'persistent-subscription-dropped', streamName: stream, groupName: 'g' });
      expect(consumer.revisions).toEqual([0, 1, 2]);
      await client().createPersistentSubscriptionToStream(stream, 'g', settings(eager));
    }
  });

  conforms('Group.cs', 'it goes on from its checkpoint when it is changed, and from the new start if it has none', async () => {
    const [checked, unchecked] = [await withGroup(client(), 4, { checkPointUpperBound: 2, checkPointLowerBound: 2 }), await withGroup(client(), 4)];
    const consumer = await consume(client(), checked, 'g', { bufferSize: 1, each: (message, subscription) => message.event!.revision < 2n && subscription.ack(message) });
    await consumer.have(3);
    await shows(client(), checked, { lastCheckpointedEventRevision: 1n });
    for (const stream of [checked, unchecked]) await client().updatePersistentSubscriptionToStream(stream, 'g', settings({ startFrom: 3n }));
    await eventually(() => consumer.errors.length > 0, 'it is let go');
    expect(consumer.errors[0]).toMatchObject({ type: 'persistent-subscription-dropped' });
    const [from2, from3] = [await consume(client(), checked, 'g'), await consume(client(), unchecked, 'g')];
    await Promise.all([from2.have(2), from3.have(1)]);
    expect([from2.revisions, from3.revisions]).toEqual([[2, 3], [3]]);
    await Promise.all([from2.leave(), from3.leave()]);
  });

  conforms('Group.cs', 'a change leaves the filter as it was', async () => {
    const [stream, other] = [fresh(), fresh()];
    const group = await groupOnAll(client(), [stream]);
    await client().updatePersistentSubscriptionToAll(group, persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START, maxRetryCount: 2 }));
    for (const name of [other, stream]) await append(client(), name, many(1));
    const consumer = await consume(client(), undefined, group, { each: acking });
    await consumer.have(1);
    expect(consumer.delivered[0]!.event!.streamId).toBe(stream);
    await consumer.leave();
  });

  conforms('Groups.cs', 'it begins again from what the log says when the subsystem is restarted', async () => {
    const stream = await withGroup(client(), 4, { checkPointUpperBound: 3 });
    const consumer = await consume(client(), stream, 'g', { bufferSize: 3, each: (message, subscription) => message.event!.revision < 3n && subscription.ack(message) });
    await consumer.have(4);
    await shows(client(), stream, { lastCheckpointedEventRevision: 2n });
    await client().restartPersistentSubscriptionSubsystem();
    await eventually(() => consumer.errors.length > 0, 'it is let go');
    expect(consumer.errors[0]).toMatchObject({ type: 'persistent-subscription-dropped' });
    await eventually(() => infoOf(client(), stream).then(() => true, () => false), 'it has restarted');
    const again = await consume(client(), stream, 'g');
    await again.have(1);
    expect(again.revisions).toEqual([3]);
    await again.leave();
  });

  const client = () => server().client;
});
