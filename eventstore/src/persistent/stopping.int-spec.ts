import { expect, it } from '@jest/globals';
import { EventStoreDBClient, PersistentSubscriptionDroppedError } from '@eventstore/db-client';
import { startNode } from '../index.js';
import { eventually } from '../testing/running-node.js';
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
