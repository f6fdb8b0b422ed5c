import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startNode, type RunningNode } from '#eventstore';
import { eventStoreContract } from '#eventsourcing/testing';
import { EventStoreDbEventStore } from './index.js';

eventStoreContract('EventStoreDbEventStore', async () => store);

let node: RunningNode;
let store: EventStoreDbEventStore;
beforeAll(async () => {
  node = await startNode({ inMemory: true });
  store = new EventStoreDbEventStore(node.url);
});
afterAll(async () => {
  await store.close();
  await node.stop();
});

it('answers to a ping', async () => {
  expect(await store.ping()).toBeGreaterThanOrEqual(0n);
});
