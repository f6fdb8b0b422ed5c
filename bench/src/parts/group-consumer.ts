import { EventStoreDBClient, persistentSubscriptionToStreamSettingsFromDefaults, START } from '@eventstore/db-client';
import { perSecond } from './store-client.js';

/** Messages that a consumer may hold. */
const HELD = 200;

/** A group on a stream, from its start. */
export async function makeGroup(url: string, stream: string, group: string): Promise<void> {
  await withClient(url, (client) => client.createPersistentSubscriptionToStream(stream, group, persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START })));
}

/** One consumer takes and acknowledges, one by one, all that a group has; answers messages a second. */
export function consumeAll(url: string, stream: string, group: string, expected: number): Promise<number> {
  return withClient(url, (client) =>
    perSecond(expected, async () => {
      let count = 0;
      const subscription = client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize: HELD });
      for await (const message of subscription) {
        // Its own flow control is the only thing that is waited for.
        void subscription.ack(message);
        count += 1;
        if (count === expected) return;
      }
      throw new Error(`Only ${count} of ${expected} messages came.`);
    }),
  );
}

async function withClient<Result>(url: string, work: (client: EventStoreDBClient) => Promise<Result>): Promise<Result> {
  const client = EventStoreDBClient.connectionString(url);
  try {
    return await work(client);
  } finally {
    await client.dispose();
  }
}
