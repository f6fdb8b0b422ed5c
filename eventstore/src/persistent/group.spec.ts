import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { EventLog } from '../log/event-log.js';
import { MemoryStorage } from '../storage/memory.storage.js';
import { aConsumer } from './testing/messages.js';
import { Group } from './group.js';
import { ALL, type GroupDefinition } from './settings.js';

const MIB = 1024 * 1024;
/** What a group may hold, and one page more. */
const MOST_HELD = 66 * MIB;

it('holds no more than its bound of what links lead to that come live', async () => {
  await begin('links', {});
  await links('links', 200);
  await settled();
  expect(group.delivery.counts.heldBytes).toBeLessThan(MOST_HELD);
  expect(await taken()).toBe(200);
});

it('holds no more than its bound of what it replays', async () => {
  await links('$persistentsubscription-links::g-parked', 100);
  await begin('links', {});
  group.replay(undefined);
  await settled();
  expect(group.delivery.counts.heldBytes).toBeLessThan(MOST_HELD);
  expect(await taken()).toBe(100);
});

it('lets others have their turn while its filter finds nothing', async () => {
  for (let n = 0; n < 10; n++) await append('s', Array.from({ length: 4000 }, () => ({ type: 'T', data: '' })));
  let turns = 0;
  const turning = setInterval(() => turns++, 0);
  await begin(ALL, { streamName: { regex: 'x', prefixes: [] }, eventType: undefined, window: undefined, multiplier: 1 });
  while (group.status !== 'Live') await turn();
  clearInterval(turning);
  expect(turns).toBeGreaterThan(1);
});

it('counts anew every second, however often it is looked at', async () => {
  await begin('s', {});
  const consumer = aConsumer(10);
  group.join(consumer);
  await append('s', [{ type: 'T', data: '' }]);
  await settled();
  expect(consumer.got).toHaveLength(1);
  group.tick();
  expect([group.delivery.meter, consumer.meter].map((meter) => [meter.total, meter.measure().count])).toEqual([[1, 0], [1, 0]]);
});

async function begin(stream: string, filter: GroupDefinition['filter'] | object): Promise<void> {
  const settings: GroupDefinition['settings'] = {
    startFrom: 0, resolveLinkTos: true, extraStatistics: false, messageTimeout: 30_000, maxRetryCount: 10, checkPointAfter: 2000, minCheckPointCount: 10,
    maxCheckPointCount: 1000, maxSubscriberCount: 0, liveBufferSize: 500, readBatchSize: 20, historyBufferSize: 500, strategy: 'RoundRobin',
  };
  group = new Group(log, { stream, group: 'g', settings, filter: stream === ALL ? filter as GroupDefinition['filter'] : undefined, origin: 0 }, (error) => errors.push(error));
  await group.start();
  if (stream !== ALL) await settled();
}

/** How many messages a consumer is given that acknowledges each. */
async function taken(): Promise<number> {
  const consumer = aConsumer(10);
  group.join(consumer);
  for (let done = 0; done < consumer.got.length; await settled()) {
    const from = done;
    done = consumer.got.length;
    group.answer(consumer.got.slice(from).map(({ original }) => original.eventId), consumer, { kind: 'ack' });
  }
  return consumer.got.length;
}

/** Waits for what needs no disk. */
async function settled(): Promise<void> {
  for (let n = 0; n < 20; n++) await turn();
}

const turn = () => new Promise(setImmediate);

const links = (stream: string, count: number) => append(stream, Array.from({ length: count }, () => ({ type: '$>', data: '0@large' })));

const append = (stream: string, events: readonly { type: string; data: string }[]) => log.append({
  stream, expected: 'any', events: events.map(({ type, data }) => ({ eventId: randomBytes(16), type, isJson: false, metadata: Buffer.alloc(0), data: Buffer.from(data) })),
});

let log: EventLog;
let group: Group;
let errors: unknown[];
beforeEach(async () => {
  errors = [];
  log = await EventLog.open(new MemoryStorage(), (error) => errors.push(error));
  await append('large', [{ type: 'T', data: 'x'.repeat(MIB) }]);
});
afterEach(async () => {
  await group.stop();
  expect(errors).toEqual([]);
});
