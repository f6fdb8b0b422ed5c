import { expect, it } from '@jest/globals';
import { EventStoreDBClient, PersistentSubscriptionDroppedError, UnavailableError } from '@eventstore/db-client';
import { startNode } from '../index.js';
import { serve } from '../node.js';
import { MemoryStorage } from '../storage/memory.storage.js';
import { Faulty } from '../testing/faulty.storage.js';
import { eventually, happened } from '../testing/running-node.js';
import { consume, settings } from '../testing/consuming.js';

it('lets go of every consumer when the node stops', async () => {
  const own = await startNode({ inMemory: true });
  const client = EventStoreDBClient.connectionString`${own.url}`;
  await client.createPersistentSubscriptionToStream('s', 'g', settings());
  const consumer = await consume(client, 's', 'g');
  await own.stop();
  await eventually(() => consumer.errors.length > 0);
  await client.dispose();
  expect(consumer.errors[0]).toBeInstanceOf(PersistentSubscriptionDroppedError);
});

it.each<[string, (client: EventStoreDBClient) => Promise<unknown>]>([
  ['consume from it', async (client) => Promise.reject((await consume(client, 's', 'g')).errors[0])],
  ['ask for it', (client) => client.getPersistentSubscriptionToStreamInfo('s', 'g')],
  ['list those of its stream', (client) => client.listPersistentSubscriptionsToStream('s')],
  ['list all', (client) => client.listAllPersistentSubscriptions()],
  ['replay what it has parked', (client) => client.replayParkedMessagesToStream('s', 'g')],
  ['change it', (client) => client.updatePersistentSubscriptionToStream('s', 'g', settings())],
  ['remove it', (client) => client.deletePersistentSubscriptionToStream('s', 'g')],
  ['make another', (client) => client.createPersistentSubscriptionToStream('s', 'h', settings())],
])('does not say that a group is missing, but that the node stops, to who wants to %s meanwhile', async (_what, act) => {
  const storage = new Faulty(new MemoryStorage());
  const node = await serve(storage, {});
  const client = EventStoreDBClient.connectionString`${node.url}`;
  await client.createPersistentSubscriptionToStream('s', 'g', settings());
  let release = (): void => undefined;
  storage.holding = new Promise((resolve) => void (release = resolve));
  const before = storage.writes;
  const append = client.appendToStream('s', happened(1));
  await eventually(() => storage.writes > before, 'the write is under way');
  const stopping = node.stop();
  await expect(act(client)).rejects.toBeInstanceOf(UnavailableError);
  release();
  await append;
  await stopping;
  await client.dispose();
});
