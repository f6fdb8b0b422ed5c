import type { BenchmarkEvent, EarlierRun } from '#domain';
import { created, documentsPlanned, planCompleted, run, seriesNoted } from '#domain/testing';
import type { SeriesRun } from '../series/series.js';

/** Medians in milliseconds that do not change. */
export const LEVEL = [100, 101, 99, 100, 102, 98];

/** Runs of these medians in milliseconds, a second after one another. */
export function seriesRuns(...medians: readonly number[]): readonly SeriesRun[] {
  return medians.map((median, at) => ({
    id: `id-${at}`,
    name: `Run ${at}`,
    eigenVersion: '5.11',
    startedAt: at * 1_000_000,
    processing: { n: 10, p50: median * 1000, p95: null },
    verdict: 'measured',
    load: 'closed, 4 in flight, 1 a request',
    acknowledged: null,
  }));
}

/** Six runs, and six that are a fifth slower. */
export const STEP = seriesRuns(...LEVEL, ...LEVEL.map((each) => each * 1.2));

/** The sample run, after these. */
export const after = (...runs: readonly EarlierRun[]): readonly BenchmarkEvent[] => [created, documentsPlanned, seriesNoted(...runs), planCompleted, ...run.slice(3)];
