/** Seconds of the rate that may be saved up: a platform is through with many documents at once now and then. */
const SAVED = 10;

interface Bucket {
  tokens: number;
  at: number;
}

/** How much a caller may do, by name: so many requests a second, ten seconds of these at once. There are as many as keys. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  /** 0: no limit. */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one. False: there is none left for now. */
  take(caller: string): boolean {
    if (this.perSecond === 0) return true;
    const [now, most] = [this.now(), this.perSecond * SAVED];
    let bucket = this.buckets.get(caller);
    if (!bucket) this.buckets.set(caller, (bucket = { tokens: most, at: now }));
    const earned = (Math.max(0, now - bucket.at) / 1000) * this.perSecond;
    bucket.tokens = Math.min(most, bucket.tokens + earned);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
