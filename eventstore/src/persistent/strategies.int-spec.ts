import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { persistentSubscriptionToAllSettingsFromDefaults, streamNameFilter } from '@eventstore/db-client';
import { many, runNode, type TestNode } from '../testing/running-node.js';
import { acking, consume, settings, type Consuming } from './testing/consuming.js';
import { fresh, until } from './testing/waiting.js';

it('gives to everyone in turn', async () => {
  const stream = fresh();
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings({ consumerStrategyName: 'RoundRobin' }));
  const consumers = [await consume(node.client, stream, 'g', { each: acking }), await consume(node.client, stream, 'g', { each: acking })];
  await node.client.appendToStream(stream, many(6));
  await Promise.all(consumers.map((consumer) => consumer.have(3)));
  expect(consumers.map(({ revisions }) => revisions)).toEqual([[0, 2, 4], [1, 3, 5]]);
  await leave(consumers);
});

it('gives to one until it has no room, then to the next', async () => {
  const stream = fresh();
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings({ consumerStrategyName: 'DispatchToSingle' }));
  const consumers = [await consume(node.client, stream, 'g', { bufferSize: 4 }), await consume(node.client, stream, 'g', { bufferSize: 4 })];
  await node.client.appendToStream(stream, many(6));
  await Promise.all([consumers[0]!.have(4), consumers[1]!.have(2)]);
  expect(consumers.map(({ revisions }) => revisions)).toEqual([[0, 1, 2, 3], [4, 5]]);
  await leave(consumers);
});

it('gives all of a stream to one consumer, and its share to one that joins', async () => {
  const [group, prefix] = [fresh(), fresh()];
  const everything = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: 'start', consumerStrategyName: 'Pinned' });
  await node.client.createPersistentSubscriptionToAll(group, everything, { filter: streamNameFilter({ prefixes: [prefix] }) });
  const write = () => Promise.all(Array.from({ length: 20 }, (_, n) => node.client.appendToStream(`${prefix}-${n}`, many(3))));
  const two = [await consume(node.client, undefined, group, { each: acking }), await consume(node.client, undefined, group, { each: acking })];
  await write();
  await total(two, 60);
  expect(shared(two)).toEqual([]);
  await until(async () => (await node.client.getPersistentSubscriptionToAllInfo(group)).stats.totalInFlightMessages === 0);
  const third = await consume(node.client, undefined, group, { each: acking });
  const before = two.map(({ delivered }) => delivered.length);
  await write();
  await total([...two, third], 120);
  expect(third.delivered.length).toBeGreaterThan(0);
  expect(shared([third, ...two.map((consumer, i) => ({ delivered: consumer.delivered.slice(before[i]) }))])).toEqual([]);
  await leave([...two, third]);
});

type Seen = Pick<Consuming, 'delivered'>;

/** Streams of which more than one consumer had something. */
function shared(consumers: readonly Seen[]): string[] {
  const owners = new Map<string, Set<Seen>>();
  for (const consumer of consumers) {
    for (const { event } of consumer.delivered) owners.set(event!.streamId, (owners.get(event!.streamId) ?? new Set()).add(consumer));
  }
  return Array.from(owners).filter(([, seen]) => seen.size > 1).map(([name]) => name);
}

const total = (consumers: readonly Seen[], count: number): Promise<void> =>
  until(() => consumers.reduce((sum, { delivered }) => sum + delivered.length, 0) === count);

const leave = (consumers: readonly Consuming[]) => Promise.all(consumers.map((consumer) => consumer.leave()));

let node: TestNode;
beforeAll(async () => void (node = await runNode({ inMemory: true })));
afterAll(() => node.stop());
