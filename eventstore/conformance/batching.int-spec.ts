import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { binaryEvent, NO_STREAM } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { randomUUID } from 'node:crypto';
import { batchCall, more, opening, proposed, type Batch } from '../src/testing/raw-calls.js';
import { conform, conforms } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { onServer } from './testing/server.js';
import { append, eventually, fresh, happened, many, numbers } from './testing/streams.js';

const LIMIT = 1024 * 1024;

onServer((server) => {
  conforms('streams.ts', 'a thousand appends at once are answered once each, and those to one stream keep their order', async () => {
    const three = [fresh(), fresh(), fresh()];
    const done = await Promise.all(Array.from({ length: 1000 }, (_, n) => append(client(), three[n % 3]!, happened(n))));
    for (const which of [0, 1, 2]) {
      const mine = done.filter((_, n) => n % 3 === which);
      expect(mine.map(({ nextExpectedRevision }) => Number(nextExpectedRevision))).toEqual(mine.map((_, n) => n));
    }
    expect(new Set(done.map(({ position }) => position!.commit)).size).toBe(1000);
  });

  conforms('BatchAppend.cs', 'a thousand appends on one call are answered once each', async () => {
    const ids = Array.from({ length: 1000 }, () => randomUUID());
    for (const id of ids) batch.send(opening(id, fresh(), [proposed(10)]));
    await eventually(() => batch.replies.length >= 1000, 'replies');
    batch.end();
    expect(await batch.ended).toBeUndefined();
    expect(batch.replies.map(idOf).sort()).toEqual(ids.sort());
    expect(batch.replies.every((reply) => reply.hasSuccess())).toBe(true);
  });

  conform([[LIMIT - 1, true], [LIMIT, true], [LIMIT + 1, false]].flatMap(([size, isTaken]) => [false, true].map((isAlone) =>
    ['Append.cs', `data, metadata and twice the type of ${size} bytes${isAlone ? ', alone' : ''} are ${isTaken ? 'taken' : 'too many'}`, size as number, isTaken as boolean, isAlone] as const)),
  async (size, isTaken, isAlone) => {
    const event = binaryEvent({ type: 'Type', data: new Uint8Array(size - 2 * 4 - 10), metadata: new Uint8Array(10) });
    const answer = append(client(), fresh(), event, NO_STREAM, isAlone ? { credentials: server().credentials } : {});
    if (isTaken) expect((await answer).success).toBe(true);
    else await expect(answer).rejects.toMatchObject({ type: 'maximum-append-size-exceeded', maxAppendSize: LIMIT });
  });

  conforms('Append.cs', 'the sum of an append counts, not its events', async () => {
    const half = () => binaryEvent({ type: 'Half', data: new Uint8Array(LIMIT / 2) });
    await expect(append(client(), fresh(), [half(), half()])).rejects.toMatchObject({ type: 'maximum-append-size-exceeded' });
    await append(client(), fresh(), half());
  });

  conforms('BatchAppend.cs', 'messages of one append are joined, and none of it is taken for another', async () => {
    const [one, two, stream, other] = [randomUUID(), randomUUID(), fresh(), fresh()];
    batch.send(opening(one, stream, [proposed(1)], false));
    batch.send(opening(two, other, [proposed(1)]));
    batch.send(more(one, [proposed(1)], false));
    batch.send(more(one, [proposed(1)]));
    await eventually(() => batch.replies.length === 2, 'two replies');
    const reply = batch.replies.find((told) => idOf(told) === one)!;
    expect(reply.getSuccess()!.getCurrentRevision()).toBe('2');
    expect(Buffer.from(reply.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe(stream);
  });

  conforms('BatchAppend.cs', 'options that come again for an append are ignored', async () => {
    const [id, stream] = [randomUUID(), fresh()];
    batch.send(opening(id, stream, [proposed(1)], false));
    batch.send(opening(id, fresh(), [proposed(1)]));
    await eventually(() => batch.replies.length === 1, 'a reply');
    expect(await numbers(client(), stream)).toEqual([0, 1]);
  });

  conforms('BatchAppend.cs', 'messages of an append that nobody has begun are dropped', async () => {
    const next = randomUUID();
    batch.send(more(randomUUID(), [proposed(1)]));
    batch.send(opening(next, fresh(), [proposed(1)]));
    await eventually(() => batch.replies.length > 0, 'a reply');
    batch.end();
    await batch.ended;
    expect(batch.replies.map(idOf)).toEqual([next]);
  });

  conforms('BatchAppend.cs', 'an append over the limit is answered once, the rest of it swallowed, and the next taken', async () => {
    const [large, next, stream] = [randomUUID(), randomUUID(), fresh()];
    batch.send(opening(large, stream, [proposed(LIMIT)], false));
    batch.send(more(large, [proposed(LIMIT)]));
    batch.send(more(large, [proposed(1)]));
    batch.send(opening(next, stream, [proposed(1)]));
    await eventually(() => batch.replies.length === 2, 'two replies');
    batch.end();
    await batch.ended;
    expect(batch.replies.map(problem)).toEqual(['MaximumAppendSizeExceeded', undefined]);
    expect(await numbers(client(), stream)).toEqual([0]);
  });

  conform([
    ['BatchAppend.cs', 'no type', { type: '-' }],
    ['BatchAppend.cs', 'no content type', { contentType: '-' }],
    ['BatchAppend.cs', 'an empty type', { type: '' }],
    ['BatchAppend.cs', 'an id that is none', { id: 'x' }],
    ['BatchAppend.cs', 'an id of zeros', { id: '00000000-0000-0000-0000-000000000000' }],
  ] as const, async (wrong) => {
    batch.send(opening(randomUUID(), fresh(), [proposed(1, wrong)]));
    await eventually(() => batch.replies.length === 1, 'a reply');
    expect(problem(batch.replies[0]!)).toBe('BadRequest');
  });

  conforms('BatchAppend.cs', 'an append that is not finished in time is answered, and nothing of it written', async () => {
    const stream = fresh();
    batch.send(opening(randomUUID(), stream, [proposed(1)], false));
    await eventually(() => batch.replies.length === 1, 'the server\'s own deadline');
    expect(problem(batch.replies[0]!)).toBe('Timeout');
    expect((await append(client(), stream, many(1), NO_STREAM)).success).toBe(true);
  });

  conform([false, true].map((isAlone) => ['errors.ts', `nothing is written once the client's deadline is over${isAlone ? ', alone' : ''}`, isAlone] as const), async (isAlone) => {
    const stream = fresh();
    const late = append(client(), stream, many(1), NO_STREAM, { deadline: -1000, ...(isAlone ? { credentials: server().credentials } : {}) });
    await expect(late).rejects.toMatchObject({ type: 'deadline-exceeded' });
    expect((await append(client(), stream, many(1), NO_STREAM)).success).toBe(true);
  });

  conforms('BatchAppend.cs', 'what was asked is answered before the call ends', async () => {
    for (let n = 0; n < 50; n++) batch.send(opening(randomUUID(), fresh(), [proposed(10)]));
    batch.end();
    expect(await batch.ended).toBeUndefined();
    expect(batch.replies).toHaveLength(50);
  });

  conforms('BatchAppend.cs', 'a correlation id that is none ends its call, and no other', async () => {
    batch.send(opening('nonsense', fresh(), [proposed(1)]));
    expect(await batch.ended).toBeDefined();
    expect((await append(client(), fresh(), many(1))).success).toBe(true);
  });

  const client = () => server().client;
  let raw: InstanceType<typeof streamsGrpc.StreamsClient>;
  let batch: Batch;
  beforeAll(() => void (raw = new streamsGrpc.StreamsClient(...channel(server()))));
  beforeEach(() => void (batch = batchCall(raw)));
  afterEach(() => batch.end());
  afterAll(() => raw.close());
});

const idOf = (reply: streams.BatchAppendResp): string => reply.getCorrelationId()!.getString();
const problem = (reply: streams.BatchAppendResp): string | undefined => reply.getError()?.getDetails()?.getTypeName().replace('event_store.client.', '');
