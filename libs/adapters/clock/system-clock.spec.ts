import { expect, it } from '@jest/globals';
import { SystemClock } from './system-clock.js';

const clock = new SystemClock();

it('never wakes anybody before the instant that was asked for', async () => {
  await Promise.all(
    [0, 1, 999, 1000, 1500, 20_000].map(async (micros) => {
      const instant = clock.now() + micros;
      await clock.until(instant);
      expect(clock.now()).toBeGreaterThanOrEqual(instant);
    }),
  );
});

it('does not wait for what has passed', async () => {
  let isThere = false;
  void clock.until(clock.now() - 1).then(() => (isThere = true));
  await Promise.resolve();
  expect(isThere).toBe(true);
});

it('stops waiting when it is told to, however far the instant is', async () => {
  const century = clock.now() + 100 * 365 * 86_400 * 1e6;
  const stop = new AbortController();
  const waiting = clock.until(century, stop.signal);
  stop.abort();
  await waiting;
  await clock.until(century, AbortSignal.abort());
});
