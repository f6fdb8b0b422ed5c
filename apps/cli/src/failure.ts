/** What a shell gets to see; 64 to 77 as in sysexits.h. */
export const EXIT = {
  fine: 0,
  /** An objective that was missed, a release that is slower; a report that is not the same when it is made again; a log that was tampered with; a doctor's finding. */
  different: 1,
  /** A verdict that is inconclusive, has no baseline, or is not there in time; a verification that nothing speaks against, and nobody who is trusted for. */
  undecided: 2,
  /** The run failed, timed out or was cancelled. */
  runFailed: 3,
  usage: 64,
  /** The API says no to what was asked. */
  refused: 65,
  /** Cut, or something else. */
  notABundle: 65,
  unavailable: 69,
  software: 70,
  cannotCreate: 73,
  notAllowed: 77,
  interrupted: 130,
} as const;

/** What ends a command: for people a sentence and what to do next, for the shell a code. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly exitCode: number,
    message: string,
    readonly hint?: string,
    /** The API's own code, for machines. */
    readonly code?: string,
  ) {
    super(message);
  }
}
