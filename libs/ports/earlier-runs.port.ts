import type { EarlierRun } from '#domain';
import type { Comparable } from './baselines.port.js';

/** Tells which runs came before in a series: those that completed, have a report and measured something. */
export abstract class EarlierRuns {
  /** The newest `limit`, oldest first. What happened a moment ago may be missing. */
  abstract of(series: Comparable, limit: number): Promise<readonly EarlierRun[]>;
}
