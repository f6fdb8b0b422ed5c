/** How long and how much is waited for. Times in milliseconds. */
export interface PlatformLimits {
  readonly connect: number;
  /** A whole call that is no upload, its answer included. */
  readonly call: number;
  /** The answer to what time it is: one that comes late says little. */
  readonly time: number;
  /** A whole upload, its answer included. */
  readonly upload: number;
  /** The rest of an answer that nobody needs. */
  readonly rest: number;
  /** The longest answer that is read. */
  readonly answerBytes: number;
}

export const LIMITS: PlatformLimits = { connect: 5_000, call: 15_000, time: 2_000, upload: 120_000, rest: 1_000, answerBytes: 64 * 1024 };
