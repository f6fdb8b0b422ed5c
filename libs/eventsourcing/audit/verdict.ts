/** What was done to a log. */
export type Kind = 'changed' | 'removed' | 'inserted' | 'reordered' | 'truncated' | 'stream gone' | 'forged' | 'forked';

/** One thing that is wrong, and where. */
export interface Finding {
  readonly kind: Kind;
  readonly stream: string | null;
  readonly revision: number | null;
  /** In the whole log, where it is known. */
  readonly position: number | null;
  /** A sentence for people. */
  readonly detail: string;
}

/** What a verification came to. */
export interface Verdict {
  /** Undecided: nothing speaks against it, and nobody who is trusted speaks for it. */
  readonly verdict: 'verified' | 'tampered' | 'undecided';
  /** In the order of the log. */
  readonly findings: readonly Finding[];
  /** Why it is undecided, and what to think of when it is verified. */
  readonly notes: readonly string[];
  /** As checkpoints have it: tells one system from another. Null: it has sealed nothing. */
  readonly system: string | null;
  readonly events: number;
  /** How many of them the last checkpoint covers; of a proof, how many there are in the log that it covers. */
  readonly sealed: number;
  readonly checkpoints: number;
  /** Of the last checkpoint. */
  readonly root: string | null;
  readonly key_id: string | null;
  readonly trust: 'pinned' | 'first use' | 'none';
}

/** It cannot be read as what it should be: it is cut, or something else. */
export class NotABundle extends Error {
  override readonly name = 'NotABundle';
}
