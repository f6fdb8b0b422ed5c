import { setTimeout as sleep } from 'node:timers/promises';
import { KeysUnavailable } from '#ports';

/** Milliseconds: older content is loaded anew beside, … */
const FRESH = 1_000;
/** … still older content is waited for, unless the database is known to be away, … */
const STALE = 3_000;
/** … and this is how long what is known counts while it is away. */
const LONGEST = 300_000;
/** Who must know better than this asks again at most so often. */
const AGAIN = 250;
/** How long a load is waited for. */
const PATIENCE = 2_000;

/** What a small table held a moment ago, so that not every question goes to the database. Loads never overlap. */
export class Snapshot<Content> {
  private content: { readonly value: Content; readonly asOf: number } | undefined;
  private loading: Promise<void> | undefined;
  private trouble: unknown;
  private triedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly load: () => Promise<Content>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** At most three seconds old; five minutes while the database does not answer. Throws KeysUnavailable. */
  async read(): Promise<Content> {
    const age = this.now() - (this.content?.asOf ?? Number.NEGATIVE_INFINITY);
    if (age > FRESH && this.now() - this.triedAt > FRESH) void this.refresh();
    const mustWait = age > (this.trouble === undefined ? STALE : LONGEST);
    if (mustWait) await this.loadedSoon();
    if (this.content && this.now() - this.content.asOf <= LONGEST) return this.content.value;
    throw this.away();
  }

  /** As of now, give or take a quarter of a second. Throws KeysUnavailable. */
  async readAgain(): Promise<Content> {
    const since = this.now() - AGAIN;
    // A load that is under way may have begun too early.
    for (let tries = 2; tries > 0 && !this.isSince(since); tries -= 1) await this.loadedSoon();
    if (this.content && this.isSince(since)) return this.content.value;
    throw this.away();
  }

  /** Forgets what it knows: it has just been changed. */
  expire(): void {
    this.content = undefined;
  }

  private isSince(moment: number): boolean {
    return this.content !== undefined && this.content.asOf > moment;
  }

  private async loadedSoon(): Promise<void> {
    const isLate = this.refresh().then(() => false);
    if (!(await Promise.race([isLate, sleep(PATIENCE, true, { ref: false })]))) return;
    this.trouble ??= new Error(`no answer within ${PATIENCE} ms`);
  }

  private refresh(): Promise<void> {
    this.loading ??= this.attempt().finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async attempt(): Promise<void> {
    const asOf = this.now();
    try {
      this.content = { value: await this.load(), asOf };
      this.trouble = undefined;
    } catch (error) {
      this.trouble = error;
    }
    this.triedAt = this.now();
  }

  private away(): KeysUnavailable {
    return new KeysUnavailable('Keys and secrets cannot be looked up right now.', { cause: this.trouble });
  }
}
