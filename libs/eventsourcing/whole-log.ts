import type { Recorded } from './message.js';

/** The whole log, to be read and nothing else. */
export interface WholeLog {
  /** What is stored after `position`, in order, in batches, of all streams but the system's; ends at the log's end. Throws StoreUnavailable. */
  readInBatches(position: bigint | undefined): AsyncIterable<readonly Recorded[]>;
  /** The position of the newest event; undefined when there is none. */
  end(): Promise<bigint | undefined>;
}

/** A log that whoever holds it cannot write to: not by its type, and not by what it is made of either. */
export const onlyReading = (log: WholeLog): WholeLog =>
  Object.freeze({
    readInBatches: (position: bigint | undefined) => log.readInBatches(position),
    end: () => log.end(),
  });
