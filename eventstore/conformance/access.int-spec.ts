import { afterAll, beforeAll, expect } from '@jest/globals';
import { BACKWARDS, binaryEvent, END, jsonEvent, START, type EventStoreDBClient, type JSONEventType, type JSONType, type PersistentSubscriptionToStreamSettings } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { consume, refusal, settings, withGroup } from './testing/groups.js';
import { usersOf } from './testing/raw.js';
import { onSecuredServer } from './testing/server.js';
import { onOurOwn } from './testing/sources.js';
import { append, collect, describeBy, eventually, fresh, many, numbers, outcome } from './testing/streams.js';
import { watch } from './testing/watching.js';

const DENIED = 'access-denied';

/** Who may do what, where a server asks who they are. */
onSecuredServer((server) => {
  conform([
    ['docs security', 'a wrong password', () => server().as(`${user}:wrong`), 16],
    ['docs security', 'nobody known', () => server().as('nobody:changeit'), 16],
    ['docs security', 'no login at all', () => server().as(''), 7],
  ] as const, async (whom, code) => {
    const stream = fresh();
    await append(ann, stream, many(1));
    await expect(numbers(whom(), stream)).rejects.toMatchObject({ type: DENIED, code });
    await expect(whom().deleteStream(stream)).rejects.toMatchObject({ type: DENIED, code });
    await expect(append(whom(), stream, many(1))).rejects.toThrow();
    expect(await numbers(ann, stream)).toEqual([0]);
  });

  conforms('docs security', 'a call may bring its own login', async () => {
    const [username, password] = login.split(':') as [string, string];
    const [stream, credentials] = [fresh(), { username, password }];
    await append(server().as(''), stream, many(1), 'any', { credentials });
    expect(await numbers(server().as(''), stream, { credentials })).toEqual([0]);
    expect(await outcome(append(ann, stream, many(1), 'any', { credentials: { username, password: 'wrong' } }))).toBe(DENIED);
  });

  const RIGHTS: readonly (readonly [what: string, right: string, act: Act])[] = [
    ['read it', '$r', (stream: string) => numbers(ann, stream)],
    ['subscribe to it', '$r', (stream: string) => followed(ann, stream)],
    ['append to it', '$w', (stream: string) => append(ann, stream, many(1))],
    ['append to it, alone', '$w', (stream: string) => append(ann, stream, many(1), 'any', { credentials: { username: user, password: 'p' } })],
    ['delete it', '$d', (stream: string) => ann.deleteStream(stream)],
    ['end it', '$d', (stream: string) => ann.tombstoneStream(stream)],
    ['read its metadata', '$mr', (stream: string) => ann.getStreamMetadata(stream)],
    ['write its metadata', '$mw', (stream: string) => ann.setStreamMetadata(stream, {})],
  ];
  conform(RIGHTS.flatMap(([what, right, act]) => [
    ['docs security', `somebody else is named: may not ${what}`, right, ['somebody'], act, false] as const,
    ['docs security', `nobody is named: may not ${what}`, right, [], act, false] as const,
    ['docs security', `is named: may ${what}`, right, 'user', act, true] as const,
    ['docs security', `a group is named: may ${what}`, right, 'readers', act, true] as const,
    ['docs security', `everyone is named: may ${what}`, right, ['somebody', '$all'], act, true] as const,
  ]), async (right, named, act, isAllowed) => {
    const stream = fresh();
    await append(ann, stream, many(1));
    await describeBy(admin(), stream, JSON.stringify({ $acl: { [right]: named === 'user' ? user : named } }));
    expect((await outcome(act(stream))).replace(/^ok.*/, 'ok')).toBe(isAllowed ? 'ok' : DENIED);
  });

  conform([
    ['Append.cs', 'an append that is too large, beside others', () => ({})],
    ['Append.cs', 'an append that is too large, alone', () => ({ credentials: { username: user, password: 'p' } })],
  ] as const, async (byItself) => {
    const [stream, tooLarge] = [fresh(), binaryEvent({ type: 'T', data: new Uint8Array(1024 * 1024) })];
    await append(ann, stream, many(1));
    expect(await outcome(append(ann, stream, tooLarge, 'any', byItself()))).toBe('maximum-append-size-exceeded');
    await describeBy(admin(), stream, JSON.stringify({ $acl: { $w: [] } }));
    // Who has no right is told that before anything else.
    expect(await outcome(append(ann, stream, tooLarge, 'any', byItself()))).toBe(DENIED);
  });

  conforms('docs security', 'admins may do whatever a list says', async () => {
    const stream = fresh();
    await describeBy(admin(), stream, '{"$acl":{"$r":[],"$w":[],"$d":[],"$mr":[],"$mw":[]}}');
    await append(admin(), stream, many(1));
    expect(await numbers(admin(), stream)).toEqual([0]);
    await admin().deleteStream(stream);
  });

  conforms('docs security', 'a right that a list does not name is as without a list', async () => {
    const stream = fresh();
    await describeBy(admin(), stream, '{"$acl":{"$w":[]}}');
    await append(admin(), stream, many(1));
    expect(await numbers(ann, stream)).toEqual([0]);
  });

  conforms('docs security', 'streams of the system are for admins, and links of theirs for everyone', async () => {
    const stream = fresh();
    await append(ann, stream, many(1));
    expect(await outcome(append(ann, `$${stream}`, many(1)))).toBe(DENIED);
    await append(admin(), `$${stream}`, many(1));
    expect(await outcome(numbers(ann, `$${stream}`))).toBe(DENIED);
    await eventually(() => numbers(ann, `$ce-${stream.split('-')[0]}`).then((found) => found.length === 1, () => false), 'its link is shown');
  });

  conforms('docs security', 'everything is for admins', async () => {
    await append(ann, fresh(), many(1));
    expect(await outcome(collect(ann.readAll({ maxCount: 1 })))).toBe(DENIED);
    expect(await collect(admin().readAll({ maxCount: 1 }))).toHaveLength(1);
  });

  conform([
    ['StreamSubscription.cs', 'the right to read it is withdrawn', '{"$acl":{"$r":[]}}', true],
    ['StreamSubscription.cs', 'the right to read its metadata is withdrawn', '{"$acl":{"$mr":[]}}', false],
  ] as const, async (document, ends) => {
    const stream = fresh();
    const watching = watch(ann.subscribeToStream(stream, { fromRevision: START }));
    await watching.live();
    await describeBy(admin(), stream, document);
    if (ends) return expect(await watching.failed()).toMatchObject({ type: DENIED });
    await append(admin(), stream, many(1));
    await watching.have(1);
    expect(watching.error).toBeUndefined();
    await watching.stop();
  });

  conforms('docs groups', 'to consume, one must be allowed to read the stream', async () => {
    const stream = await withGroup(admin(), 1);
    await describeBy(admin(), stream, '{"$acl":{"$r":["somebody"]}}');
    expect(await refusal(ann, stream, 'g')).toMatchObject({ type: DENIED });
    await describeBy(admin(), stream, `{"$acl":{"$r":["${user}"]}}`);
    const consumer = await consume(ann, stream, 'g');
    await consumer.have(1);
    await consumer.leave();
  });

  conform([
    ['docs groups', 'make one', (client: EventStoreDBClient, stream: string) => client.createPersistentSubscriptionToStream(stream, 'h', made)],
    ['docs groups', 'change one', (client: EventStoreDBClient, stream: string) => client.updatePersistentSubscriptionToStream(stream, 'g', made)],
    ['docs groups', 'replay one', (client: EventStoreDBClient, stream: string) => client.replayParkedMessagesToStream(stream, 'g')],
    ['docs groups', 'remove one', (client: EventStoreDBClient, stream: string) => client.deletePersistentSubscriptionToStream(stream, 'g')],
  ] as const, async (call) => {
    const stream = await withGroup(admin(), 0);
    expect(await outcome(call(ann, stream))).toBe(DENIED);
    expect(await outcome(call(operator, stream))).toBe('ok');
  });

  conforms('docs groups', 'any user may see what there is', async () => {
    const stream = await withGroup(admin(), 0);
    expect((await ann.getPersistentSubscriptionToStreamInfo(stream, 'g')).groupName).toBe('g');
    expect(await ann.listPersistentSubscriptionsToStream(stream)).toHaveLength(1);
  });

  conforms('Groups.cs', 'what is kept of the groups says who changed it last', async () => {
    const stream = await withGroup(admin(), 0);
    await operator.updatePersistentSubscriptionToStream(stream, 'g', made);
    const [newest] = await collect(admin().readStream<JSONEventType<string, { updatedBy: string }>>('$persistentSubscriptionConfig', { direction: BACKWARDS, fromRevision: END, maxCount: 1 }));
    expect(newest!.event!.data.updatedBy).toBe(operators.split(':')[0]);
  });

  const everybodys = onOurOwn('docs security', 'it changes the rights of all users');

  conforms(everybodys, 'metadata of everything says who may read it', async () => {
    await describeBy(admin(), '$all', `{"$acl":{"$r":["${user}"]}}`);
    expect(await outcome(collect(ann.readAll({ maxCount: 1 })))).toBe('ok');
    await describeBy(admin(), '$all', '{}');
    expect(await outcome(collect(ann.readAll({ maxCount: 1 })))).toBe(DENIED);
  });

  conforms(everybodys, 'settings say what holds where a stream says nothing', async () => {
    const stream = fresh();
    await append(admin(), stream, many(1));
    const settle = (data: Record<string, JSONType>) => append(admin(), '$settings', jsonEvent({ type: '$settings', data }));
    await settle({ $userStreamAcl: { $r: ['somebody'] } });
    expect(await outcome(numbers(ann, stream))).toBe(DENIED);
    await settle({});
    expect(await numbers(ann, stream)).toEqual([0]);
  });

  const admin = () => server().client;
  const made: PersistentSubscriptionToStreamSettings = settings();
  let [login, user, operators] = ['', '', ''];
  let users: ReturnType<typeof usersOf>;
  /** One of the group `readers`, and one who may operate the server. */
  let ann: EventStoreDBClient;
  let operator: EventStoreDBClient;
  beforeAll(async () => {
    users = usersOf(server());
    login = await users.make(['readers']);
    [user] = login.split(':') as [string];
    operators = await users.make(['$ops']);
    [ann, operator] = [server().as(login), server().as(operators)];
  });
  afterAll(() => users.close());
});

type Act = (stream: string) => Promise<unknown>;

/** Ends well once the first event has come. */
async function followed(client: EventStoreDBClient, stream: string): Promise<void> {
  for await (const _first of client.subscribeToStream(stream, { fromRevision: START })) return;
}
