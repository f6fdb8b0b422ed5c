import { WeightedLru } from '#eventsourcing';

/** Wrong keys and signatures that an address may bring within so many milliseconds. */
const MOST = 20;
const PERIOD = 60_000;
/** Addresses that are remembered; those heard of last stay. */
const REMEMBERED = 10_000;

interface Attempts {
  readonly since: number;
  count: number;
}

/** Counts wrong keys and signatures by address. Whoever brings a right one is never counted, nor kept out. */
export class FailedAttempts {
  private readonly byAddress = new WeightedLru<string, Attempts>(REMEMBERED);

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Counts one more. */
  add(address: string): 'few' | 'too many now' | 'too many' {
    const known = this.byAddress.get(address);
    const isOver = known && this.now() - known.since < PERIOD;
    const attempts = isOver ? known : { since: this.now(), count: 0 };
    if (!isOver) this.byAddress.set(address, attempts, 1);
    attempts.count += 1;
    if (attempts.count <= MOST) return 'few';
    return attempts.count === MOST + 1 ? 'too many now' : 'too many';
  }
}
