import { expect } from '@jest/globals';
import { ANY, BACKWARDS, END, NO_STREAM, type ExpectedRevision } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { streamIn, type State } from './testing/states.js';
import { append, collect, describeBy, fresh, many, numbers, outcome, place } from './testing/streams.js';

const EXPECTED: readonly ExpectedRevision[] = [ANY, NO_STREAM, 2n, 1n];
const NOWHERE = 'conflict at no_stream';
const AT_2 = 'conflict at 2';
const GONE = 'stream-deleted';
const FOREVER = 9223372036854775807n;

/** A delete, and a tombstone, of a stream whose last number is 2, if it has any; in the order of EXPECTED. */
const RULES: Readonly<Record<State, readonly [soft: readonly string[], hard: readonly string[]]>> = {
  missing: [[NOWHERE, NOWHERE, NOWHERE, NOWHERE], ['ok', 'ok', NOWHERE, NOWHERE]],
  described: [['ok', 'ok', NOWHERE, NOWHERE], ['ok', 'ok', NOWHERE, NOWHERE]],
  present: [['ok', AT_2, 'ok', AT_2], ['ok', AT_2, 'ok', AT_2]],
  truncated: [['ok', AT_2, 'ok', AT_2], ['ok', AT_2, 'ok', AT_2]],
  counted: [['ok', AT_2, 'ok', AT_2], ['ok', AT_2, 'ok', AT_2]],
  emptied: [['ok', AT_2, 'ok', AT_2], ['ok', AT_2, 'ok', AT_2]],
  deleted: [['ok', 'ok', 'ok', AT_2], ['ok', 'ok', 'ok', AT_2]],
  'deleted while empty': [['ok', 'ok', NOWHERE, NOWHERE], ['ok', 'ok', NOWHERE, NOWHERE]],
  tombstoned: [[GONE, GONE, GONE, GONE], [GONE, GONE, GONE, GONE]],
};

onServer((server) => {
  conform(Object.entries(RULES).flatMap(([state, kinds]) => kinds.flatMap((answers, kind) => answers.map((answer, i) => [
    'Delete.cs', `a ${kind ? 'tombstone' : 'delete'} that expects ${EXPECTED[i]} of a stream that is ${state}: ${answer}`, state as State, kind === 1, EXPECTED[i]!, answer,
  ] as const))), async (state, isFinal, expectedRevision, answer) => {
    const stream = await streamIn(client(), state);
    const call = isFinal ? client().tombstoneStream(stream, { expectedRevision }) : client().deleteStream(stream, { expectedRevision });
    expect(await outcome(call)).toBe(answer);
    if (answer === 'ok') expect(await outcome(numbers(client(), stream))).toBe(isFinal ? GONE : 'stream-not-found');
  });

  conform([
    ['errors.ts', 'a conflict tells stream and numbers as BigInt', 'present', 1n, { expectedVersion: 1n, actualVersion: 2n }],
    ['errors.ts', 'a conflict tells that no stream was expected', 'present', NO_STREAM, { expectedVersion: -1n, actualVersion: 2n }],
    ['errors.ts', 'a conflict tells that there is no stream', 'missing', ANY, { expectedVersion: -2n, actualVersion: -1n }],
  ] as const, async (state, expectedRevision, fields) => {
    const stream = await streamIn(client(), state);
    await expect(client().deleteStream(stream, { expectedRevision })).rejects.toMatchObject({ ...fields, streamName: stream, type: 'wrong-expected-version' });
  });

  conform([
    ['docs deleting', 'read', (stream: string) => numbers(client(), stream)],
    ['docs deleting', 'read backwards', (stream: string) => numbers(client(), stream, { direction: BACKWARDS, fromRevision: END })],
    ['docs deleting', 'described', (stream: string) => client().setStreamMetadata(stream, {})],
    ['IndexReader.cs', 'asked for its metadata', (stream: string) => client().getStreamMetadata(stream)],
    ['docs deleting', 'deleted', (stream: string) => client().deleteStream(stream)],
  ] as const, async (call) => {
    const stream = await streamIn(client(), 'tombstoned');
    await expect(call(stream)).rejects.toMatchObject({ type: GONE, streamName: expect.stringContaining(stream) });
  });

  conform([
    ['docs deleting', 'goes on at the next number: any', ANY, [3]],
    ['docs deleting', 'goes on at the next number: no stream', NO_STREAM, [3]],
    ['docs deleting', 'goes on at the next number: its last revision', 2n, [3]],
  ] as const, async (expected, left) => {
    const stream = await streamIn(client(), 'deleted');
    await append(client(), stream, many(1), expected);
    expect(await numbers(client(), stream)).toEqual(left);
    expect((await client().getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3 });
  });

  conforms('docs deleting', 'a delete and a revival are events of the metadata stream, in $all right where they belong', async () => {
    const stream = await streamIn(client(), 'present');
    const { position } = await client().deleteStream(stream, { expectedRevision: 2n });
    await append(client(), stream, many(2), NO_STREAM);
    const all = await collect(client().readAll({ fromPosition: position! }));
    expect(all.filter(({ event }) => event!.streamId.endsWith(stream)).map(place)).toEqual([`0@$$${stream}`, `3@${stream}`, `4@${stream}`, `1@$$${stream}`]);
  });

  conforms('docs deleting', 'a tombstone is an event of the highest number, seen in $all', async () => {
    const stream = await streamIn(client(), 'present');
    const { position } = await client().tombstoneStream(stream);
    const [last] = await collect(client().readAll({ fromPosition: position!, maxCount: 1 }));
    expect(last!.event).toMatchObject({ type: '$streamDeleted', revision: FOREVER, streamId: stream });
  });

  conforms('IndexWriter.cs', 'a delete forgets what the metadata said', async () => {
    const stream = await streamIn(client(), 'present');
    await client().setStreamMetadata(stream, { maxCount: 2, acl: { readRoles: ['$all'] }, colour: 'red' });
    await client().deleteStream(stream);
    const [deleted] = await collect(client().readStream(`$$${stream}`));
    expect(deleted!.event!.type).toBe('$metadata');
    await append(client(), stream, many(1));
    expect((await client().getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3 });
  });

  conforms('IndexWriter.cs', 'metadata may delete, too, and other keys of it outlive the revival', async () => {
    const stream = await streamIn(client(), 'present');
    await describeBy(client(), stream, `{"$tb":${FOREVER},"colour":"red"}`);
    expect(await outcome(numbers(client(), stream))).toBe('stream-not-found');
    await append(client(), stream, many(1));
    expect((await client().getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3, colour: 'red' });
  });

  conforms('IndexWriter.cs', 'a revival and what it says of the metadata are one write, whoever writes meanwhile', async () => {
    const streams = await Promise.all(Array.from({ length: 10 }, () => streamIn(client(), 'present')));
    await Promise.all(streams.map((stream) => describeBy(client(), stream, `{"$tb":${FOREVER},"deep":{"number":1.50}}`)));
    const from = (await append(client(), fresh(), many(1))).position!;
    await Promise.all(streams.flatMap((stream) => [append(client(), stream, many(2)), append(client(), fresh(), many(1))]));
    const all = (await collect(client().readAll({ fromPosition: from }))).map(place);
    for (const stream of streams) {
      const first = all.indexOf(`3@${stream}`);
      expect(all.slice(first, first + 3)).toEqual([`3@${stream}`, `4@${stream}`, `1@$$${stream}`]);
      expect((await client().getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3, deep: { number: 1.5 } });
    }
  });

  conforms('IndexWriter.cs', 'new metadata revives a deleted stream, and shows nothing of its former life', async () => {
    const stream = await streamIn(client(), 'deleted');
    await client().setStreamMetadata(stream, { colour: 'red', truncateBefore: 1 });
    expect(await numbers(client(), stream)).toEqual([]);
    expect((await client().getStreamMetadata(stream)).metadata).toEqual({ colour: 'red', truncateBefore: 3 });
    expect((await collect(client().readStream(`$$${stream}`))).map(place)).toEqual([`2@$$${stream}`]);
  });

  conforms('IndexReader.cs', 'new metadata of a stream that never had events leaves it missing', async () => {
    const stream = await streamIn(client(), 'described');
    await client().deleteStream(stream);
    await client().setStreamMetadata(stream, {});
    expect(await outcome(numbers(client(), stream))).toBe('stream-not-found');
  });

  conform(['$$x', '$all'].map((stream) => [ours('denied, but not in insecure mode'), `${stream} is never deleted`, stream] as const), async (stream) => {
    expect(await outcome(client().deleteStream(stream))).toBe('access-denied');
    expect(await outcome(client().tombstoneStream(stream))).toBe('access-denied');
  });

  conforms('Delete.cs', 'a deleted stream can be deleted again and again, and then for good', async () => {
    const stream = fresh();
    await append(client(), stream, many(1));
    for (let n = 0; n < 3; n++) await client().deleteStream(stream);
    await client().tombstoneStream(stream, { expectedRevision: NO_STREAM });
    expect(await outcome(append(client(), stream, many(1)))).toBe(GONE);
  });

  const client = () => server().client;
});
