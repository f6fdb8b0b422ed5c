import { persistentSubscriptionToStreamSettingsFromDefaults, START, type EventStoreDBClient, type PersistentSubscriptionToStream, type ResolvedEvent } from '@eventstore/db-client';
import { eventually } from './eventually.js';

type Delivered = ResolvedEvent & { readonly retryCount: number };

/** The client's defaults, but from the first event on. */
export const settings = (changes: Parameters<typeof persistentSubscriptionToStreamSettingsFromDefaults>[0] = {}) =>
  persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...changes });

/** What a consumer was given, and what became of its subscription. */
export interface Consuming {
  readonly subscription: PersistentSubscriptionToStream;
  readonly delivered: Delivered[];
  /** Revisions in the order they came. */
  readonly revisions: number[];
  readonly errors: Error[];
  confirmed: boolean;
  /** Waits until so many messages have come. */
  have(count: number): Promise<void>;
  leave(): Promise<void>;
}

interface Options {
  readonly bufferSize?: number;
  /** What to do with each message; nothing by default. */
  readonly each?: (message: Delivered, subscription: PersistentSubscriptionToStream) => unknown;
}

export async function consume(client: EventStoreDBClient, stream: string | undefined, group: string, { bufferSize = 10, each }: Options = {}): Promise<Consuming> {
  const consuming = listen(client, stream, group, { bufferSize, ...(each ? { each } : {}) });
  await eventually(() => consuming.confirmed || consuming.errors.length > 0, 'the consumer is confirmed');
  return consuming;
}

export const acking = (message: Delivered, subscription: PersistentSubscriptionToStream): Promise<void> => subscription.ack(message);

function listen(client: EventStoreDBClient, stream: string | undefined, group: string, { bufferSize = 10, each }: Options): Consuming {
  const subscription = (stream === undefined
    ? client.subscribeToPersistentSubscriptionToAll(group, { bufferSize })
    : client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize })) as PersistentSubscriptionToStream;
  const consuming: Consuming = {
    subscription, delivered: [], revisions: [], errors: [], confirmed: false,
    have: (count) => eventually(() => consuming.delivered.length >= count, `${count} messages, of which ${consuming.delivered.length} came`),
    leave: () => subscription.unsubscribe(),
  };
  subscription.on('confirmation', () => (consuming.confirmed = true));
  subscription.on('error', (error) => consuming.errors.push(error));
  subscription.on('data', (message: Delivered) => {
    consuming.delivered.push(message);
    consuming.revisions.push(Number((message.event ?? message.link)!.revision));
    void each?.(message, subscription);
  });
  return consuming;
}
