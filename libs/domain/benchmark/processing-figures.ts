import { valuesNeeded } from '#measurement';
import type { ProcessingFigures } from './benchmark.events.js';

const P95_NEEDS = valuesNeeded(0.95);

/** Quantiles of so many times, in whole microseconds; without a p95 that so few cannot tell. */
export const processingFigures = (n: number, p50: number, p95: number): ProcessingFigures => ({
  n,
  p50: Math.round(p50),
  p95: n < P95_NEEDS ? null : Math.round(p95),
});
