import { persistentSubscriptionToAllSettingsFromDefaults, streamNameFilter, type EventStoreDBClient } from '@eventstore/db-client';
import { consume, settings } from '../../src/testing/consuming.js';
import { append, eventually, fresh, many } from './streams.js';

export { acking, consume, settings, type Consuming } from '../../src/testing/consuming.js';

export type Changes = Parameters<typeof settings>[0];

/** A group `g` on a stream of its own with so many events. */
export async function withGroup(client: EventStoreDBClient, count: number, changes: Changes = {}): Promise<string> {
  const stream = fresh();
  await append(client, stream, many(count));
  await client.createPersistentSubscriptionToStream(stream, 'g', settings(changes));
  return stream;
}

/** A group on $all, from its start, of what is in streams whose names begin so. */
export async function groupOnAll(client: EventStoreDBClient, prefixes: string[], changes: Parameters<typeof persistentSubscriptionToAllSettingsFromDefaults>[0] = {}): Promise<string> {
  const group = fresh();
  const onAll = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: 'start', ...changes });
  await client.createPersistentSubscriptionToAll(group, onAll, { filter: streamNameFilter({ prefixes }) });
  return group;
}

export const infoOf = (client: EventStoreDBClient, stream: string) => client.getPersistentSubscriptionToStreamInfo(stream, 'g');

/** Waits until the figures of a group are these. */
export const shows = (client: EventStoreDBClient, stream: string, figures: Readonly<Record<string, unknown>>): Promise<void> => eventually(async () => {
  const stats = (await infoOf(client, stream)).stats as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(figures).every(([key, value]) => stats[key] === value);
}, `figures ${Object.entries(figures).map(([key, value]) => `${key} ${String(value)}`).join(', ')}`);

/** Waits until nobody consumes. */
export const isLeft = (client: EventStoreDBClient, stream: string): Promise<void> =>
  eventually(async () => (await infoOf(client, stream)).connections.length === 0, 'no consumer is left');

/** What a consumer is told instead of messages. */
export async function refusal(client: EventStoreDBClient, stream: string | undefined, group: string, bufferSize = 10): Promise<Error> {
  const consumer = await consume(client, stream, group, { bufferSize });
  return consumer.errors[0] ?? Promise.reject(new Error('it was let in'));
}
