import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, Failure } from '../failure.js';

/** Milliseconds that the API may be away before it is given up, and between tries. */
const LONGEST_ABSENCE = 60_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

/** Of those who go on where a broken connection left them. */
export class Patience {
  private heard = -Infinity;
  private pause = FIRST_PAUSE;

  constructor(private readonly abort?: AbortSignal) {}

  /** The API has been heard. */
  renew(): void {
    [this.heard, this.pause] = [performance.now(), FIRST_PAUSE];
  }

  /**
   * Lets a moment pass before the next try. Throws the fault that the next try would meet again, that has lasted too long,
   * or that came before the API was heard at all.
   */
  async bear(fault?: unknown): Promise<void> {
    if (fault !== undefined && (this.abort?.aborted || isFinal(fault) || performance.now() - this.heard > LONGEST_ABSENCE)) throw fault;
    await sleep(this.pause, undefined, this.abort && { signal: this.abort });
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
  }
}

const isFinal = (fault: unknown): boolean => fault instanceof Failure && fault.exitCode !== EXIT.unavailable;
