import { processingFigures, type FoundRate, type ProcessingFigures } from '#domain';
import { perSecond } from './per-second.js';
import type { Report } from './report.model.js';

/** What series of runs are made of. Undefined: nothing was measured. */
export function processingOf({ metrics: { processing } }: Pick<Report, 'metrics'>): ProcessingFigures | undefined {
  const [p50, p95] = [0.5, 0.95].map((wanted) => processing?.quantiles.find(({ p }) => p === wanted)?.value);
  return processing && p50 !== undefined && p95 !== undefined ? processingFigures(processing.n, p50, p95) : undefined;
}

/** What lists tell of a search. Undefined: the run was none. */
export function foundRateOf({ search }: Pick<Report, 'search'>): FoundRate | undefined {
  return search && { kept: search.kept, missed: search.missed, throughput: perSecond(search.best?.throughput) };
}
