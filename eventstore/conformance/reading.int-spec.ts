import { expect } from '@jest/globals';
import { BACKWARDS, END, FORWARDS, START, type Direction, type ReadRevision, type ReadStreamOptions } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { ours, type Ours, type Source } from './testing/sources.js';
import { streamIn, type State } from './testing/states.js';
import { append, collect, fresh, happened, many, numbers, outcome } from './testing/streams.js';

const UNKNOWN = ours('UNKNOWN');

/** Five events, numbers 0 to 4; what a read yields of the whole stream, truncated before 2, keeping the last 2, and truncated before 9. */
const BORDERS: readonly (readonly [source: Source | Ours, direction: Direction, from: ReadRevision, ...results: string[]])[] = [
  ['Read.cs', FORWARDS, START, '01234', '234', '34', ''],
  ['Read.cs', FORWARDS, 0n, '01234', '234', '34', ''],
  ['Read.cs', FORWARDS, 1n, '1234', '234', '34', ''],
  ['Read.cs', FORWARDS, 2n, '234', '234', '34', ''],
  ['Read.cs', FORWARDS, 4n, '4', '4', '4', ''],
  ['Read.cs', FORWARDS, 5n, '', '', '', ''],
  ['Read.cs', FORWARDS, 1000n, '', '', '', ''],
  [UNKNOWN, FORWARDS, END, '', '', '', ''],
  ['Read.cs', BACKWARDS, END, '43210', '432', '43', ''],
  ['Read.cs', BACKWARDS, START, '0', '', '', ''],
  ['Read.cs', BACKWARDS, 1n, '10', '', '', ''],
  ['Read.cs', BACKWARDS, 2n, '210', '2', '', ''],
  ['Read.cs', BACKWARDS, 4n, '43210', '432', '43', ''],
  ['Read.cs', BACKWARDS, 1000n, '43210', '432', '43', ''],
];
const METADATA = [undefined, { truncateBefore: 2 }, { maxCount: 2 }, { truncateBefore: 9 }];

onServer((server) => {
  conform(BORDERS.flatMap(([source, direction, fromRevision, ...results]) => results.map((result, i) => [
    source, `${direction} from ${fromRevision} of five events with ${JSON.stringify(METADATA[i] ?? {})}: ${result || 'nothing'}`, direction, fromRevision, METADATA[i], result,
  ] as const)), async (direction, fromRevision, metadata, result) => {
    const stream = fresh();
    await append(client(), stream, many(5));
    if (metadata) await client().setStreamMetadata(stream, metadata);
    expect((await numbers(client(), stream, { direction, fromRevision })).join('')).toBe(result);
  });

  conform([
    ['Read.cs', 'a count of 1', 1, '0'],
    ['Read.cs', 'a count of 3', 3, '012'],
    ['Read.cs', 'a count of as many as there are', 5, '01234'],
    ['Read.cs', 'a count beyond what there is', 5000, '01234'],
    [UNKNOWN, 'a count of 0', 0, ''],
  ] as const, async (maxCount, result) => {
    const stream = fresh();
    await append(client(), stream, many(5));
    expect((await numbers(client(), stream, { maxCount })).join('')).toBe(result);
    expect((await numbers(client(), stream, { maxCount, direction: BACKWARDS, fromRevision: END })).join('')).toBe('43210'.slice(0, maxCount));
  });

  conform(([
    ['missing', 'stream-not-found'], ['described', 'stream-not-found'], ['deleted', 'stream-not-found'], ['tombstoned', 'stream-deleted'], ['emptied', 'ok'],
  ] as const).flatMap(([state, answer]) => ([FORWARDS, BACKWARDS] as const).map((direction) => ['IndexReader.cs', `${direction}, a stream that is ${state}: ${answer}`, state, direction, answer] as const)),
  async (state: State, direction, answer) => {
    const stream = await streamIn(client(), state);
    const options: ReadStreamOptions = { direction, fromRevision: direction === BACKWARDS ? END : START };
    expect(await outcome(numbers(client(), stream, options))).toBe(answer);
    if (answer !== 'ok') await expect(numbers(client(), stream, options)).rejects.toMatchObject({ streamName: stream });
  });

  conforms('Read.cs', 'a stream of many pages, in both directions', async () => {
    const stream = fresh();
    for (let n = 0; n < 3; n++) await append(client(), stream, many(400));
    const all = Array.from({ length: 1200 }, (_, n) => n);
    expect(await numbers(client(), stream)).toEqual(all);
    expect(await numbers(client(), stream, { direction: BACKWARDS, fromRevision: END })).toEqual(all.reverse());
  });

  conforms('Read.cs', 'what is hidden is not counted: a read goes on until it has as many as were asked for', async () => {
    const stream = fresh();
    await append(client(), stream, many(200));
    await client().setStreamMetadata(stream, { truncateBefore: 150 });
    expect(await numbers(client(), stream, { maxCount: 3 })).toEqual([150, 151, 152]);
  });

  conform(([
    [{ maxCount: 3 }, END, 2, '43'], [{ maxCount: 3 }, END, 4, '432'], [{ maxCount: 3 }, 2n, 4, '2'], [{ maxCount: 3 }, 1n, 1, ''],
    [{ truncateBefore: 3 }, END, 1, '4'], [{ truncateBefore: 3 }, 3n, 2, '3'], [{ truncateBefore: 3 }, 2n, 2, ''],
    [{ truncateBefore: 1, maxCount: 3 }, END, 5, '432'], [{ truncateBefore: 4, maxCount: 3 }, END, 5, '4'],
  ] as const).map(([metadata, from, count, result]) =>
    ['Read.cs', `backwards, ${count} of five events with ${JSON.stringify(metadata)} from ${from}: ${result || 'nothing'}`, metadata, from, count, result] as const),
  async (metadata, fromRevision, maxCount, result) => {
    const stream = fresh();
    await append(client(), stream, many(5));
    await client().setStreamMetadata(stream, metadata);
    expect((await numbers(client(), stream, { direction: BACKWARDS, fromRevision, maxCount })).join('')).toBe(result);
  });

  conforms('streams.ts', 'a read that is left early goes no further', async () => {
    const stream = fresh();
    await append(client(), stream, many(300));
    for await (const { event } of client().readStream(stream)) if (event!.revision === 3n) break;
    expect(await numbers(client(), stream, { maxCount: 1 })).toEqual([0]);
  });

  conforms('IndexReader.cs', 'of metadata only the newest can be read, whatever is asked for', async () => {
    const stream = fresh();
    for (const colour of ['red', 'green', 'blue']) await client().setStreamMetadata(stream, { colour });
    for (const options of [{}, { fromRevision: 2n }, { fromRevision: 0n }, { direction: BACKWARDS, fromRevision: END }] as const) {
      expect(await numbers(client(), `$$${stream}`, options)).toEqual([2]);
    }
    expect(await numbers(client(), `$$${stream}`, { direction: BACKWARDS, fromRevision: 1n })).toEqual([]);
  });

  conforms('IndexReader.cs', 'the metadata of a deleted stream can be read', async () => {
    const stream = await streamIn(client(), 'deleted');
    expect(await numbers(client(), `$$${stream}`)).toEqual([0]);
  });

  conforms('types.ts', 'each event tells its position, which is that of $all', async () => {
    const stream = fresh();
    const { position } = await append(client(), stream, many(3));
    const events = await collect(client().readStream(stream));
    expect(events[2]!.event!.position).toEqual(position);
    const [found] = await collect(client().readAll({ fromPosition: events[1]!.event!.position!, maxCount: 1 }));
    expect(found!.event).toMatchObject({ streamId: stream, revision: 1n });
  });

  conforms('docs streams', 'what two writers append is in the order in which they were answered', async () => {
    const stream = fresh();
    const done = await Promise.all(Array.from({ length: 200 }, (_, n) => append(client(), stream, happened(n))));
    const read = await collect(client().readStream(stream));
    for (const [n, { nextExpectedRevision }] of done.entries()) expect(read[Number(nextExpectedRevision)]!.event!.data).toEqual({ n });
  });

  const client = () => server().client;
});
