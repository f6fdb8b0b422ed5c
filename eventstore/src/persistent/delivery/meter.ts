/** Counts, and says how fast since it was last asked. */
export class Meter {
  total = 0;
  private base = 0;
  private since: number;

  constructor(private readonly clock: () => number) {
    this.since = clock();
  }

  /** Items since the last call of this, and the whole number of them a second. */
  measure(): { readonly count: number; readonly perSecond: number } {
    const now = this.clock();
    const count = this.total - this.base;
    const elapsed = now - this.since;
    this.base = this.total;
    this.since = now;
    return { count, perSecond: elapsed > 0 ? Math.round((1000 * count) / elapsed) : 0 };
  }
}
