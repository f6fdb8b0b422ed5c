import { afterAll, beforeAll, expect } from '@jest/globals';
import { binaryEvent, persistentSubscriptionToAllSettingsFromDefaults, type EventStoreDBClient } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { consume, groupOnAll, refusal, settings, withGroup } from './testing/groups.js';
import { usersOf } from './testing/raw.js';
import { onSecuredServer } from './testing/server.js';
import { onOurOwn } from './testing/sources.js';
import { append, describeBy, fresh, many, outcome } from './testing/streams.js';

const DENIED = { type: 'access-denied', code: 7 };

/** Who may do what with groups, where a server asks who they are; more of it is in `access`. */
onSecuredServer((server) => {
  const ASKING: readonly (readonly [what: string, call: Call])[] = [
    ['ask about one', (client, stream) => client.getPersistentSubscriptionToStreamInfo(stream, 'g')],
    ['list those of a stream', (client, stream) => client.listPersistentSubscriptionsToStream(stream)],
    ['list those of everything', (client) => client.listPersistentSubscriptionsToAll()],
    ['list all', (client) => client.listAllPersistentSubscriptions()],
  ];
  conform(ASKING.map(([what, call]) => ['docs groups', `any user may ${what}, and nobody else`, call] as const), async (call) => {
    const stream = await withGroup(admin(), 0);
    await groupOnAll(admin(), ['nothing']);
    expect(await outcome(call(ann, stream, ''))).toBe('ok');
    await expect(call(server().as(''), stream, '')).rejects.toMatchObject(DENIED);
    await expect(call(server().as('nobody:changeit'), stream, '')).rejects.toMatchObject({ ...DENIED, code: 16 });
  });

  const onAll = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: 'end' });
  const CHANGING: readonly (readonly [what: string, call: Call])[] = [
    ['make one on everything', (client) => client.createPersistentSubscriptionToAll(fresh(), onAll)],
    ['change one on everything', (client, _stream, group) => client.updatePersistentSubscriptionToAll(group, onAll)],
    ['replay one on everything', (client, _stream, group) => client.replayParkedMessagesToAll(group)],
    ['remove one on everything', (client, _stream, group) => client.deletePersistentSubscriptionToAll(group)],
    ['make one on a stream of the system', (client) => client.createPersistentSubscriptionToStream(`$${fresh()}`, 'g', settings())],
  ];
  conform(CHANGING.map(([what, call]) => ['docs groups', `an operator may ${what}, and no user`, call] as const), async (call) => {
    const group = await groupOnAll(admin(), ['nothing']);
    await expect(call(ann, '', group)).rejects.toMatchObject(DENIED);
    await expect(call(server().as(''), '', group)).rejects.toMatchObject(DENIED);
    expect(await outcome(call(operator, '', group))).toBe('ok');
  });

  conforms(onOurOwn('docs groups', 'it begins all groups again'), 'an operator may begin all again, and no user', async () => {
    await expect(ann.restartPersistentSubscriptionSubsystem()).rejects.toMatchObject(DENIED);
    expect(await outcome(operator.restartPersistentSubscriptionSubsystem())).toBe('ok');
  });

  conforms('docs groups', 'nobody consumes who is not known', async () => {
    const stream = await withGroup(admin(), 1);
    expect(await refusal(server().as(''), stream, 'g')).toMatchObject(DENIED);
    expect(await refusal(server().as(`${name}:wrong`), stream, 'g')).toMatchObject({ ...DENIED, code: 16 });
  });

  conforms('docs groups', 'who may not read everything consumes no group on it, not even who made it', async () => {
    const group = await groupOnAll(operator, ['nothing']);
    for (const client of [ann, operator]) expect(await refusal(client, undefined, group)).toMatchObject(DENIED);
    const consumer = await consume(admin(), undefined, group);
    expect(consumer.errors).toEqual([]);
    await consumer.leave();
  });

  conforms('Group.cs', 'a group itself may read whatever a link leads to', async () => {
    const [stream, links] = [fresh(), fresh()];
    await append(admin(), stream, many(1));
    await describeBy(admin(), stream, '{"$acl":{"$r":[]}}');
    await append(admin(), links, binaryEvent({ type: '$>', data: Buffer.from(`0@${stream}`) }));
    await operator.createPersistentSubscriptionToStream(links, 'g', settings({ resolveLinkTos: true }));
    const consumer = await consume(ann, links, 'g');
    await consumer.have(1);
    expect(consumer.delivered[0]!.event?.streamId).toBe(stream);
    await consumer.leave();
  });

  conforms('docs groups', 'a consumer is shown with the name of its user', async () => {
    const stream = await withGroup(admin(), 0);
    const consumer = await consume(ann, stream, 'g');
    expect((await admin().getPersistentSubscriptionToStreamInfo(stream, 'g')).connections).toMatchObject([{ username: name }]);
    await consumer.leave();
  });

  const admin = () => server().client;
  let name = '';
  let users: ReturnType<typeof usersOf>;
  let ann: EventStoreDBClient;
  let operator: EventStoreDBClient;
  beforeAll(async () => {
    users = usersOf(server());
    const login = await users.make([]);
    [name] = login.split(':') as [string];
    [ann, operator] = [server().as(login), server().as(await users.make(['$ops']))];
  });
  afterAll(() => users.close());
});

type Call = (client: EventStoreDBClient, stream: string, group: string) => Promise<unknown>;
