import { setImmediate as turn } from 'node:timers/promises';
import type { Micros } from '#domain';
import { at } from '#domain/testing';
import { Clock } from '#ports';

/** So many turns of the event loop, and whatever can be done without waiting is done. */
const TURNS = 20;

/**
 * Stands at the samples' first second; each look at it is a microsecond later than the last. When somebody waits for an
 * instant and nothing else is left to do, it jumps there: hours pass in no time, and in the right order.
 */
export class ManualClock extends Clock {
  private time: Micros = at(0);
  private readonly waiting = new Map<() => void, Micros>();
  private isJumping = false;

  now(): Micros {
    this.time += 1;
    return this.time;
  }

  async until(instant: Micros, signal?: AbortSignal): Promise<void> {
    if (instant <= this.time || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      this.waiting.set(resolve, instant);
      signal?.addEventListener('abort', () => this.waiting.delete(resolve) && resolve(), { once: true });
      if (!this.isJumping) void this.jump();
    });
  }

  private async jump(): Promise<void> {
    this.isJumping = true;
    while (this.waiting.size > 0) {
      for (let turns = 0; turns < TURNS; turns += 1) await turn();
      const next = this.first();
      if (!next) break;
      const [resolve, instant] = next;
      this.waiting.delete(resolve);
      this.time = Math.max(this.time, instant);
      resolve();
    }
    this.isJumping = false;
  }

  private first(): readonly [() => void, Micros] | undefined {
    let first: readonly [() => void, Micros] | undefined;
    for (const each of this.waiting) if (!first || each[1] < first[1]) first = each;
    return first;
  }
}
