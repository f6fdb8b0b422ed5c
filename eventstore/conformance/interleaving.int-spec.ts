import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { randomUUID } from 'node:crypto';
import { batchCall, granting, more, opening, proposed, type Batch } from '../src/testing/raw-calls.js';
import { conform, conforms } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { onServer } from './testing/server.js';
import { collect, eventually, fresh, numbers, outcome } from './testing/streams.js';

const PAST = { until: 1000 };
const NO_TIME = { for: 0 };
const HOUR = 3_600_000;

/** Appends of one batch call, begun before others are finished. */
onServer((server) => {
  conforms('BatchAppend.cs', 'appends to one stream are in the order in which they were finished, not begun', async () => {
    const [one, two, stream] = [randomUUID(), randomUUID(), fresh()];
    batch.send(opening(one, stream, [proposed(1, { type: 'One' })], false));
    batch.send(opening(two, stream, [proposed(1, { type: 'Two' })]));
    batch.send(more(one, [proposed(1, { type: 'One' })]));
    await eventually(() => batch.replies.length === 2, 'two replies');
    expect((await collect(server().client.readStream(stream))).map(({ event }) => event!.type as string)).toEqual(['Two', 'One', 'One']);
    const revisions = new Map(batch.replies.map((reply) => [hexOf(reply.getCorrelationId()!), reply.getSuccess()!.getCurrentRevision()]));
    expect(revisions).toEqual(new Map([[hex(one), '2'], [hex(two), '0']]));
  });

  conform([
    ['BatchAppend.cs', 'its first message names it by text, the other by numbers', uuidText, numbered],
    ['BatchAppend.cs', 'its first message names it by numbers, the other by text', numbered, uuidText],
    ['BatchAppend.cs', 'all name it by numbers', numbered, numbered],
  ] as const, async (first, other) => {
    const [id, stream] = [randomUUID(), fresh()];
    batch.send(opening(id, stream, [proposed(1)], false).setCorrelationId(first(id)));
    batch.send(more(id, [proposed(1)]).setCorrelationId(other(id)));
    await eventually(() => batch.replies.length === 1, 'a reply');
    expect([hexOf(batch.replies[0]!.getCorrelationId()!), batch.replies[0]!.getSuccess()!.getCurrentRevision()]).toEqual([hex(id), '1']);
  });

  conform([
    ['BatchAppend.cs', 'an event has no type', 'BadRequest', (request: Request) => request.addProposedMessages(proposed(1, { type: '-' }))],
    ['BatchAppend.cs', 'an event has no id', 'BadRequest', (request: Request) => request.addProposedMessages(proposed(1, { id: 'x' }))],
    ['BatchAppend.cs', 'its time is over when it comes', 'Timeout', (request: Request) => granting(request, PAST)],
    ['BatchAppend.cs', 'no time is left when it comes', 'Timeout', (request: Request) => granting(request, NO_TIME)],
  ].flatMap(([source, what, problem, spoil]) => [true, false].map((isWhole) =>
    [source as 'BatchAppend.cs', `${what as string}: an append ${isWhole ? 'of one message' : 'and all that follows of it'} is answered once, and not written`, problem, spoil as (request: Request) => unknown, isWhole] as const)),
  async (problem, spoil, isWhole) => {
    const [refused, stream] = [randomUUID(), fresh()];
    const request = opening(refused, stream, [proposed(1)], isWhole);
    spoil(request);
    batch.send(request);
    if (!isWhole) for (const isFinal of [false, true]) batch.send(more(refused, [proposed(1)], isFinal));
    batch.send(opening(randomUUID(), fresh(), [proposed(1)]));
    batch.end();
    expect(await batch.ended).toBeUndefined();
    expect(batch.replies.map(problemOf).sort()).toEqual([problem, undefined]);
    expect(await outcome(numbers(server().client, stream))).toBe('stream-not-found');
  });

  conforms('BatchAppend.cs', 'an append that waits for its end is given the time that the client grants, and never more than the server does', async () => {
    const [stream, appends] = [fresh(), [undefined, { for: HOUR }, { until: Date.now() + HOUR }, { for: 100 }, { until: Date.now() + 100 }].map((time) => ({ id: randomUUID(), time }))];
    for (const { id, time } of appends) {
      const request = opening(id, stream, [proposed(1)], false);
      batch.send(time ? granting(request, time) : request);
    }
    await eventually(() => batch.replies.length === appends.length, 'all are given up');
    expect(batch.replies.map(problemOf)).toEqual(appends.map(() => 'Timeout'));
    const [first, second] = batch.replies.map((reply) => hexOf(reply.getCorrelationId()!));
    expect(new Set([first, second])).toEqual(new Set(appends.slice(3).map(({ id }) => hex(id))));
    expect(await outcome(numbers(server().client, stream))).toBe('stream-not-found');
  });

  conforms('BatchAppend.cs', 'what comes within the time that the client grants, counted from now, is written', async () => {
    batch.send(granting(opening(randomUUID(), fresh(), [proposed(1)]), { for: HOUR }));
    await eventually(() => batch.replies.length === 1, 'a reply');
    expect(batch.replies[0]!.getSuccess()?.getCurrentRevision()).toBe('0');
  });

  let raw: InstanceType<typeof streamsGrpc.StreamsClient>;
  let batch: Batch;
  beforeAll(() => void (raw = new streamsGrpc.StreamsClient(...channel(server()))));
  beforeEach(() => void (batch = batchCall(raw)));
  afterEach(() => batch.end());
  afterAll(() => raw.close());
});

type Request = streams.BatchAppendReq;

const hex = (id: string): string => id.replaceAll('-', '');
const half = (id: string, from: number): string => BigInt.asIntN(64, BigInt(`0x${hex(id).slice(from, from + 16)}`)).toString();
const digits = (number: string): string => BigInt.asUintN(64, BigInt(number)).toString(16).padStart(16, '0');

function uuidText(id: string): shared.UUID {
  return new shared.UUID().setString(id);
}

function numbered(id: string): shared.UUID {
  return new shared.UUID().setStructured(new shared.UUID.Structured().setMostSignificantBits(half(id, 0)).setLeastSignificantBits(half(id, 16)));
}

/** An id in either form. */
function hexOf(id: shared.UUID): string {
  const numbers = id.getStructured();
  return numbers ? digits(numbers.getMostSignificantBits()) + digits(numbers.getLeastSignificantBits()) : hex(id.getString());
}

const problemOf = (reply: streams.BatchAppendResp): string | undefined => reply.getError()?.getMessage();
