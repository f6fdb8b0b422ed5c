/** What runs that can be compared have in common. */
export interface Comparable {
  readonly host: string;
  readonly type: string;
  /** SHA-256 of the corpus. */
  readonly corpus: string;
}

/** Finds runs to compare with among those that completed and have a report. What happened a moment ago may be missing. */
export abstract class Baselines {
  /** The id of the newest one, but `except`, that passed or of which nothing was asked. Undefined: there is none. */
  abstract lastPassing(of: Comparable, except: string): Promise<string | undefined>;
  /** The id of the newest one of exactly this name. Undefined: there is none. */
  abstract newest(name: string): Promise<string | undefined>;
}
