import type { Verdict } from '#measurement';
import type { Micros } from '../instant.js';
import type { ProcessingFigures } from './processing-figures.js';

/** A run that comes before another one in a series: same target, type and corpus, completed and reported. */
export interface EarlierRun {
  readonly benchmark_id: string;
  readonly benchmark_name: string;
  readonly eigen_version: string | null;
  readonly started_at: Micros;
  readonly processing: ProcessingFigures;
  readonly verdict: Verdict | null;
  /** How documents were sent, in words; empty: not known. */
  readonly load: string;
  /** Why the change that begins with it was known by then. */
  readonly acknowledged: { readonly reason: string; readonly by: string | null; readonly at: string } | null;
}
