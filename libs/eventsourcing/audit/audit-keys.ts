import type { Checkpoint, KeyRecord, Signed } from './records.js';

/** Signs as one key. */
export interface Signer {
  readonly keyId: string;
  sign(text: string): string;
}

/** A checkpoint that was signed, and where it is in `audit-checkpoints`. */
export interface SignedHead {
  readonly revision: number;
  /** Its chain hash. */
  readonly hash: string;
  readonly checkpoint: Signed<Checkpoint>;
}

/** Port to what checkpoints are signed with, and to what is known outside the log of what was signed. */
export abstract class AuditKeys {
  /** Makes the first key where there is none. */
  abstract current(): Promise<Signer>;
  /** Every key, from the first to the current one; without what signs. */
  abstract list(): Promise<readonly Signed<KeyRecord>[]>;
  /** A new key, which the old one vouches for; the old one signs no more, ever. */
  abstract rotate(): Promise<Signed<KeyRecord>>;
  /** A new key that nobody vouches for, and nothing is remembered: the log was restored, or a key is lost. */
  abstract restart(): Promise<Signed<KeyRecord>>;
  /** What was signed last. */
  abstract signed(): Promise<SignedHead | undefined>;
  abstract remember(head: SignedHead): Promise<void>;
}
