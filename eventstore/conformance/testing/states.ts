import type { EventStoreDBClient } from '@eventstore/db-client';
import { append, fresh, many } from './streams.js';

/** What a stream may be like before something is asked of it; each with three events, numbers 0 to 2, where it has any. */
export const STATES = {
  missing: async () => undefined,
  described: (client, stream) => client.setStreamMetadata(stream, { colour: 'red' }),
  present: (client, stream) => append(client, stream, many(3)),
  truncated: async (client, stream) => {
    await append(client, stream, many(3));
    await client.setStreamMetadata(stream, { truncateBefore: 2 });
  },
  counted: async (client, stream) => {
    await append(client, stream, many(3));
    await client.setStreamMetadata(stream, { maxCount: 1 });
  },
  emptied: async (client, stream) => {
    await append(client, stream, many(3));
    await client.setStreamMetadata(stream, { truncateBefore: 9 });
  },
  deleted: async (client, stream) => {
    await append(client, stream, many(3));
    await client.deleteStream(stream);
  },
  'deleted while empty': async (client, stream) => {
    await client.setStreamMetadata(stream, {});
    await client.deleteStream(stream);
  },
  tombstoned: async (client, stream) => {
    await append(client, stream, many(3));
    await client.tombstoneStream(stream);
  },
} satisfies Record<string, (client: EventStoreDBClient, stream: string) => Promise<unknown>>;

export type State = keyof typeof STATES;

/** A stream of its own in this state. */
export async function streamIn(client: EventStoreDBClient, state: State): Promise<string> {
  const stream = fresh();
  await STATES[state](client, stream);
  return stream;
}
