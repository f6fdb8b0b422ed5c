import { setTimeout as sleep } from 'node:timers/promises';
import { asReadError, finalOf } from './rejections.js';

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1000;

/** Bears faults until nothing has come for `ms`. */
export class Patience {
  private since = performance.now();
  private wait = FIRST_PAUSE;

  constructor(private readonly ms: number) {}

  renew(): void {
    this.since = performance.now();
    this.wait = FIRST_PAUSE;
  }

  /** Waits before another try. Throws what there is to say when there will be none. */
  async pause(fault: unknown): Promise<void> {
    const isOver = performance.now() - this.since + this.wait >= this.ms;
    if (isOver || finalOf(fault)) throw asReadError(fault);
    await sleep(this.wait * (0.5 + Math.random() / 2));
    this.wait = Math.min(2 * this.wait, LONGEST_PAUSE);
  }
}
