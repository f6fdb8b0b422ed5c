import { beforeEach, describe, expect, it } from '@jest/globals';
import type { GroupSettings, StrategyName } from '../settings.js';
import { aConsumer, aMessage, type TestConsumer } from '../testing/messages.js';
import { Delivery } from './delivery.js';
import type { Message } from './message.js';

it('hands out in order what there are slots for', () => {
  const [delivery, consumer] = with1(3);
  expect(numbers(consumer)).toEqual([0, 1, 2]);
  delivery.answer([idOf(1)], consumer, { kind: 'ack' });
  expect(numbers(consumer)).toEqual([0, 1, 2, 3]);
  expect(delivery.counts).toMatchObject({ buffered: 1, inFlight: 3 });
});

it('gives nothing to a client that does not take what it was sent', () => {
  const [delivery, consumer] = with1(1);
  consumer.isTaking = false;
  delivery.answer([idOf(0)], consumer, { kind: 'ack' });
  expect(numbers(consumer)).toEqual([0]);
  consumer.isTaking = true;
  delivery.push();
  expect(numbers(consumer)).toEqual([0, 1]);
});

it('tries again before anything new, in the order of the source', () => {
  const [delivery, consumer] = with1(3);
  delivery.answer([idOf(2), idOf(1)], consumer, { kind: 'retry' });
  expect(numbers(consumer)).toEqual([0, 1, 2, 1, 2]);
});

it('lets a consumer keep a message until its time is over', () => {
  const [delivery, consumer] = with1(1);
  now = 99;
  delivery.expire();
  expect(numbers(consumer)).toEqual([0]);
  now = 100;
  delivery.expire();
  expect(numbers(consumer)).toEqual([0, 0]);
  expect(consumer.got[1]!.retries).toBe(1);
});

it('parks what failed too often, and says why', () => {
  const [delivery, consumer] = with1(1);
  for (let n = 0; n <= 2; n++) delivery.answer([idOf(0)], consumer, { kind: 'retry' });
  expect(parked).toEqual(['0: Reached retry count of 2']);
  delivery.answer([idOf(1)], consumer, { kind: 'park', reason: 'broken' });
  expect(parked[1]).toBe("1: Client explicitly NAK'ed message.\nbroken");
});

it('knows what it holds, and holds nothing that is done', () => {
  const [delivery, consumer] = with1(5);
  expect(delivery.counts.heldBytes).toBeGreaterThan(0);
  delivery.answer([0, 1, 2, 3, 4].map(idOf), consumer, { kind: 'ack' });
  expect(delivery.counts).toEqual({ buffered: 0, retrying: 0, inFlight: 0, outstanding: 0, heldBytes: 0 });
  expect(done).toEqual([0, 1, 2, 3, 4]);
});

it('gives nothing to those it lets go', () => {
  const [delivery, consumer] = with1(2);
  const other = aConsumer(2);
  delivery.join(other);
  delivery.dropAll();
  expect([consumer.dropped, other.dropped, delivery.consumers.size]).toEqual([true, true, 0]);
  expect([numbers(consumer), numbers(other)]).toEqual([[0, 1], [2, 3]]);
  expect(delivery.counts).toMatchObject({ retrying: 4, inFlight: 0 });
});

describe('pinning', () => {
  it('lets others overtake what its consumer has no room for', () => {
    const delivery = delivering('Pinned');
    const consumers = [aConsumer(1), aConsumer(1)];
    for (const consumer of consumers) delivery.join(consumer);
    for (const [number, stream] of ['a', 'a', 'b', 'a', 'b'].entries()) delivery.add(aMessage(number, stream));
    delivery.push();
    expect(consumers.map(numbers)).toEqual([[0], [2]]);
    delivery.answer([idOf(2)], consumers[1]!, { kind: 'ack' });
    expect(consumers.map(numbers)).toEqual([[0], [2, 4]]);
    expect(delivery.counts.buffered).toBe(2);
  });

  it('lets others overtake any number of messages', () => {
    const delivery = delivering('Pinned');
    const consumers = [aConsumer(1), aConsumer(1)];
    for (const consumer of consumers) delivery.join(consumer);
    for (const number of [0, 1]) delivery.add(aMessage(number, 'a'));
    const waiting = aMessage(2, 'a');
    for (let n = 0; n < 200_000; n++) delivery.add(waiting);
    for (const number of [3, 4]) delivery.add(aMessage(number, 'b'));
    delivery.push();
    expect(consumers.map(numbers)).toEqual([[0], [3]]);
    expect(delivery.counts.buffered).toBe(200_002);
  });

  it('gives the streams of one that leaves to those that stay', () => {
    const delivery = delivering('Pinned');
    const consumers = [aConsumer(10), aConsumer(10)];
    for (const consumer of consumers) delivery.join(consumer);
    for (const [number, stream] of ['a', 'b'].entries()) delivery.add(aMessage(number, stream));
    delivery.push();
    delivery.leave(consumers[0]!);
    expect(numbers(consumers[1]!)).toEqual([1, 0]);
  });
});

let now: number;
let done: number[];
let parked: string[];
beforeEach(() => {
  [now, done, parked] = [0, [], []];
});

const idOf = (number: number): Buffer => aMessage(number).original.eventId;
const numbers = ({ got }: TestConsumer): number[] => got.map(({ order }) => order);

function delivering(strategy: StrategyName): Delivery {
  const settings: GroupSettings = {
    startFrom: 0, resolveLinkTos: false, extraStatistics: false, messageTimeout: 100, maxRetryCount: 2, checkPointAfter: 0, minCheckPointCount: 1,
    maxCheckPointCount: 1, maxSubscriberCount: 0, liveBufferSize: 10, readBatchSize: 1, historyBufferSize: 10, strategy,
  };
  const settled = {
    done: ({ order }: Message) => void done.push(order),
    park: ({ order }: Message, reason: string) => void parked.push(`${order}: ${reason}`),
  };
  return new Delivery(settings, settled, () => now);
}

/** Five messages and a consumer. */
function with1(slots: number): [Delivery, TestConsumer] {
  const [delivery, consumer] = [delivering('RoundRobin'), aConsumer(slots)];
  for (let number = 0; number < 5; number++) delivery.add(aMessage(number));
  delivery.join(consumer);
  return [delivery, consumer];
}
