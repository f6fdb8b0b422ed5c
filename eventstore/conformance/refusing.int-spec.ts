import { afterAll, beforeAll, expect } from '@jest/globals';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { randomUUID } from 'node:crypto';
import { batchCall, proposed, type Batch } from '../src/testing/raw-calls.js';
import { conform } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { trailer } from './testing/raw-reads.js';
import { appendAlone, batched, remove, typed, type Expected } from './testing/raw-writes.js';
import { onServer } from './testing/server.js';
import { ours, type Basis } from './testing/sources.js';
import { streamIn, type State } from './testing/states.js';
import { append, fresh, happened } from './testing/streams.js';

const LIMIT = 1024 * 1024;

/** The fields of a conflict that Append tells, those of 20.6 first, and those that BatchAppend tells. */
const FIELDS = [
  'CurrentRevision2060', 'NoStream2060', 'ExpectedRevision2060', 'Any2060', 'StreamExists2060',
  'CurrentRevision', 'CurrentNoStream', 'ExpectedRevision', 'ExpectedAny', 'ExpectedStreamExists', 'ExpectedNoStream',
] as const;
const BATCH_FIELDS = ['CurrentStreamRevision', 'CurrentNoStream', 'ExpectedStreamPosition', 'ExpectedAny', 'ExpectedStreamExists', 'ExpectedNoStream'] as const;

/** What of a conflict is told; NONE is 2^64 − 1 as a number. */
const NONE = '18446744073709552000';
const CONFLICTS: readonly (readonly [state: 'missing' | 'present', expected: Expected, alone: string, batched: string])[] = [
  ['missing', 'stream_exists', 'NoStream2060, StreamExists2060, CurrentNoStream, ExpectedStreamExists', 'CurrentNoStream, ExpectedStreamExists'],
  ['missing', 7, 'NoStream2060, ExpectedRevision2060 7, CurrentNoStream, ExpectedRevision 7', 'CurrentNoStream, ExpectedStreamPosition 7'],
  ['present', 'no_stream', `CurrentRevision2060 1, ExpectedRevision2060 ${NONE}, CurrentRevision 1, ExpectedNoStream`, 'CurrentStreamRevision 1, ExpectedNoStream'],
  ['present', 'any', 'CurrentRevision2060 1, Any2060, CurrentRevision 1, ExpectedAny', 'CurrentStreamRevision 1, ExpectedAny'],
  ['present', 'stream_exists', 'CurrentRevision2060 1, StreamExists2060, CurrentRevision 1, ExpectedStreamExists', 'CurrentStreamRevision 1, ExpectedStreamExists'],
  ['present', 0, 'CurrentRevision2060 1, ExpectedRevision2060 0, CurrentRevision 1, ExpectedRevision 0', 'CurrentStreamRevision 1, ExpectedStreamPosition 0'],
];

const CONFLICT = 'wrong-expected-version at -1, -4 expected';
const GONE = 'stream-deleted';

/** A delete, and a tombstone, that expects the stream to exist: clients cannot ask for that. */
const REMOVED: Readonly<Record<State, string>> = {
  missing: CONFLICT, described: 'ok', present: 'ok', truncated: 'ok', counted: 'ok', emptied: 'ok', deleted: GONE, 'deleted while empty': GONE, tombstoned: GONE,
};

type Problem = 'WrongExpectedVersion' | 'StreamDeleted' | 'MaximumAppendSizeExceeded' | 'BadRequest' | 'AccessDenied';
const PROBLEMS: readonly (readonly [Basis, what: string, State | '$all', ReturnType<typeof proposed>[], Expected, code: number, Problem, detail: (name: string) => object])[] = [
  ['BatchAppend.cs', 'a conflict', 'present', [proposed(1)], 0, 6, 'WrongExpectedVersion', () => ({ currentStreamRevision: '2', expectedStreamPosition: '0' })],
  ['BatchAppend.cs', 'that a stream has ended', 'tombstoned', [proposed(1)], 'any', 5, 'StreamDeleted', (streamName) => ({ streamIdentifier: { streamName } })],
  ['BatchAppend.cs', 'that a stream is deleted', 'deleted', [proposed(1)], 'stream_exists', 5, 'StreamDeleted', (streamName) => ({ streamIdentifier: { streamName } })],
  ['BatchAppend.cs', 'that there is too much', 'missing', [proposed(LIMIT)], 'any', 3, 'MaximumAppendSizeExceeded', () => ({ maxappendsize: LIMIT })],
  ['BatchAppend.cs', 'that there is no type', 'missing', [proposed(1, { type: '-' })], 'any', 3, 'BadRequest', () => ({ message: expect.stringContaining('type') as unknown })],
  [ours('written in insecure mode'), 'that there is no right', '$all', [proposed(1)], 'any', 7, 'AccessDenied', () => ({})],
];

/** How it is told, field by field, that something is not done. */
onServer((server) => {
  conform(CONFLICTS.map(([state, expected, ...told]) => ['Append.cs', `a conflict that expected ${expected} of a stream that is ${state}`, state, expected, told] as const), async (state, expected, told) => {
    const [stream, known] = [fresh(), randomUUID()];
    // The first event again and another one is never right.
    if (state === 'present') await append(client(), stream, [happened(0, known), happened(1)]);
    const reply = await appendAlone(raw, stream, [typed({ id: known }), typed()], expected);
    const { detail } = problemOf(await answered(batched(stream, [proposed(1, { id: known }), proposed(1)], expected)));
    expect([fieldsOf(reply.getWrongExpectedVersion()!, FIELDS), fieldsOf(shared.WrongExpectedVersion.deserializeBinary(detail), BATCH_FIELDS)]).toEqual(told);
  });

  conform(PROBLEMS.map(([basis, what, ...rest]) => [basis, `a batch tells ${what} by its code, its name and a detail of that name`, ...rest] as const), async (state, messages, expected, code, name, detail) => {
    const stream = state === '$all' ? state : await streamIn(client(), state);
    const reply = await answered(batched(stream, messages, expected));
    expect(Buffer.from(reply.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe(stream);
    const { detail: told, ...problem } = problemOf(reply);
    expect(problem).toEqual({ code, message: name, typeUrl: `type.googleapis.com/event_store.client.${name}` });
    expect(shared[name].deserializeBinary(told).toObject()).toMatchObject(detail(Buffer.from(stream).toString('base64')));
  });

  conform(Object.entries(REMOVED).flatMap(([state, answer]) => [false, true].map((isFinal) =>
    ['Delete.cs', `a ${isFinal ? 'tombstone' : 'delete'} that expects a stream to exist that is ${state}: ${answer}`, state as State, isFinal, answer] as const)), async (state, isFinal, answer) => {
    expect(await removed(await streamIn(client(), state), 'stream_exists', isFinal)).toBe(answer);
  });

  conform([
    ['RpcExceptions.cs', 'a delete tells what it expected, and where the stream stands: anything', 'missing', 'any', 'wrong-expected-version at -1, -2 expected'],
    ['RpcExceptions.cs', 'a delete tells what it expected, and where the stream stands: nothing', 'present', 'no_stream', 'wrong-expected-version at 2, -1 expected'],
    ['RpcExceptions.cs', 'a delete tells what it expected, and where the stream stands: a number', 'present', 7, 'wrong-expected-version at 2, 7 expected'],
  ] as const, async (state, expected, answer) => {
    expect(await removed(await streamIn(client(), state), expected, false)).toBe(answer);
  });

  async function removed(stream: string, expected: Expected, isFinal: boolean): Promise<string> {
    const error = await remove(raw, stream, expected, isFinal).then(() => undefined, (refused) => refused);
    if (!error) return 'ok';
    expect([error.code, trailer(error, 'stream-name')]).toEqual([9, stream]);
    const [actual, told] = [trailer(error, 'actual-version'), trailer(error, 'expected-version')];
    return `${trailer(error, 'exception')}${actual === undefined ? '' : ` at ${actual}, ${told} expected`}`;
  }

  /** The answer to one append of a batch call of its own. */
  async function answered(request: Parameters<Batch['send']>[0]): Promise<streams.BatchAppendResp> {
    const batch = batchCall(raw);
    batch.send(request);
    batch.end();
    await batch.ended;
    expect(batch.replies).toHaveLength(1);
    return batch.replies[0]!;
  }

  const client = () => server().client;
  let raw: InstanceType<typeof streamsGrpc.StreamsClient>;
  beforeAll(() => void (raw = new streamsGrpc.StreamsClient(...channel(server()))));
  afterAll(() => raw.close());
});

/** The fields that are set, with the numbers in them. */
function fieldsOf(conflict: object, fields: readonly string[]): string {
  const asked = conflict as Readonly<Record<string, () => unknown>>;
  const shown = (field: string): string => {
    const value = asked[`get${field}`]!.call(conflict);
    return typeof value === 'object' ? field : `${field} ${String(value)}`;
  };
  return fields.filter((field) => asked[`has${field}`]!.call(conflict)).map(shown).join(', ');
}

function problemOf(reply: streams.BatchAppendResp) {
  const error = reply.getError()!;
  const details = error.getDetails()!;
  return { code: error.getCode() as number, message: error.getMessage(), typeUrl: details.getTypeUrl(), detail: details.getValue_asU8() };
}
