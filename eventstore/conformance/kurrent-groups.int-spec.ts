import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  END, jsonEvent, KurrentDBClient, PARK, persistentSubscriptionToAllSettingsFromDefaults, persistentSubscriptionToStreamSettingsFromDefaults,
  PersistentSubscriptionDoesNotExistError, PersistentSubscriptionDroppedError, PersistentSubscriptionExistsError,
  PersistentSubscriptionMaximumSubscribersReachedError, START, streamNameFilter,
} from '@kurrent/kurrentdb-client';
import { eventually } from '../src/testing/eventually.js';
import { conform, conforms } from './testing/cases.js';
import { onServerOfItsOwn } from './testing/client-sentences.js';
import { FRESH, fresh } from './testing/fresh.js';

/** Persistent subscriptions through the other client. */
onServerOfItsOwn((url) => {
  conforms('docs groups', 'is served as well: acknowledging, trying again, parking, replaying', async () => {
    const stream = await written(6);
    await client.createPersistentSubscriptionToStream(stream, 'g', persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START }));
    const subscription = client.subscribeToPersistentSubscriptionToStream(stream, 'g', { bufferSize: 2 });
    const seen: [revision: number, retries: number, link: bigint | undefined][] = [];
    subscription.on('error', () => undefined);
    subscription.on('data', (message) => {
      const { event, link, retryCount } = message;
      seen.push([Number(event!.revision), retryCount, link?.revision]);
      if (event!.revision === 1n && retryCount === 0) void subscription.nack('retry', 'later', message);
      else if (event!.revision === 2n && !link) void subscription.nack(PARK, 'broken', message);
      else void subscription.ack(message);
    });
    await eventually(async () => (await info(stream)).stats.parkedMessageCount === 1n);
    await client.replayParkedMessagesToStream(stream, 'g');
    await eventually(() => seen.length === 8, 'eight deliveries');
    expect(seen.map(([revision]) => revision).sort()).toEqual([0, 1, 1, 2, 2, 3, 4, 5]);
    expect(seen).toContainEqual([1, 1, undefined]);
    expect(seen).toContainEqual([2, 0, 0n]);
    await subscription.unsubscribe();
  });

  conforms('errors.ts', 'hears the same errors', async () => {
    const stream = fresh();
    const limited = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: END, maxSubscriberCount: 1 });
    await expect(client.deletePersistentSubscriptionToStream(stream, 'g')).rejects.toThrow(PersistentSubscriptionDoesNotExistError);
    await client.createPersistentSubscriptionToStream(stream, 'g', limited);
    await expect(client.createPersistentSubscriptionToStream(stream, 'g', limited)).rejects.toThrow(PersistentSubscriptionExistsError);
    const [first, second] = [failing(stream), failing(stream)];
    await eventually(() => first.errors.length + second.errors.length === 1, 'one is refused');
    expect([...first.errors, ...second.errors][0]).toBeInstanceOf(PersistentSubscriptionMaximumSubscribersReachedError);
    await client.deletePersistentSubscriptionToStream(stream, 'g');
    await eventually(() => first.errors.length + second.errors.length === 2, 'the other is let go');
    expect([...first.errors, ...second.errors].some((error) => error instanceof PersistentSubscriptionDroppedError)).toBe(true);
  });

  conforms('groups.ts', 'reads everything through a filter, and sees settings and lists', async () => {
    const [stream, group] = [await written(3), fresh()];
    const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START, consumerStrategyName: 'PinnedByCorrelation' });
    await client.createPersistentSubscriptionToAll(group, settings, { filter: streamNameFilter({ prefixes: [stream] }) });
    expect((await client.getPersistentSubscriptionToAllInfo(group)).settings).toEqual(settings);
    expect((await client.listAllPersistentSubscriptions()).map(({ groupName }) => groupName)).toContain(group);
    const subscription = client.subscribeToPersistentSubscriptionToAll(group);
    const revisions: number[] = [];
    subscription.on('error', () => undefined);
    subscription.on('data', ({ event }) => revisions.push(Number(event!.revision)));
    await eventually(() => revisions.length === 3, 'three events');
    expect(revisions).toEqual([0, 1, 2]);
    await subscription.unsubscribe();
  });

  /** Of 35 events, each in a stream of its own or five to a stream; an odd number of those, so that events shared out one by one would not stay together. */
  conform([
    ['Strategies.cs', 'gives all that belongs together to one consumer', 35, (n: number) => ({ $correlationId: `c${n % 7}` }), correlationOf],
    ['Strategies.cs', 'gives all of a stream to one consumer where nothing says what belongs together', 7, () => ({ other: 1 }), streamOf],
    ['Strategies.cs', 'gives all of a stream to one consumer where what belongs together is no text', 7, (n: number) => ({ $correlationId: n }), streamOf],
  ] as const, async (count, metadata, keyOf) => {
    const [stream, group] = [fresh(), fresh()];
    const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START, consumerStrategyName: 'PinnedByCorrelation' });
    await client.createPersistentSubscriptionToAll(group, settings, { filter: streamNameFilter({ prefixes: [stream] }) });
    const owners = new Map<string, Set<number>>();
    let seen = 0;
    const subscriptions = [0, 1].map((consumer) => {
      const subscription = client.subscribeToPersistentSubscriptionToAll(group);
      return subscription.on('error', () => undefined).on('data', (message) => {
        const key = keyOf(message.event!);
        owners.set(key, (owners.get(key) ?? new Set()).add(consumer));
        seen++;
        void subscription.ack(message);
      });
    });
    await eventually(async () => (await client.getPersistentSubscriptionToAllInfo(group)).connections.length === 2);
    for (let n = 0; n < 35; n++) {
      await client.appendToStream(`${stream}-${n % count}`, jsonEvent({ type: 'Happened', data: { n }, metadata: metadata(n) }));
    }
    await eventually(() => seen === 35);
    expect(owners.size).toBe(7);
    expect([...owners.values()].filter((consumers) => consumers.size > 1)).toEqual([]);
    expect(new Set([...owners.values()].flatMap((consumers) => [...consumers])).size).toBe(2);
    await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
  });

  function failing(stream: string) {
    const errors: Error[] = [];
    client.subscribeToPersistentSubscriptionToStream(stream, 'g').on('error', (error) => errors.push(error));
    return { errors };
  }

  async function written(count: number): Promise<string> {
    const stream = fresh();
    await client.appendToStream(stream, Array.from({ length: count }, (_, n) => jsonEvent({ type: 'Happened', data: { n } })));
    return stream;
  }

  const info = (stream: string) => client.getPersistentSubscriptionToStreamInfo(stream, 'g');

  let client: KurrentDBClient;
  beforeAll(() => void (client = KurrentDBClient.connectionString`${url().replace(/^[a-z]+/, 'kurrentdb')}`));
  afterAll(async () => {
    for (const { eventSource, groupName } of await client.listAllPersistentSubscriptions()) {
      if (eventSource.includes(FRESH)) await client.deletePersistentSubscriptionToStream(eventSource, groupName);
      else if (groupName.includes(FRESH)) await client.deletePersistentSubscriptionToAll(groupName);
    }
    await client.dispose();
  });
});

interface Seen {
  readonly streamId: string;
  readonly metadata: unknown;
}

function correlationOf({ metadata }: Seen): string {
  return (metadata as { $correlationId: string }).$correlationId;
}

function streamOf({ streamId }: Seen): string {
  return streamId;
}
