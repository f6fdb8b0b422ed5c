import type { Difference } from './table-digest.js';

/** What a rebuild is at, or how it ended; the last three are ends. */
export type RebuildPhase = 'waiting' | 'filling' | 'comparing' | 'switching' | 'switched' | 'different' | 'failed';

/** A rebuilt table beside the live one. */
export interface TableComparison {
  readonly table: string;
  readonly rows: number;
  readonly hash: string;
  readonly result: 'equal' | 'different' | 'not compared';
  /** Why it was not compared. */
  readonly reason: string | null;
  readonly differences: readonly Difference[];
}

/** How far a rebuild is. */
export interface RebuildNews {
  readonly phase: RebuildPhase;
  /** Events of the log that were read; of about so many, as far as the positions tell. */
  readonly events: number;
  readonly total: number;
  /** Of the filling. */
  readonly eventsPerSecond: number;
  readonly tables: readonly TableComparison[];
  /** Why it failed. */
  readonly error: string | null;
}

/** Before anything is done. */
export const NO_NEWS: RebuildNews = { phase: 'waiting', events: 0, total: 0, eventsPerSecond: 0, tables: [], error: null };
