const KEPT = 1000;
const SHARES: readonly (readonly [name: string, share: number])[] = [
  ['Quintile 1', 0], ['Quintile 2', 0.2], ['Quintile 3', 0.4], ['Quintile 4', 0.6], ['Quintile 5', 0.8],
  ['90%', 0.9], ['95%', 0.95], ['99%', 0.99], ['99.5%', 0.995], ['99.9%', 0.999],
];

/** How long the last 1000 messages took from being sent to being acknowledged. */
export class Latencies {
  private readonly kept: number[] = [];
  private next = 0;

  add(milliseconds: number): void {
    this.kept[this.next] = milliseconds;
    this.next = (this.next + 1) % KEPT;
  }

  /** By the names that clients know; empty before the first acknowledgement. Whole milliseconds. */
  measurements(): readonly (readonly [key: string, value: number])[] {
    const sorted = [...this.kept].sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
    if (sorted.length === 0) return [];
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const all: [string, number][] = [['Mean', mean], ['Median', at(0.5)], ['Fastest', sorted[0]!]];
    for (const [name, share] of SHARES) all.push([name, at(share)]);
    all.push(['Highest', sorted.at(-1)!]);
    return all.map(([key, value]) => [key, Math.round(value)]);
  }
}
