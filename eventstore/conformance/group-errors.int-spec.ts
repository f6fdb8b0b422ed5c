import { expect } from '@jest/globals';
import { persistentSubscriptionToAllSettingsFromDefaults, type EventStoreDBClient } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { consume, refusal, settings, type Changes } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { eventually, fresh } from './testing/streams.js';

const MISSING = { type: 'persistent-subscription-does-not-exist', code: 5 };
const EXISTS = { type: 'persistent-subscription-exists', code: 6 };
const FULL = { type: 'maximum-subscribers-reached', code: 9 };
const DROPPED = { type: 'persistent-subscription-dropped', code: 1 };
const FAILED = { type: 'persistent-subscription-failed', code: 13 };

/** The same calls for a group `g` on a stream of that name, and for a group of that name on everything. */
const KINDS: readonly (readonly [where: string, kind: Kind])[] = [
  ['on a stream', {
    fields: (name) => ({ streamName: name, groupName: 'g' }),
    make: (client, name, changes) => client.createPersistentSubscriptionToStream(name, 'g', settings(changes)),
    change: (client, name, changes) => client.updatePersistentSubscriptionToStream(name, 'g', settings(changes)),
    remove: (client, name) => client.deletePersistentSubscriptionToStream(name, 'g'),
    ask: (client, name) => client.getPersistentSubscriptionToStreamInfo(name, 'g'),
    replay: (client, name, stopAt = 0) => client.replayParkedMessagesToStream(name, 'g', { stopAt }),
    consume: (client, name) => consume(client, name, 'g'),
    refused: (client, name) => refusal(client, name, 'g'),
  }],
  ['on everything', {
    fields: (name) => ({ streamName: '$all', groupName: name }),
    make: (client, name, changes) => client.createPersistentSubscriptionToAll(name, onAll(changes)),
    change: (client, name, changes) => client.updatePersistentSubscriptionToAll(name, onAll(changes)),
    remove: (client, name) => client.deletePersistentSubscriptionToAll(name),
    ask: (client, name) => client.getPersistentSubscriptionToAllInfo(name),
    replay: (client, name, stopAt = 0) => client.replayParkedMessagesToAll(name, { stopAt }),
    consume: (client, name) => consume(client, undefined, name),
    refused: (client, name) => refusal(client, undefined, name),
  }],
];

/** Errors about a group say which, and of what kind they are. */
onServer((server) => {
  conform(KINDS.flatMap(([where, kind]) => [
    ['errors.ts', `a group ${where} is made that is there`, kind, kind.make, EXISTS, true] as const,
    ['errors.ts', `a group ${where} is changed that is not there`, kind, kind.change, MISSING, false] as const,
    ['errors.ts', `a group ${where} is removed that is not there`, kind, kind.remove, MISSING, false] as const,
    ['errors.ts', `a group ${where} is asked about that is not there`, kind, kind.ask, MISSING, false] as const,
    ['errors.ts', `a group ${where} is replayed that is not there`, kind, kind.replay, MISSING, false] as const,
  ]), async (kind, call, error, isThere) => {
    const name = fresh();
    if (isThere) await kind.make(client(), name);
    await expect(call(client(), name)).rejects.toMatchObject({ ...error, ...kind.fields(name) });
  });

  conform(KINDS.map(([where, kind]) => ['errors.ts', `a group ${where} is consumed that is not there`, kind] as const), async (kind) => {
    const name = fresh();
    expect(await kind.refused(client(), name)).toMatchObject({ ...MISSING, ...kind.fields(name) });
  });

  conforms('errors.ts', 'the groups of a stream are listed that never had any', async () => {
    const stream = fresh();
    await expect(client().listPersistentSubscriptionsToStream(stream)).rejects.toMatchObject({ ...MISSING, streamName: stream, groupName: '' });
  });

  conform(KINDS.flatMap(([where, kind]) => [
    ['errors.ts', `a group ${where} is made that cannot work so`, kind, (name: string) => kind.make(client(), name, { readBatchSize: 9, historyBufferSize: 9 }), false] as const,
    ['errors.ts', `a group ${where} is changed to what cannot work`, kind, (name: string) => kind.change(client(), name, { readBatchSize: 9, historyBufferSize: 9 }), true] as const,
    ['errors.ts', `a group ${where} is replayed up to a negative number`, kind, (name: string) => kind.replay(client(), name, -1), true] as const,
  ]), async (kind, call, isThere) => {
    const name = fresh();
    if (isThere) await kind.make(client(), name);
    await expect(call(name)).rejects.toMatchObject({ ...FAILED, ...kind.fields(name), reason: expect.stringMatching(/./) });
  });

  conform(KINDS.map(([where, kind]) => ['errors.ts', `a group ${where} has as many consumers as it may`, kind] as const), async (kind) => {
    const name = fresh();
    await kind.make(client(), name, { maxSubscriberCount: 1 });
    const first = await kind.consume(client(), name);
    expect(await kind.refused(client(), name)).toMatchObject({ ...FULL, ...kind.fields(name) });
    await first.leave();
  });

  conform(KINDS.flatMap(([where, kind]) => [
    ['errors.ts', `a group ${where} is changed while it is consumed`, kind, kind.change] as const,
    ['errors.ts', `a group ${where} is removed while it is consumed`, kind, kind.remove] as const,
  ]), async (kind: Kind, call) => {
    const name = fresh();
    await kind.make(client(), name);
    const consumer = await kind.consume(client(), name);
    await call(client(), name);
    await eventually(() => consumer.errors.length > 0, 'it is let go');
    expect(consumer.errors).toMatchObject([{ ...DROPPED, ...kind.fields(name) }]);
  });

  const client = () => server().client;
});

interface Kind {
  fields(name: string): { readonly streamName: string; readonly groupName: string };
  make(client: EventStoreDBClient, name: string, changes?: Changes): Promise<unknown>;
  change(client: EventStoreDBClient, name: string, changes?: Changes): Promise<unknown>;
  remove(client: EventStoreDBClient, name: string): Promise<unknown>;
  ask(client: EventStoreDBClient, name: string): Promise<unknown>;
  replay(client: EventStoreDBClient, name: string, stopAt?: number): Promise<unknown>;
  consume(client: EventStoreDBClient, name: string): ReturnType<typeof consume>;
  refused(client: EventStoreDBClient, name: string): Promise<Error>;
}

/** From the end: nothing of what others write. */
function onAll({ startFrom: _ofAStream, ...changes }: Changes = {}) {
  return persistentSubscriptionToAllSettingsFromDefaults({ startFrom: 'end', ...changes });
}
