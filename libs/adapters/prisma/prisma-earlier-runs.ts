import type { EarlierRun } from '#domain';
import { EarlierRuns, type Comparable } from '#ports';
import type { BenchmarkSummaries, SeriesBenchmark } from '#read-models';

/** Finds the runs of a series where the list does. */
export class PrismaEarlierRuns extends EarlierRuns {
  constructor(private readonly summaries: BenchmarkSummaries) {
    super();
  }

  async of(series: Comparable, limit: number): Promise<readonly EarlierRun[]> {
    return (await this.summaries.series(series, limit)).map(earlierRunOf);
  }
}

const earlierRunOf = ({ id, name, eigenVersion, createdAt, processing, verdict, load, acknowledged }: SeriesBenchmark): EarlierRun => ({
  benchmark_id: id,
  benchmark_name: name,
  eigen_version: eigenVersion,
  started_at: createdAt.getTime() * 1000,
  processing,
  verdict,
  load,
  acknowledged,
});
