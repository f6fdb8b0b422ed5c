import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PARK, persistentSubscriptionToAllSettingsFromDefaults, streamNameFilter } from '@eventstore/db-client';
import { eventually, many, runNode, type TestNode } from '../testing/running-node.js';
import { fresh } from '../testing/both-storages.js';
import { consume, settings } from '../testing/consuming.js';

it('lists groups, all of them, by page, and those of a stream', async () => {
  const stream = await written(2);
  const all = persistentSubscriptionToAllSettingsFromDefaults();
  await node.client.createPersistentSubscriptionToAll(`g-${stream}`, all);
  const of = async (path: string) => (await get(path)).body as { eventStreamId: string; groupName: string }[];
  expect((await of('/subscriptions')).map(({ groupName }) => groupName)).toEqual(expect.arrayContaining(['g', `g-${stream}`]));
  expect(await of(`/subscriptions/${stream}`)).toMatchObject([{ eventStreamId: stream, groupName: 'g', status: 'Live', lastKnownEventNumber: 1, connectionCount: 0 }]);
  expect((await get('/subscriptions?offset=1&count=1')).body).toMatchObject({ offset: 1, count: 1, subscriptions: [expect.anything()] });
  expect((await get(`/subscriptions/${fresh()}`)).status).toBe(404);
  expect((await get('/subscriptions?offset=-1')).status).toBe(400);
});

it('tells all there is to know of a group', async () => {
  const stream = await written(3, { maxRetryCount: 4, consumerStrategyName: 'Pinned', startFrom: 1n });
  const consumer = await consume(node.client, stream, 'g', { bufferSize: 7 });
  await consumer.have(2);
  expect(await get(`/subscriptions/${stream}/g/info`)).toMatchObject({
    status: 200,
    body: {
      config: { startFrom: 1, startPosition: '1', maxRetryCount: 4, namedConsumerStrategy: 'Pinned', bufferSize: 500 },
      totalItemsProcessed: 2, lastProcessedEventNumber: -1, lastKnownEventNumber: 2, parkedMessageCount: 0, totalInFlightMessages: 2,
      connections: [{ username: 'anonymous', availableSlots: 5, inFlightMessages: 2 }],
    },
  });
  await consumer.leave();
  expect((await get(`/subscriptions/${stream}/other/info`)).status).toBe(404);
});

it('replays what is parked', async () => {
  const stream = await written(2);
  const consumer = await consume(node.client, stream, 'g', { each: (message, group) => (message.link ? group.ack(message) : group.nack(PARK, 'later', message)) });
  await eventually(async () => (await node.client.getPersistentSubscriptionToStreamInfo(stream, 'g')).stats.parkedMessageCount === 2n);
  const replay = (query: string) => get(`/subscriptions/${stream}/g/replayParked${query}`, 'POST');
  expect((await replay('?stopAt=-1')).status).toBe(400);
  expect((await replay('?stopAt=x')).status).toBe(400);
  expect((await replay('?stopAt=1')).status).toBe(200);
  await consumer.have(3);
  expect((await replay('')).status).toBe(200);
  await consumer.have(4);
  expect(consumer.revisions).toHaveLength(4);
  expect((await get(`/subscriptions/${stream}/other/replayParked`, 'POST')).status).toBe(404);
  await consumer.leave();
});

it('serves groups on everything as well', async () => {
  const [stream, group] = [fresh(), fresh()];
  const { position } = await node.client.appendToStream(stream, many(1));
  const all = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: position!, checkPointLowerBound: 1, checkPointUpperBound: 1 });
  await node.client.createPersistentSubscriptionToAll(group, all, { filter: streamNameFilter({ prefixes: [stream] }) });
  const parking = await consume(node.client, undefined, group, { each: (message, subscription) => (message.link ? subscription.ack(message) : subscription.nack(PARK, 'later', message)) });
  const info = async () => (await get(`/subscriptions/$all/${group}/info`)).body as Record<string, unknown>;
  await eventually(async () => (await info())['parkedMessageCount'] === 1 && (await info())['lastCheckpointedEventPosition'] !== '');
  const { commit } = position!;
  expect(await info()).toMatchObject({
    config: { startPosition: `C:${commit}/P:${commit}` }, eventStreamId: '$all', groupName: group,
    lastCheckpointedEventPosition: expect.stringMatching(/^C:\d+\/P:\d+$/), lastKnownEventPosition: expect.stringMatching(/^C:\d+\/P:\d+$/),
  });
  expect(await info()).not.toHaveProperty('lastKnownEventNumber');
  expect((await get('/subscriptions/$all')).body).toEqual(expect.arrayContaining([expect.objectContaining({ eventStreamId: '$all', groupName: group, connectionCount: 1 })]));
  expect(await get(`/subscriptions/$all/${group}/replayParked`, 'POST')).toEqual({ status: 200, body: {} });
  await parking.have(2);
  expect(parking.delivered[1]!.link!.streamId).toBe(`$persistentsubscription-$all::${group}-parked`);
  await parking.leave();
  expect((await get(`/subscriptions/$all/${fresh()}/info`)).status).toBe(404);
});

it('replays nothing up to the first of the parked', async () => {
  const stream = await written(2);
  const consumer = await consume(node.client, stream, 'g', { each: (message, group) => (message.link ? group.ack(message) : group.nack(PARK, 'later', message)) });
  const parked = async () => (await node.client.getPersistentSubscriptionToStreamInfo(stream, 'g')).stats.parkedMessageCount;
  await eventually(async () => (await parked()) === 2n);
  expect((await get(`/subscriptions/${stream}/g/replayParked?stopAt=0`, 'POST')).status).toBe(200);
  expect(await parked()).toBe(2n);
  await consumer.leave();
});

it('begins again when it is told to', async () => {
  const stream = await written(1);
  const consumer = await consume(node.client, stream, 'g');
  expect(await get('/subscriptions/restart', 'POST')).toEqual({ status: 200, body: 'Restarting' });
  await eventually(() => consumer.errors.length > 0);
  expect((await get(`/subscriptions/${stream}`)).status).toBe(200);
});

it('finds a group whose stream has a name of any kind', async () => {
  const stream = `${fresh()}/a b?c%流`;
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings());
  expect((await get(`/subscriptions/${encodeURIComponent(stream)}/g/info`)).body).toMatchObject({ eventStreamId: stream });
  expect((await get('/subscriptions/%E0%A4%A')).status).toBe(400);
});

async function written(count: number, changes: Parameters<typeof settings>[0] = {}): Promise<string> {
  const stream = fresh();
  await node.client.appendToStream(stream, many(count));
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings(changes));
  return stream;
}

async function get(path: string, method = 'GET'): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${node.port}${path}`, { method });
  return { status: response.status, body: await response.json() };
}

let node: TestNode;
beforeAll(async () => void (node = await runNode({ inMemory: true })));
afterAll(() => node.stop());
