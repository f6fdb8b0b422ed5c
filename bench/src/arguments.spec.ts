import { expect, it } from '@jest/globals';
import { BadArguments, readArguments } from './arguments.js';

const read = (...args: string[]) => readArguments(args, ['ingest', 'live', 'idle']);

it('measures everything five times where nothing is said', () => {
  expect(read()).toEqual({ isHelp: false, isJson: false, isQuick: false, rounds: 5, only: [] });
});

it('measures once where it is only to be seen that it works', () => {
  expect(read('--quick')).toMatchObject({ isQuick: true, rounds: 1 });
  expect(read('--quick', '--rounds', '2')).toMatchObject({ isQuick: true, rounds: 2 });
});

it('takes names of cases one by one, or with commas', () => {
  expect(read('--only', 'live,idle', '--only', 'ingest').only).toEqual(['live', 'idle', 'ingest']);
});

it.each([
  [['--only', 'growht'], 'There is no growht; there are ingest, live, idle.'],
  [['--rounds', '0'], '--rounds takes a whole number from 1 to 1000.'],
  [['--rounds', 'many'], '--rounds takes a whole number from 1 to 1000.'],
  [['--fast'], "Unknown option '--fast'"],
])('refuses %j', (args, message) => {
  expect(() => read(...args)).toThrow(BadArguments);
  expect(() => read(...args)).toThrow(message);
});
