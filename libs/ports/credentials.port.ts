/** What logs us in at a target. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * Keeps logins, encrypted, for as long as their benchmark runs. Nothing else ever holds a password. Throws KeysUnavailable
 * where they cannot be reached right now.
 */
export abstract class Credentials {
  /** In place of the one that was kept for the benchmark before: only to be asked while there is no such benchmark. */
  abstract keep(benchmarkId: string, login: Login): Promise<void>;
  /** Undefined once it is forgotten. */
  abstract find(benchmarkId: string): Promise<Login | undefined>;
  /** Leaves nothing that could open it. To forget what is not there is no error. */
  abstract forget(benchmarkId: string): Promise<void>;
  /** Forgets what a crash left behind, and answers how many logins that were. */
  abstract forgetOlderThan(days: number): Promise<number>;
}
