import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { binaryEvent, BACKWARDS, END, MaxAppendSizeExceededError, persistentSubscriptionToStreamSettingsFromDefaults, streamNameFilter, StreamNotFoundError } from '@eventstore/db-client';
import { randomBytes, randomUUID } from 'node:crypto';
import { connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { batchCall, frame, opening, proposed, rawClient } from './testing/raw-calls.js';
import { eventually, happened, many, places, runNode, type TestNode } from './testing/running-node.js';

const STREAMS = '/event_store.client.streams.Streams';

it.each([
  ['a message that is no protobuf', { body: frame(Buffer.alloc(500, 0xfb)) }],
  ['a length that is a lie', { body: frame(Buffer.from('0affffffff0f', 'hex')) }],
  ['a message larger than any', { body: Buffer.from('00ffffffff0a0b', 'hex'), code: '8' }],
  ['a message that says it is packed', { body: Buffer.concat([Buffer.from([1]), frame(Buffer.from([0x0a, 0])).subarray(1)]) }],
  ['half a frame', { body: frame(Buffer.alloc(50)).subarray(0, 20) }],
  ['two messages where one belongs', { body: Buffer.concat([frame(Buffer.from([0x0a, 0])), frame(Buffer.from([0x0a, 0]))]) }],
  ['another content type', { type: 'application/json', body: Buffer.from('{}') }],
  ['a deadline that is none', { headers: { 'grpc-timeout': 'soon' }, body: frame(Buffer.from([0x0a, 0])) }],
])('answers %s with an error, and goes on', async (_what, request: Sent) => {
  for (const method of ['Read', 'Append', 'BatchAppend', 'Delete', 'Tombstone']) {
    const code = await call(`${STREAMS}/${method}`, request);
    // A batch call that was asked nothing is over, and all is well.
    if (method !== 'BatchAppend') expect([method, code]).toEqual([method, request.code ?? expect.not.stringMatching(/^0$/)]);
  }
  await healthy();
});

it.each(['/nothing.at.all/Here', '/event_store.client.projections.Projections/Create', '/'])('does not know %s, and says so', async (path) => {
  expect(await call(path, { body: frame(Buffer.alloc(0)) })).toBe('12');
  await healthy();
});

it.each(['/event_store.client.gossip.Gossip/Read', '/event_store.client.server_features.ServerFeatures/GetSupportedMethods'])(
  'does not even read what is sent to %s', async (path) => {
    expect(await call(path, { body: frame(Buffer.from('0affffffff0f', 'hex')) })).toBe('0');
  },
);

it('tells where it is, also who comes by an address that is none', async () => {
  expect(await call('/event_store.client.gossip.Gossip/Read', { body: frame(Buffer.alloc(0)), headers: { ':authority': 'a:99999' } })).toBe('0');
  await healthy();
});

it.each([
  ['(a+)+$'], ['(x+x+)+y'], ['(.*.*.*.*)*!$'], ['((((((a*)*)*)*)*)*)*b'],
])('does not dwell on the regex %s', async (regex) => {
  const stream = `${'a'.repeat(4000)}-${randomUUID()}`;
  await node.client.appendToStream(stream, many(50));
  const [seen, found] = [[] as number[], { caughtUp: 0 }];
  const subscription = node.client.subscribeToAll({ filter: streamNameFilter({ regex }) })
    .on('data', ({ event }) => seen.push(Number(event!.revision))).on('caughtUp', () => found.caughtUp++);
  await eventually(() => found.caughtUp > 0, 'caught up');
  await subscription.unsubscribe();
});

it('hears everyone else while it tries a slow regex on one long name after the other', async () => {
  for (let n = 0; n < 60; n++) await node.client.appendToStream(Array.from(randomBytes(500), (byte) => 'ab'[byte % 2]).join(''), many(1));
  // What this process has worked, which is the node's, too, and as a share of it all: machines are slow, or busy with others.
  const worked = () => Object.values(process.cpuUsage()).reduce((sum, micros) => sum + micros, 0);
  const begun = worked();
  let [last, longest] = [begun, 0];
  const beating = setInterval(() => {
    longest = Math.max(longest, worked() - last);
    last = worked();
  }, 5);
  const caughtUp = { times: 0 };
  const subscription = node.client.subscribeToAll({ filter: streamNameFilter({ regex: 'a[ab]{300}[0-9]' }) }).on('caughtUp', () => caughtUp.times++);
  await eventually(() => caughtUp.times > 0, 'caught up');
  clearInterval(beating);
  await subscription.unsubscribe();
  expect(longest).toBeLessThan((last - begun) / 2);
});

it.each([`(?:${'[a-z]'.repeat(800)}){1000}`, '((a{1,100}){1,100}){1,100}', '[a-z]{0,1000}[a-z]{0,1000}', 'a'.repeat(5000), '('.repeat(4000), '(?=a)', '(a)\\1', '['])('refuses the regex %#', async (regex) => {
  const refused = await new Promise<Error>((resolve) => void node.client.subscribeToAll({ filter: streamNameFilter({ regex }) }).on('error', resolve));
  expect(refused).toMatchObject({ code: 3 });
  await healthy();
});

it.each(['naïve', '流れ-1', 'поток', '🦊-🦊', 'مجرى', 'a\u0000b', 'line\nbreak', ' spaces ', 'a@b@c', '%41', '../../etc', '"quotes"', 'e\u0301', 'x'.repeat(10_000)])(
  'takes %j for the name of a stream, whatever is done with it', async (name) => {
    const stream = `${name}${randomUUID()}`;
    await node.client.appendToStream(stream, happened(1, randomUUID(), name));
    const [found] = await collect(node.client.readStream(stream));
    expect(found!.event).toMatchObject({ streamId: stream, type: name });
    await node.client.setStreamMetadata(stream, { maxCount: 5, name });
    expect((await node.client.getStreamMetadata(stream)).metadata).toMatchObject({ name });
    expect((await places(node.client.readStream(`$et-${name}`, { resolveLinkTos: true, direction: BACKWARDS, fromRevision: END, maxCount: 1 })))).toEqual([`0@${stream}`]);
    await expect(node.client.appendToStream(stream, many(1), { expectedRevision: 9n })).rejects.toMatchObject({ streamName: stream });
    await expect(node.client.deleteStream(stream, { expectedRevision: 9n })).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 0n });
    await expect(places(node.client.readStream(`${stream}!`))).rejects.toThrow(StreamNotFoundError);
    await node.client.tombstoneStream(stream);
    await expect(node.client.appendToStream(stream, many(1))).rejects.toMatchObject({ type: 'stream-deleted', streamName: stream });
    await expect(places(node.client.readStream(stream))).rejects.toMatchObject({ type: 'stream-deleted' });
    expect(found!.event!.streamId).toBe(stream);
  },
);

it('answers where the message about a long name is cut in the middle of a character, and goes on', async () => {
  const stream = `${'a'.repeat(2040)}😀`;
  await node.client.tombstoneStream(stream);
  await expect(node.client.deleteStream(stream)).rejects.toMatchObject({ type: 'stream-deleted' });
  await expect(node.client.getPersistentSubscriptionToStreamInfo(`${'a'.repeat(2028)}😀`, 'g')).rejects.toMatchObject({ type: 'persistent-subscription-does-not-exist' });
  await healthy();
});

it('refuses to append under a name that is longer than any', async () => {
  await expect(node.client.appendToStream('x'.repeat(100_000), many(1))).rejects.toMatchObject({ type: 'unknown' });
});

it.each<[string, (name: string) => Promise<unknown>]>([
  ['a delete', (name) => node.client.deleteStream(name)],
  ['a read', (name) => places(node.client.readStream(name))],
  ['a subscription', (name) => failureOf(node.client.subscribeToStream(name))],
  ['making a group', (name) => node.client.createPersistentSubscriptionToStream(name, 'g', persistentSubscriptionToStreamSettingsFromDefaults())],
  ['asking for a group', (name) => node.client.getPersistentSubscriptionToStreamInfo(name, 'g')],
  ['listing the groups of a stream', (name) => node.client.listPersistentSubscriptionsToStream(name)],
  ['consuming', (name) => failureOf(node.client.subscribeToPersistentSubscriptionToStream(name, 'g'))],
])('refuses in %s a name that is longer than any', async (_what, call) => {
  await expect(call('x'.repeat(100_000))).rejects.toThrow('The name of a stream has at most 65536 characters');
  await healthy();
});

it('takes no name of a group that is longer than a stream may be called', async () => {
  const made = (name: string) => node.client.createPersistentSubscriptionToStream(`s-${randomUUID()}`, name, persistentSubscriptionToStreamSettingsFromDefaults());
  await made('g'.repeat(65_536));
  await expect(made('g'.repeat(65_537))).rejects.toMatchObject({ type: 'persistent-subscription-failed' });
});

it('takes an event of 1 MiB to the byte, gives it back, and refuses one byte more', async () => {
  const [stream, type] = [`large-${randomUUID()}`, 'Large'];
  const data = randomBytes(1024 * 1024 - 2 * type.length);
  await node.client.appendToStream(stream, binaryEvent({ type, data }));
  const [read] = await collect(node.client.readStream(stream));
  expect(Buffer.compare(read!.event!.data as Uint8Array, data)).toBe(0);
  const live: Uint8Array[] = [];
  const subscription = node.client.subscribeToStream('$ce-large', { resolveLinkTos: true }).on('data', ({ event }) => live.push(event!.data as Uint8Array));
  await eventually(() => live.length === 1, 'the event by its link');
  expect(Buffer.compare(live[0]!, data)).toBe(0);
  await subscription.unsubscribe();
  const credentials = { username: 'a', password: 'b' };
  const larger = binaryEvent({ type, data: Buffer.concat([data, Buffer.from([1])]) });
  await expect(node.client.appendToStream(stream, larger)).rejects.toThrow(MaxAppendSizeExceededError);
  await expect(node.client.appendToStream(stream, larger, { credentials })).rejects.toMatchObject({ maxAppendSize: 1_048_576 });
});

it.each(['['.repeat(200_000), `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, '{"$tb":1e400}', '"\\ud800"', '{"$tb":0,"a":1e400}', `{"$acl":{"$r":${JSON.stringify(Array(50_000).fill('x'))}}}`, '\u0000'])(
  'outlives the metadata document %#', async (document) => {
    const stream = `described-${randomUUID()}`;
    await node.client.appendToStream(stream, many(1));
    await node.client.deleteStream(stream);
    const client = rawClient(node.port);
    const batch = batchCall(client);
    batch.send(opening(randomUUID(), `$$${stream}`, [proposed(0, { type: '$metadata', contentType: 'application/json' }).setData(Buffer.from(document))]));
    await eventually(() => batch.replies.length === 1, 'a reply');
    expect(batch.replies[0]!.hasSuccess()).toBe(true);
    client.close();
    await node.client.appendToStream(stream, many(1));
    expect((await places(node.client.readStream(stream))).at(-1)).toBe(`1@${stream}`);
  },
);

async function healthy(): Promise<void> {
  const stream = `benchmark-${randomUUID()}`;
  await node.client.appendToStream(stream, happened(1));
  expect(await places(node.client.readStream(stream))).toEqual([`0@${stream}`]);
}

interface Sent {
  readonly body: Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What should come of it, where that is one thing. */
  readonly code?: string;
}

/** The gRPC status that an HTTP/2 client without manners hears, or how else the call ends. */
async function call(path: string, { body, type = 'application/grpc', headers = {} }: Sent): Promise<string> {
  const session = connect(`http://127.0.0.1:${node.port}`);
  session.on('error', () => undefined);
  const stream = session.request({ [constants.HTTP2_HEADER_METHOD]: 'POST', [constants.HTTP2_HEADER_PATH]: path, 'content-type': type, te: 'trailers', ...headers });
  let heard = 'nothing';
  const listen = (answer: IncomingHttpHeaders & { ':status'?: number }): void => {
    heard = answer['grpc-status']?.toString() ?? (answer[':status'] === 200 ? heard : String(answer[':status'] ?? heard));
  };
  stream.on('response', listen).on('trailers', listen).on('error', () => undefined).resume().end(body);
  await new Promise((resolve) => void stream.on('close', resolve));
  session.destroy();
  return heard;
}

const failureOf = (stream: { on(event: 'error', listen: (error: Error) => void): unknown }): Promise<never> =>
  new Promise((_, reject) => void stream.on('error', reject));

async function collect<T>(read: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of read) found.push(item);
  return found;
}

let node: TestNode;
beforeAll(async () => void (node = await runNode({ inMemory: true })));
afterAll(() => node.stop());
