import { expect } from '@jest/globals';
import { ANY, NO_STREAM, STREAM_EXISTS, type AppendExpectedRevision } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { append, eventually, fresh, happened, many, numbers, outcome, type Happened } from './testing/streams.js';

type Prepare = (hide: Hide) => Promise<unknown>;
interface Hide {
  readonly truncate: (before: number) => Promise<unknown>;
  readonly keep: (count: number) => Promise<unknown>;
  readonly age: () => Promise<unknown>;
  readonly remove: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

/** The stream holds A B C D; then one append asks for some of these again, or for others (x, y). */
const REPEATS: readonly (readonly [sentence: string, expected: AppendExpectedRevision, events: string, answer: string])[] = [
  ['the first two again', NO_STREAM, 'AB', 'ok 1'],
  ['all of them again', NO_STREAM, 'ABCD', 'ok 3'],
  ['the middle again', 0n, 'BC', 'ok 2'],
  ['the last again', 2n, 'D', 'ok 3'],
  ['again, but one beyond the end', 2n, 'Dx', 'conflict at 3'],
  ['again, but all and one beyond the end', NO_STREAM, 'ABCDx', 'conflict at 3'],
  ['the first is another', NO_STREAM, 'xB', 'conflict at 3'],
  ['the second is another', NO_STREAM, 'Ax', 'conflict at 3'],
  ['at another place', 1n, 'B', 'conflict at 3'],
  ['in another order', NO_STREAM, 'BA', 'conflict at 3'],
  ['at the end they are new', 3n, 'AB', 'ok 5'],
  ['any: all are known', ANY, 'AB', 'ok 1'],
  ['any: order does not matter', ANY, 'BA', 'ok 0'],
  ['any: gaps do not matter', ANY, 'AD', 'ok 3'],
  ['any: a known one, then an unknown one', ANY, 'Ax', 'conflict at 3'],
  ['any: an unknown one, then a known one, is new', ANY, 'xA', 'ok 5'],
  ['any: only unknown ones', ANY, 'xy', 'ok 5'],
  ['stream_exists: all are known', STREAM_EXISTS, 'CD', 'ok 3'],
  ['stream_exists: a known one, then an unknown one', STREAM_EXISTS, 'Dx', 'conflict at 3'],
  ['stream_exists: an unknown one, then a known one, is new', STREAM_EXISTS, 'xD', 'ok 5'],
];

/** The same, once the stream does not show its events any more. */
const HIDDEN: readonly (readonly [sentence: string, prepare: Prepare, expected: AppendExpectedRevision, events: string, answer: string])[] = [
  ['truncated: again', ({ truncate }) => truncate(2), NO_STREAM, 'AB', 'ok 1, no position'],
  ['truncated: again with any', ({ truncate }) => truncate(2), ANY, 'AB', 'ok 1, no position'],
  ['truncated: what is still to be seen keeps its position', ({ truncate }) => truncate(2), NO_STREAM, 'ABC', 'ok 2'],
  ['truncated: again with stream_exists', ({ truncate }) => truncate(2), STREAM_EXISTS, 'AB', 'ok 1, no position'],
  ['truncated: again at a number', ({ truncate }) => truncate(2), 0n, 'B', 'ok 1, no position'],
  ['truncated: again and another', ({ truncate }) => truncate(2), NO_STREAM, 'Ax', 'conflict at 3'],
  ['left out by a count: again', ({ keep }) => keep(1), NO_STREAM, 'AB', 'ok 1, no position'],
  ['left out by a count: again with any', ({ keep }) => keep(1), ANY, 'C', 'ok 2, no position'],
  ['left out by a count: what is kept keeps its position', ({ keep }) => keep(1), 2n, 'D', 'ok 3'],
  ['too old: again', ({ age }) => age(), NO_STREAM, 'AB', 'ok 1, no position'],
  ['too old: again with any', ({ age }) => age(), ANY, 'D', 'ok 3, no position'],
  ['truncated: another', ({ truncate }) => truncate(2), NO_STREAM, 'x', 'conflict at 3'],
  ['deleted: again', ({ remove }) => remove(), NO_STREAM, 'AB', 'ok 1, no position'],
  ['deleted: again with any', ({ remove }) => remove(), ANY, 'AB', 'ok 1, no position'],
  ['deleted: others revive it', ({ remove }) => remove(), NO_STREAM, 'xy', 'ok 5'],
  ['deleted: again at a number', ({ remove }) => remove(), 0n, 'BC', 'ok 2, no position'],
  ['deleted: again, and it does not exist', ({ remove }) => remove(), STREAM_EXISTS, 'AB', 'stream-deleted'],
  ['deleted: another at a number below its last', ({ remove }) => remove(), 0n, 'x', 'conflict at 3'],
  ['ended: again', ({ end }) => end(), NO_STREAM, 'AB', 'stream-deleted'],
  ['ended: again with any', ({ end }) => end(), ANY, 'AB', 'stream-deleted'],
  ['ended: again at a number', ({ end }) => end(), 2n, 'D', 'stream-deleted'],
  ['deleted: again and another', ({ remove }) => remove(), NO_STREAM, 'Ax', 'conflict at 3'],
];

onServer((server) => {
  conform([
    ...REPEATS.flatMap(([sentence, expected, events, answer]) => [false, true].map((isAlone) =>
      ['docs concurrency', `${sentence}, expecting ${expected}${isAlone ? ', alone' : ''}: ${answer}`, (async () => undefined) as Prepare, expected, events, answer, isAlone] as const)),
    ...HIDDEN.flatMap(([sentence, prepare, expected, events, answer]) => [false, true].map((isAlone) =>
      ['IndexWriter.cs', `${sentence}${isAlone ? ', alone' : ''}: ${answer}`, prepare, expected, events, answer, isAlone] as const)),
  ], async (prepare, expected, events, answer, isAlone) => {
    const [stream, known] = [fresh(), new Map<string, Happened>()];
    const named = (letter: string): Happened => known.get(letter) ?? known.set(letter, happened(known.size)).get(letter)!;
    await append(client(), stream, ['A', 'B', 'C', 'D'].map(named), NO_STREAM);
    await prepare({
      truncate: (truncateBefore) => client().setStreamMetadata(stream, { truncateBefore }),
      keep: (maxCount) => client().setStreamMetadata(stream, { maxCount }),
      age: async () => {
        await client().setStreamMetadata(stream, { maxAge: 1 });
        await eventually(async () => (await numbers(client(), stream)).length === 0, 'it is too old');
      },
      remove: () => client().deleteStream(stream),
      end: () => client().tombstoneStream(stream),
    });
    expect(await outcome(append(client(), stream, events.split('').map(named), expected, isAlone ? { credentials: server().credentials } : {}))).toBe(answer);
  });

  conforms('docs concurrency', 'a repeat is answered with the position of the first time, and nothing is written', async () => {
    const [stream, events] = [fresh(), many(2)];
    const first = await append(client(), stream, events, NO_STREAM);
    await append(client(), stream, many(1));
    for (const expected of [NO_STREAM, ANY, STREAM_EXISTS] as const) expect(await append(client(), stream, events, expected)).toEqual(first);
    expect(await numbers(client(), stream)).toEqual([0, 1, 2]);
  });

  conforms('IndexWriter.cs', 'a repeat does not revive a deleted stream', async () => {
    const [stream, events] = [fresh(), many(2)];
    await append(client(), stream, events, NO_STREAM);
    await client().deleteStream(stream);
    await append(client(), stream, events, NO_STREAM);
    expect(await outcome(numbers(client(), stream))).toBe('stream-not-found');
  });

  conforms('IndexWriter.cs', 'a repeat is known while the first is still being written', async () => {
    const [stream, event] = [fresh(), happened(1)];
    const answers = await Promise.all(([NO_STREAM, NO_STREAM, ANY] as const).map((expected) => append(client(), stream, event, expected)));
    expect(new Set(answers.map(({ position }) => position!.commit)).size).toBe(1);
    expect(await numbers(client(), stream)).toEqual([0]);
  });

  conforms('IndexWriter.cs', 'one id in two streams is two events', async () => {
    const [one, two, event] = [fresh(), fresh(), happened(1, randomUUID())];
    for (const stream of [one, two]) expect(await outcome(append(client(), stream, event, NO_STREAM))).toBe('ok 0');
    expect(await numbers(client(), two)).toEqual([0]);
  });

  conforms('IndexReader.cs', 'a repeat of older metadata is answered without a position: it can no longer be read', async () => {
    const [stream, first] = [`$$${fresh()}`, happened(1, randomUUID(), '$metadata')];
    await append(client(), stream, first, NO_STREAM);
    await append(client(), stream, many(1, '$metadata'), 0n);
    expect(await outcome(append(client(), stream, first, NO_STREAM))).toBe('ok 0, no position');
    expect(await numbers(client(), stream)).toEqual([1]);
  });

  const client = () => server().client;
});
