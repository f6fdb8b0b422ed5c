import { expect, it } from '@jest/globals';
import { alone, amount, besides, inTurns, ratio, roundsInTime } from './rounds.js';

const diskOf = (...means: number[]) => ({ fdatasync: async () => means.shift() ?? Number.NaN });

it('measures all variants in each round, and lets the first round warm up', async () => {
  const calls: string[] = [];
  const note = (name: string) => async (round: number) => calls.push(`${name}${round}`);
  const turns = await inTurns(2, diskOf(9, 1, 3, 2, 4), { a: note('a'), b: note('b') });
  expect(calls).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
  expect(turns.values).toEqual({ a: [3, 5], b: [4, 6] });
});

it('takes the disk of a round for the mean of before and after it', async () => {
  const { fdatasync } = await inTurns(2, diskOf(9, 1, 3, 2, 4), { a: async () => 1 });
  expect(fdatasync).toEqual([2, 3]);
});

it.each([
  ['as many rounds as are wanted', 1, [0, 1, 2, 3, 4, 5]],
  ['no round that would begin too late', 15_000, [0, 1, 2, 3, 4]],
  ['three rounds that count, however long they take', 100_000, [0, 1, 2, 3]],
])('begins %s', (_, each, begun) => {
  let now = 0;
  expect([...roundsInTime(5, () => (now += each))]).toEqual(begun);
});

const turns = { values: { api: [10, 30, 20], empty: [100, 100, 50] }, fdatasync: [0.1, 0.2, 0.3] };

it('compares within each round', () => {
  expect(ratio(turns, 'api', 'empty').map(({ value }) => value)).toEqual([0.1, 0.3, 0.4]);
  expect(alone(turns, 'api')[1]).toEqual({ value: 30, fdatasync_ms: 0.2 });
});

it('tells what was compared in absolute terms', () => {
  expect(besides(turns, 'api', 'empty')).toBe('20/s of 100/s');
});

it.each([[12_345.6, '12,350'], [0.27123, '0.271'], [99.96, '100']])('writes %d as %s', (value, text) => {
  expect(amount(value)).toBe(text);
});
