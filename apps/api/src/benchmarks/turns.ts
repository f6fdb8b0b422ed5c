import { setTimeout as sleep } from 'node:timers/promises';

/** Lets work of the same name happen one at a time in this process. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** `patience`: milliseconds that one waits for the one before it at most. */
  constructor(private readonly patience: number) {}

  /** What the work comes to, or throws. */
  async take<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(name);
    const wait = before && Promise.race([before.catch(() => undefined), sleep(this.patience, undefined, { ref: false })]);
    const turn = Promise.resolve(wait).then(work);
    this.last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(name) === turn) this.last.delete(name);
    }
  }
}
