import { setImmediate } from 'node:timers/promises';

const TURN_MS = 10;

/** For work that is done event by event: how long it may go on before everyone else on the node is heard. */
export class Turn {
  private begun = performance.now();

  get isOver(): boolean {
    return performance.now() - this.begun > TURN_MS;
  }

  /** Resolves when the others have been heard. */
  async next(): Promise<void> {
    await setImmediate();
    this.begun = performance.now();
  }
}
