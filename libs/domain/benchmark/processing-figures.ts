import { valuesNeeded } from '#measurement';

/** Processing times in a few numbers: microseconds, of the documents that count. `p95`: null where so few do not tell it. */
export interface ProcessingFigures {
  readonly n: number;
  readonly p50: number;
  readonly p95: number | null;
}

const P95_NEEDS = valuesNeeded(0.95);

/** Quantiles of so many times, in whole microseconds; without a p95 that so few cannot tell. */
export const processingFigures = (n: number, p50: number, p95: number): ProcessingFigures => ({
  n,
  p50: Math.round(p50),
  p95: n < P95_NEEDS ? null : Math.round(p95),
});
