import { loadText, type EarlierRun } from '#domain';
import { processingOf } from '../in-short.js';
import type { Report } from '../report.model.js';
import { seriesAtOnce, type Series, type SeriesRun } from './series.js';

type Judged = Pick<Report, 'run' | 'metrics' | 'verdict'>;

/** A run after those that came before it. What did not complete is no part of a series: what is missing may be what was slow. */
export function reportedSeries(earlier: readonly EarlierRun[], report: Judged): Series | undefined {
  if (earlier.length === 0) return undefined;
  return seriesAtOnce([...earlier.map(seriesRunOf), ...ownRun(report)]);
}

const seriesRunOf = ({ benchmark_id, benchmark_name, eigen_version, started_at, ...told }: EarlierRun): SeriesRun => ({
  id: benchmark_id,
  name: benchmark_name,
  eigenVersion: eigen_version,
  startedAt: started_at,
  ...told,
});

function ownRun({ run, metrics, verdict }: Judged): readonly SeriesRun[] {
  const processing = run.outcome === 'completed' ? processingOf({ metrics }) : undefined;
  if (!processing) return [];
  const { id, name, eigenVersion = null, startedAt, workload } = run;
  return [{ id, name, eigenVersion, startedAt, processing, verdict, load: loadText(workload), acknowledged: null }];
}
