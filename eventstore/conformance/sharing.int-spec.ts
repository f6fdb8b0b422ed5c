import { expect } from '@jest/globals';
import { conforms } from './testing/cases.js';
import { acking, consume, groupOnAll, withGroup, type Consuming } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { append, eventually, fresh, many } from './testing/streams.js';

/** How the consumers of a group share what it delivers. */
onServer((server) => {
  conforms('Strategies.cs', 'gives to everyone in turn', async () => {
    const stream = await withGroup(client(), 0, { consumerStrategyName: 'RoundRobin' });
    const consumers = [await consume(client(), stream, 'g', { each: acking }), await consume(client(), stream, 'g', { each: acking })];
    await append(client(), stream, many(6));
    await Promise.all(consumers.map((consumer) => consumer.have(3)));
    expect(consumers.map(({ revisions }) => revisions)).toEqual([[0, 2, 4], [1, 3, 5]]);
    await leave(consumers);
  });

  conforms('Strategies.cs', 'gives to one until it has no room, then to the next', async () => {
    const stream = await withGroup(client(), 0, { consumerStrategyName: 'DispatchToSingle' });
    const consumers = [await consume(client(), stream, 'g', { bufferSize: 4 }), await consume(client(), stream, 'g', { bufferSize: 4 })];
    await append(client(), stream, many(6));
    await Promise.all([consumers[0]!.have(4), consumers[1]!.have(2)]);
    expect(consumers.map(({ revisions }) => revisions)).toEqual([[0, 1, 2, 3], [4, 5]]);
    await leave(consumers);
  });

  conforms('Strategies.cs', 'gives all of a stream to one consumer, and its share to one that joins', async () => {
    const prefix = fresh();
    const group = await groupOnAll(client(), [prefix], { consumerStrategyName: 'Pinned' });
    const write = () => Promise.all(Array.from({ length: 20 }, (_, n) => append(client(), `${prefix}-${n}`, many(3))));
    const two = [await consume(client(), undefined, group, { each: acking }), await consume(client(), undefined, group, { each: acking })];
    await write();
    await total(two, 60);
    expect(shared(two)).toEqual([]);
    await eventually(async () => (await client().getPersistentSubscriptionToAllInfo(group)).stats.totalInFlightMessages === 0);
    const third = await consume(client(), undefined, group, { each: acking });
    const before = two.map(({ delivered }) => delivered.length);
    await write();
    await total([...two, third], 120);
    expect(third.delivered.length).toBeGreaterThan(0);
    expect(shared([third, ...two.map((consumer, i) => ({ delivered: consumer.delivered.slice(before[i]) }))])).toEqual([]);
    await leave([...two, third]);
  });

  const client = () => server().client;
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
  eventually(() => consumers.reduce((sum, { delivered }) => sum + delivered.length, 0) === count);

const leave = (consumers: readonly Consuming[]) => Promise.all(consumers.map((consumer) => consumer.leave()));
