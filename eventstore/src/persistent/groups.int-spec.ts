import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  END, persistentSubscriptionToAllSettingsFromDefaults, START,
  PersistentSubscriptionDoesNotExistError, PersistentSubscriptionDroppedError, PersistentSubscriptionExistsError,
  PersistentSubscriptionFailedError, PersistentSubscriptionMaximumSubscribersReachedError, UnknownError,
} from '@eventstore/db-client';
import { many, runNode, type TestNode } from '../testing/running-node.js';
import { acking, consume, settings } from './testing/consuming.js';
import { fresh, until } from './testing/waiting.js';

it('makes a group once', async () => {
  const stream = fresh();
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings());
  await expect(node.client.createPersistentSubscriptionToStream(stream, 'g', settings())).rejects.toThrow(PersistentSubscriptionExistsError);
  await node.client.createPersistentSubscriptionToStream(stream, 'other', settings());
});

it('says that a group is missing, whatever is asked of it', async () => {
  const stream = fresh();
  const { client } = node;
  const missing = { streamName: stream, groupName: 'g' };
  const refused = async (call: Promise<unknown>): Promise<void> => {
    const error = await call.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
    expect(error).toMatchObject(missing);
  };
  await refused(client.updatePersistentSubscriptionToStream(stream, 'g', settings()));
  await refused(client.deletePersistentSubscriptionToStream(stream, 'g'));
  await refused(client.getPersistentSubscriptionToStreamInfo(stream, 'g'));
  await refused(client.replayParkedMessagesToStream(stream, 'g'));
  expect((await consume(client, stream, 'g')).errors[0]).toMatchObject(missing);
  await expect(client.listPersistentSubscriptionsToStream(stream)).rejects.toMatchObject({ streamName: stream, groupName: '' });
});

it('refuses settings that cannot work, with the reason', async () => {
  const stream = fresh();
  const refused = async (changes: Parameters<typeof settings>[0], reason: RegExp, name = stream): Promise<void> => {
    const error = await node.client.createPersistentSubscriptionToStream(name, 'g', settings(changes)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PersistentSubscriptionFailedError);
    expect((error as PersistentSubscriptionFailedError).reason).toMatch(reason);
  };
  await refused({ readBatchSize: 500, historyBufferSize: 500 }, /readBatchSize must be smaller/);
  await refused({ maxRetryCount: -1 }, /maxRetryCount must not be negative/);
  await refused({}, /\$all is asked for as such/, '$all');
  await refused({}, /needs a name/, '');
  const beyond = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: { commit: 10n ** 9n, prepare: 10n ** 9n } });
  await expect(node.client.createPersistentSubscriptionToAll('g', beyond)).rejects.toThrow(PersistentSubscriptionFailedError);
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings());
  await expect(node.client.replayParkedMessagesToStream(stream, 'g', { stopAt: -1 })).rejects.toThrow(PersistentSubscriptionFailedError);
  expect((await consume(node.client, stream, 'g', { bufferSize: 0 })).errors[0]).toBeInstanceOf(UnknownError);
});

it('lets in no more consumers than it may have, until one leaves', async () => {
  const stream = fresh();
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings({ maxSubscriberCount: 1 }));
  const first = await consume(node.client, stream, 'g');
  expect((await consume(node.client, stream, 'g')).errors[0]).toBeInstanceOf(PersistentSubscriptionMaximumSubscribersReachedError);
  await first.leave();
  await until(async () => (await info(stream)).connections.length === 0);
  expect((await consume(node.client, stream, 'g')).errors).toEqual([]);
});

it('shows its settings as they were given', async () => {
  const stream = fresh();
  const given = settings({
    startFrom: 7n, resolveLinkTos: true, extraStatistics: true, messageTimeout: 1234, maxRetryCount: 3, checkPointAfter: 77, checkPointLowerBound: 2,
    checkPointUpperBound: 9, maxSubscriberCount: 4, liveBufferSize: 11, readBatchSize: 12, historyBufferSize: 13, consumerStrategyName: 'Pinned',
  });
  await node.client.createPersistentSubscriptionToStream(stream, 'g', given);
  expect(await info(stream)).toMatchObject({ eventSource: stream, groupName: 'g', settings: given, connections: [] });
  await node.client.updatePersistentSubscriptionToStream(stream, 'g', settings({ startFrom: END }));
  expect((await info(stream)).settings).toEqual(settings({ startFrom: END }));
  const group = fresh();
  await node.client.createPersistentSubscriptionToAll(group, persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START }));
  expect((await node.client.getPersistentSubscriptionToAllInfo(group)).settings.startFrom).toBe(START);
});

it('counts what it does', async () => {
  const stream = fresh();
  await node.client.appendToStream(stream, many(30));
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings({ extraStatistics: true, checkPointLowerBound: 1, checkPointUpperBound: 10 }));
  const consumer = await consume(node.client, stream, 'g', { each: acking });
  await consumer.have(30);
  await until(async () => (await info(stream)).stats.lastCheckpointedEventRevision === 29n);
  const { stats, connections, status } = await info(stream);
  expect(status).toBe('Live');
  expect(stats).toMatchObject({
    totalItems: 30n, readBufferCount: 0, retryBufferCount: 0, totalInFlightMessages: 0, outstandingMessagesCount: 0, parkedMessageCount: 0n,
    lastKnownEventRevision: 29n,
  });
  expect(connections).toMatchObject([{ username: 'anonymous', from: '', totalItems: 30n, availableSlots: 10, inFlightMessages: 0 }]);
  expect(Array.from(connections[0]!.extraStatistics!.keys())).toEqual([
    'mean', 'median', 'fastest', 'quintile 1', 'quintile 2', 'quintile 3', 'quintile 4', 'quintile 5', '90%', '95%', '99%', '99.5%', '99.9%', 'highest',
  ]);
  await consumer.leave();
});

it('lists the groups of a stream, of everything, and all there are by stream', async () => {
  const stream = fresh();
  await node.client.createPersistentSubscriptionToStream(stream, 'a', settings());
  await node.client.createPersistentSubscriptionToStream(stream, 'b', settings());
  const group = fresh();
  await node.client.createPersistentSubscriptionToAll(group, persistentSubscriptionToAllSettingsFromDefaults());
  const names = (list: readonly { readonly groupName: string }[]): string[] => list.map(({ groupName }) => groupName);
  expect(names(await node.client.listPersistentSubscriptionsToStream(stream))).toEqual(['a', 'b']);
  expect(names(await node.client.listPersistentSubscriptionsToAll())).toContain(group);
  const all = (await node.client.listAllPersistentSubscriptions()).map(({ eventSource }) => eventSource);
  expect(all).toEqual([...all].sort());
  await node.client.deletePersistentSubscriptionToStream(stream, 'a');
  await node.client.deletePersistentSubscriptionToStream(stream, 'b');
  expect(await node.client.listPersistentSubscriptionsToStream(stream)).toEqual([]);
});

it('lets go of its consumers when it is deleted, and begins afresh when it is made again', async () => {
  const stream = fresh();
  await node.client.appendToStream(stream, many(3));
  const eager = settings({ checkPointLowerBound: 1, checkPointUpperBound: 1 });
  await node.client.createPersistentSubscriptionToStream(stream, 'g', eager);
  for (let life = 0; life < 3; life++) {
    const consumer = await consume(node.client, stream, 'g', { each: acking });
    await consumer.have(3);
    await until(async () => (await info(stream)).stats.lastCheckpointedEventRevision === 2n);
    await node.client.deletePersistentSubscriptionToStream(stream, 'g');
    await until(async () => consumer.errors.length > 0);
    expect(consumer.errors[0]).toBeInstanceOf(PersistentSubscriptionDroppedError);
    expect(consumer.revisions).toEqual([0, 1, 2]);
    await node.client.createPersistentSubscriptionToStream(stream, 'g', eager);
  }
});

it('goes on from its checkpoint when it is updated, and from the new start if it has none', async () => {
  const [checked, unchecked] = [fresh(), fresh()];
  for (const stream of [checked, unchecked]) {
    await node.client.appendToStream(stream, many(4));
    await node.client.createPersistentSubscriptionToStream(stream, 'g', settings({ checkPointUpperBound: 2, checkPointLowerBound: 2 }));
  }
  const consumer = await consume(node.client, checked, 'g', { bufferSize: 1, each: (message, subscription) => message.event!.revision < 2n && subscription.ack(message) });
  await consumer.have(3);
  await until(async () => (await info(checked)).stats.lastCheckpointedEventRevision === 1n);
  for (const stream of [checked, unchecked]) await node.client.updatePersistentSubscriptionToStream(stream, 'g', settings({ startFrom: 3n }));
  await until(async () => consumer.errors.length > 0);
  expect(consumer.errors[0]).toBeInstanceOf(PersistentSubscriptionDroppedError);
  const [from2, from3] = [await consume(node.client, checked, 'g'), await consume(node.client, unchecked, 'g')];
  await Promise.all([from2.have(2), from3.have(1)]);
  expect([from2.revisions, from3.revisions]).toEqual([[2, 3], [3]]);
  await Promise.all([from2.leave(), from3.leave()]);
});

it('begins again from what the log says when the subsystem is restarted', async () => {
  const stream = fresh();
  await node.client.appendToStream(stream, many(4));
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings({ checkPointUpperBound: 3 }));
  const consumer = await consume(node.client, stream, 'g', { bufferSize: 3, each: (message, subscription) => message.event!.revision < 3n && subscription.ack(message) });
  await consumer.have(4);
  await until(async () => (await info(stream)).stats.lastCheckpointedEventRevision === 2n);
  await node.client.restartPersistentSubscriptionSubsystem();
  await until(async () => consumer.errors.length > 0);
  expect(consumer.errors[0]).toBeInstanceOf(PersistentSubscriptionDroppedError);
  const again = await consume(node.client, stream, 'g');
  await again.have(1);
  expect(again.revisions).toEqual([3]);
  await again.leave();
});

const info = (stream: string) => node.client.getPersistentSubscriptionToStreamInfo(stream, 'g');

let node: TestNode;
beforeAll(async () => void (node = await runNode({ inMemory: true })));
afterAll(() => node.stop());
