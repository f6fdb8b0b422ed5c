import { expect, it } from '@jest/globals';
import { message, type Message } from '../delivery/message.js';
import { aMessage } from '../testing/messages.js';
import { Progress } from './progress.js';

const BOUNDS = { checkPointAfter: 1000, minCheckPointCount: 2, maxCheckPointCount: 4 };

it('is due when enough is done without a gap', () => {
  const [progress, messages] = reading(6);
  for (const n of [0, 1, 2, 4, 5]) progress.done(messages[n]!);
  expect(progress.due(0, false)).toBeUndefined();
  progress.done(messages[3]!);
  expect(progress.due(0, false)).toBe(5);
});

it('is due when little is done but time has gone by, on a tick only, and at the first tick at once', () => {
  const [progress, messages] = reading(5);
  for (const n of [0, 1]) progress.done(messages[n]!);
  expect(progress.due(5000, false)).toBeUndefined();
  expect(progress.due(5000, true)).toBe(1);
  for (const n of [2, 3]) progress.done(messages[n]!);
  expect([progress.due(5999, true), progress.due(6000, true)]).toEqual([undefined, 3]);
  progress.done(messages[4]!);
  expect(progress.due(90_000, true)).toBeUndefined();
});

it('is never due when nothing has changed, even if nothing is enough', () => {
  const progress = new Progress(7, { checkPointAfter: 1, minCheckPointCount: 0, maxCheckPointCount: 0 });
  expect(progress.due(1e9, true)).toBeUndefined();
  progress.skip(8, false);
  expect(progress.due(1e9, true)).toBeUndefined();
});

it('goes by the upper bound only when no time is given', () => {
  const progress = new Progress(-1, { ...BOUNDS, checkPointAfter: 0 });
  for (const number of [0, 1, 2]) progress.skip(number, true);
  expect(progress.due(1e9, true)).toBeUndefined();
  progress.skip(3, true);
  expect(progress.due(1e9, false)).toBe(3);
});

it('moves on over what a filter leaves out, but not over what is still waiting', () => {
  const [progress, [waiting]] = reading(1);
  for (let number = 1; number < 9; number++) progress.skip(number, true);
  expect(progress.due(0, true)).toBeUndefined();
  progress.done(waiting!);
  expect(progress.due(0, true)).toBe(8);
});

it('does not count what nobody can see, such as its own checkpoints', () => {
  const [progress, [only]] = reading(1);
  progress.done(only!);
  for (let number = 1; number < 9; number++) progress.skip(number, false);
  expect(progress.due(1e9, true)).toBeUndefined();
});

function reading(count: number): [Progress, Message[]] {
  const progress = new Progress(-1, BOUNDS);
  const messages = Array.from({ length: count }, (_, number) => {
    const { original } = aMessage(number);
    const read = message(original, { event: original, link: undefined }, { order: number, parked: undefined });
    progress.add(read);
    return read;
  });
  return [progress, messages];
}
