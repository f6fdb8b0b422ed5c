import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { Clock } from '#ports';

/** Milliseconds that a timer can wait. */
const LONGEST = 2 ** 31 - 1;

/**
 * The wall clock as it stood when the process began, and the monotonic clock since: differences are true to the
 * microsecond, whatever happens to the wall clock meanwhile.
 */
export class SystemClock extends Clock {
  now(): number {
    return Math.round((performance.timeOrigin + performance.now()) * 1000);
  }

  async until(instant: number, signal?: AbortSignal): Promise<void> {
    for (let left = instant - this.now(); left > 0 && !signal?.aborted; left = instant - this.now()) {
      const pause = Math.min(Math.floor(left / 1000), LONGEST);
      // No timer waits for less than a millisecond.
      await (pause > 0 ? sleep(pause, undefined, signal && { signal }).catch(() => undefined) : turn());
    }
  }
}
