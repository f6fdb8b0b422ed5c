import { expect } from '@jest/globals';
import { binaryEvent } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { acking, consume, groupOnAll, settings, shows, withGroup, type Consuming } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { append, eventually, fresh, many, upTo } from './testing/streams.js';

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

  conforms('Strategies.cs', 'passes over whoever has no room when it is their turn', async () => {
    const stream = await withGroup(client(), 0, { consumerStrategyName: 'RoundRobin' });
    const consumers = [await consume(client(), stream, 'g', { bufferSize: 1 }), await consume(client(), stream, 'g')];
    await append(client(), stream, many(5));
    await Promise.all([consumers[0]!.have(1), consumers[1]!.have(4)]);
    expect(consumers.map(({ revisions }) => revisions)).toEqual([[0], [1, 2, 3, 4]]);
    await leave(consumers);
  });

  conforms('Strategies.cs', 'stays with the next one, though the first has room again, until that one has none', async () => {
    const stream = await withGroup(client(), 3, { consumerStrategyName: 'DispatchToSingle' });
    const first = await consume(client(), stream, 'g', { bufferSize: 2 });
    await first.have(2);
    const second = await consume(client(), stream, 'g', { bufferSize: 2 });
    await second.have(1);
    await first.subscription.ack(...first.delivered);
    await shows(client(), stream, { totalInFlightMessages: 1 });
    await append(client(), stream, many(2));
    await Promise.all([first.have(3), second.have(2)]);
    expect([first.revisions, second.revisions]).toEqual([[0, 1, 4], [2, 3]]);
    await leave([first, second]);
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

  conforms('Strategies.cs', 'keeps what belongs to who has no room for them, and gives others theirs meanwhile', async () => {
    const prefix = fresh();
    const group = await groupOnAll(client(), [prefix], { consumerStrategyName: 'Pinned' });
    const [busy, idle] = [await consume(client(), undefined, group, { bufferSize: 2 }), await consume(client(), undefined, group, { bufferSize: 2 })];
    await append(client(), `${prefix}-busy`, many(3));
    await busy.have(2);
    // Two names may fall together, but not that many.
    for (const n of upTo(6)) await append(client(), `${prefix}-${n}`, many(1));
    await idle.have(2);
    expect([...shared([busy, idle]), ...idle.delivered.filter(({ event }) => event!.streamId === `${prefix}-busy`)]).toEqual([]);
    await busy.subscription.ack(busy.delivered[0]!);
    await busy.have(3);
    expect(busy.delivered.map(({ event }) => `${event!.revision}@${event!.streamId}`)).toEqual([0, 1, 2].map((n) => `${n}@${prefix}-busy`));
    await leave([busy, idle]);
  });

  conforms('Strategies.cs', 'gives what belonged to one who has left to those who stay', async () => {
    const prefix = fresh();
    const group = await groupOnAll(client(), [prefix], { consumerStrategyName: 'Pinned' });
    const write = () => Promise.all(upTo(20).map((n) => append(client(), `${prefix}-${n}`, many(1))));
    const [stays, leaves] = [await consume(client(), undefined, group, { each: acking }), await consume(client(), undefined, group, { each: acking })];
    await write();
    await total([stays, leaves], 20);
    expect(leaves.delivered.length).toBeGreaterThan(0);
    const info = () => client().getPersistentSubscriptionToAllInfo(group);
    await eventually(async () => (await info()).stats.totalInFlightMessages === 0, 'all is done');
    await leaves.leave();
    await eventually(async () => (await info()).connections.length === 1, 'it has left');
    const before = stays.delivered.length;
    await write();
    await stays.have(before + 20);
    expect(new Set(stays.delivered.slice(before).map(({ event }) => event!.streamId)).size).toBe(20);
    await stays.leave();
  });

  conform([
    ['Strategies.cs', 'pins links that lead nowhere by the stream that they name', true],
    ['Strategies.cs', 'pins links that nobody resolves by the stream that they name', false],
  ] as const, async (resolveLinkTos) => {
    const [links, missing] = [fresh(), fresh()];
    // Names with an @ in them, and not as many as would fall to the same consumers again if each link counted by itself.
    const targets = upTo(21).map((n) => `${n}@${missing}`);
    await client().createPersistentSubscriptionToStream(links, 'g', settings({ resolveLinkTos, consumerStrategyName: 'Pinned' }));
    const consumers = [await consume(client(), links, 'g', { each: acking }), await consume(client(), links, 'g', { each: acking })];
    await append(client(), links, upTo(3).flatMap((n) => targets.map((target) => binaryEvent({ type: '$>', data: Buffer.from(`${n}@${target}`) }))));
    await total(consumers, 63);
    const named = consumers.map(({ delivered }) => new Set(delivered.map(({ event, link }) => Buffer.from((event ?? link)!.data as Uint8Array).toString().replace(/^\d+@/, ''))));
    expect(named.map(({ size }) => size)).not.toContain(0);
    expect([...named[0]!, ...named[1]!].sort()).toEqual([...targets].sort());
    await leave(consumers);
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
