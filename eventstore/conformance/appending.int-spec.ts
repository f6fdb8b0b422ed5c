import { expect } from '@jest/globals';
import { ANY, binaryEvent, jsonEvent, NO_STREAM, STREAM_EXISTS, type AppendExpectedRevision } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { streamIn, type State } from './testing/states.js';
import { append, collect, fresh, happened, many, numbers, outcome } from './testing/streams.js';

const EXPECTED: readonly AppendExpectedRevision[] = [ANY, NO_STREAM, STREAM_EXISTS, 2n, 1n, 7n];
const NOWHERE = 'conflict at no_stream';
const AT_2 = 'conflict at 2';
const GONE = 'stream-deleted';

/** One event appended to a stream whose last number is 2, if it has any; in the order of EXPECTED. */
const RULES: Readonly<Record<State, readonly string[]>> = {
  missing: ['ok 0', 'ok 0', NOWHERE, NOWHERE, NOWHERE, NOWHERE],
  described: ['ok 0', 'ok 0', 'ok 0', NOWHERE, NOWHERE, NOWHERE],
  present: ['ok 3', AT_2, 'ok 3', 'ok 3', AT_2, AT_2],
  truncated: ['ok 3', AT_2, 'ok 3', 'ok 3', AT_2, AT_2],
  counted: ['ok 3', AT_2, 'ok 3', 'ok 3', AT_2, AT_2],
  emptied: ['ok 3', AT_2, 'ok 3', 'ok 3', AT_2, AT_2],
  deleted: ['ok 3', 'ok 3', GONE, 'ok 3', AT_2, AT_2],
  'deleted while empty': ['ok 0', 'ok 0', GONE, NOWHERE, NOWHERE, NOWHERE],
  tombstoned: [GONE, GONE, GONE, GONE, GONE, GONE],
};

onServer((server) => {
  conform(
    Object.entries(RULES).flatMap(([state, answers]) => answers.flatMap((answer, i) => [false, true].map((isAlone) => [
      'IndexWriter.cs', `an append ${isAlone ? 'alone' : 'in a batch'} that expects ${EXPECTED[i]} of a stream that is ${state}: ${answer}`,
      state as State, EXPECTED[i]!, isAlone, answer,
    ] as const))),
    async (state, expected, isAlone, answer) => {
      const stream = await streamIn(client(), state);
      expect(await outcome(append(client(), stream, many(1), expected, isAlone ? alone() : {}))).toBe(answer);
    },
  );

  conform(([ANY, NO_STREAM, STREAM_EXISTS, 0n] as const).map((expected) => ['IndexWriter.cs', `nor can metadata be written once its stream is tombstoned, expecting ${expected}`, expected] as const), async (expected) => {
    const stream = await streamIn(client(), 'tombstoned');
    expect(await outcome(client().setStreamMetadata(stream, {}, { expectedRevision: expected }))).toBe(GONE);
  });

  conform([
    ['docs concurrency', 'what was expected and where the stream stands is told: a number', 'present', 7n, { expectedVersion: 7n, actualVersion: 2n }],
    ['errors.ts', 'what was expected and where the stream stands is told: no stream', 'present', NO_STREAM, { expectedVersion: NO_STREAM, actualVersion: 2n }],
    ['errors.ts', 'what was expected and where the stream stands is told: a stream', 'missing', STREAM_EXISTS, { expectedVersion: STREAM_EXISTS, actualVersion: NO_STREAM }],
  ] as const, async (state, expected, fields) => {
    const stream = await streamIn(client(), state);
    for (const options of [{}, alone()]) {
      await expect(append(client(), stream, many(1), expected, options)).rejects.toMatchObject({ ...fields, streamName: stream, type: 'wrong-expected-version' });
    }
  });

  conforms('streams.ts', 'several events get numbers in a row, and commit equals prepare', async () => {
    const stream = fresh();
    const { success, nextExpectedRevision, position } = await append(client(), stream, many(4), NO_STREAM);
    expect([success, nextExpectedRevision, position!.commit]).toEqual([true, 3n, position!.prepare]);
    expect(await numbers(client(), stream)).toEqual([0, 1, 2, 3]);
  });

  conforms('types.ts', 'events come back as they were sent: ids, types, JSON, bytes, metadata and the time', async () => {
    const [stream, before] = [fresh(), Date.now() - 60_000];
    const json = jsonEvent({ type: 'Ünïcode', data: { a: [1, { b: null }] }, metadata: { who: 'me' } });
    const binary = binaryEvent({ type: 'Bytes', data: Uint8Array.from([0, 255, 128]), metadata: Uint8Array.from([1, 2]) });
    await append(client(), stream, [json, binary]);
    const [first, second] = (await collect(client().readStream(stream))).map(({ event }) => event!);
    expect(first).toMatchObject({ id: json.id, type: json.type, data: json.data, metadata: json.metadata, isJson: true, streamId: stream, revision: 0n });
    expect(second).toMatchObject({ id: binary.id, type: 'Bytes', isJson: false });
    expect([...(second!.data as Uint8Array), ...(second!.metadata as Uint8Array)]).toEqual([0, 255, 128, 1, 2]);
    expect(first!.created.getTime()).toBeGreaterThan(before);
    expect(first!.created.getTime()).toBeLessThan(Date.now() + 60_000);
  });

  conform([
    ['IndexWriter.cs', 'a stream without a name cannot be written', '$$'],
    ['docs security', '$all cannot be written', '$all'],
    [ours('metadata of metadata can be written'), 'metadata of metadata cannot be written', '$$$$x'],
    [ours('a client that writes there faults the projection'), 'a stream of links cannot be written', '$ce-conformance'],
  ] as const, async (stream) => {
    expect(await outcome(append(client(), stream, many(1)))).not.toMatch(/^ok/);
    expect(await outcome(append(client(), stream, many(1), ANY, alone()))).not.toMatch(/^ok/);
  });

  conform(['naïve', '流れ', 'поток', '🦊', 'مجرى', ' spaces ', 'a@b@c', '%41', '../../etc', '"quotes"', 'e\u0301', 'line\nbreak', 'x'.repeat(500)].map((name) =>
    ['docs streams', `${JSON.stringify(name).slice(0, 30)} is a name for a stream and for a type`, name] as const), async (name) => {
    const stream = `${fresh()}${name}`;
    await append(client(), stream, happened(1, undefined, name));
    expect((await collect(client().readStream(stream)))[0]!.event).toMatchObject({ streamId: stream, type: name });
    await expect(append(client(), stream, many(1), 9n)).rejects.toMatchObject({ streamName: stream });
  });

  const client = () => server().client;
  const alone = () => ({ credentials: server().credentials });
});
