import { expect, it } from '@jest/globals';
import { Sessions } from './sessions.js';

it('holds a session until its time has come, and not after', () => {
  let now = 0;
  const sessions = new Sessions(10, () => now);
  const token = sessions.open();
  now = 9.999;
  expect(sessions.holds(token)).toBe(true);
  now = 10;
  expect(sessions.holds(token)).toBe(false);
});

it('holds no session that was never opened', () => {
  expect(new Sessions(10).holds('')).toBe(false);
});

it('keeps those that live when it forgets those that do not', () => {
  let now = 0;
  const sessions = new Sessions(10, () => now);
  const old = sessions.open();
  now = 5;
  const young = sessions.open();
  now = 12;
  sessions.open();
  expect([sessions.holds(old), sessions.holds(young)]).toEqual([false, true]);
});
