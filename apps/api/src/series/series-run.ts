import type { SeriesBenchmark } from '#read-models';
import type { SeriesRun } from '#reports';

/** A run of the benchmarks list as a run of a series. */
export const seriesRunOf = ({ createdAt, ...row }: SeriesBenchmark): SeriesRun => ({ ...row, startedAt: createdAt.getTime() * 1000 });
