import { expect } from '@jest/globals';
import { BACKWARDS, END, FORWARDS, START, type Position, type ReadAllOptions } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { streamIn } from './testing/states.js';
import { append, collect, fresh, many, place } from './testing/streams.js';

/** Five events, A to E, of one append. */
const LETTERS = 'ABCDE';

onServer((server) => {
  conform([
    ['AllReader.cs', 'forwards, a position is part of it', FORWARDS, 'C', 3, 'CDE'],
    ['AllReader.cs', 'forwards, from the first of an append', FORWARDS, 'A', 5, 'ABCDE'],
    ['AllReader.cs', 'forwards, as many as are asked for', FORWARDS, 'B', 2, 'BC'],
    ['AllReader.cs', 'backwards, a position is not part of it', BACKWARDS, 'C', 2, 'BA'],
    ['AllReader.cs', 'backwards, as many as are asked for', BACKWARDS, 'E', 1, 'D'],
  ] as const, async (direction, from, maxCount, result) => {
    const { positions, letter } = await five();
    const fromPosition = positions[LETTERS.indexOf(from)]!;
    expect((await collect(client().readAll({ direction, fromPosition, maxCount }))).map(letter).join('')).toBe(result);
  });

  conform([
    ['AllReader.cs', 'forwards from the end there is nothing', { direction: FORWARDS, fromPosition: END }],
    ['AllReader.cs', 'backwards from the start there is nothing', { direction: BACKWARDS, fromPosition: START }],
    [ours('never ends'), 'a count of 0', { maxCount: 0 }],
    [ours('UNKNOWN, or empty by luck'), 'forwards from beyond the end there is nothing', { fromPosition: { commit: 2n ** 50n, prepare: 2n ** 50n } }],
  ] as const, async (options: ReadAllOptions) => {
    expect(await collect(client().readAll(options))).toEqual([]);
  });

  conforms('AllReader.cs', 'backwards from the end it begins with what came last', async () => {
    const { letter } = await five();
    expect((await collect(client().readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 5 }))).map(letter).join('')).toBe('EDCBA');
  });

  conforms(ours('UNKNOWN'), 'backwards from beyond the end it begins with what came last', async () => {
    const { letter } = await five();
    const beyond = { commit: 2n ** 50n, prepare: 2n ** 50n };
    expect((await collect(client().readAll({ direction: BACKWARDS, fromPosition: beyond, maxCount: 2 }))).map(letter).join('')).toBe('ED');
  });

  conforms('AllReader.cs', 'positions only grow, and both directions tell the same', async () => {
    const { positions } = await five();
    await Promise.all(Array.from({ length: 40 }, () => append(client(), fresh(), many(3))));
    const forwards = await collect(client().readAll({ fromPosition: positions[0]!, maxCount: 125 }));
    const commits = forwards.map(({ event }) => event!.position!.commit);
    expect(commits).toEqual([...commits].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(commits).size).toBe(125);
    const last = forwards.at(-1)!.event!.position!;
    const backwards = await collect(client().readAll({ direction: BACKWARDS, fromPosition: last, maxCount: 124 }));
    expect(backwards.map(place)).toEqual(forwards.slice(0, -1).map(place).reverse());
  });

  conforms('AllReader.cs', 'what was appended at once stands together', async () => {
    const start = (await append(client(), fresh(), many(1))).position!;
    const streams = Array.from({ length: 20 }, fresh);
    await Promise.all(streams.map((stream) => append(client(), stream, many(7))));
    const mine = (await collect(client().readAll({ fromPosition: start }))).map(({ event }) => event!.streamId).filter((name) => streams.includes(name));
    expect(mine.filter((name, i) => name !== mine[i - 1])).toHaveLength(20);
  });

  conform([
    ['docs streams', 'truncated', 'truncated'],
    ['docs streams', 'left out by a count', 'counted'],
    ['docs streams', 'deleted', 'deleted'],
    ['docs streams', 'tombstoned', 'tombstoned'],
  ] as const, async (state) => {
    const start = (await append(client(), fresh(), many(1))).position!;
    const stream = await streamIn(client(), state);
    const all = (await collect(client().readAll({ fromPosition: start }))).filter(({ event }) => event!.streamId === stream);
    expect(all.slice(0, 3).map(place)).toEqual([0, 1, 2].map((n) => `${n}@${stream}`));
  });

  conforms('streams.ts', 'it is never without events', async () => {
    await append(client(), fresh(), many(1));
    expect(await collect(client().readAll({ maxCount: 1 }))).toHaveLength(1);
  });

  async function five() {
    const stream = fresh();
    await append(client(), stream, many(5));
    const positions = (await collect(client().readStream(stream))).map(({ event }) => event!.position as Position);
    const letter = ({ event }: { event?: { streamId: string; revision: bigint } | undefined }): string => (event!.streamId === stream ? LETTERS[Number(event!.revision)]! : '?');
    return { positions, letter };
  }

  const client = () => server().client;
});
