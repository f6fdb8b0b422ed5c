/** A run that is not over. */
export interface RunningRun {
  readonly id: string;
  readonly name: string;
  /** Microseconds since 1970, to the millisecond. */
  readonly createdAt: number;
}

/** Tells which runs are not over. */
export abstract class RunningRuns {
  /** Those of a target, as `hostOf` names it, oldest first. What happened a moment ago may be missing. */
  abstract at(host: string): Promise<readonly RunningRun[]>;
}
