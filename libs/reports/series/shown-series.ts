import { isoOf } from '#domain';
import { isOtherLoad, type Series, type SeriesChange, type SeriesRun } from './series.js';

/** A series for programs: snake_case, milliseconds. */
export const shownSeries = ({ runs, changes, verdict, reason, threshold }: Series) => ({
  verdict,
  reason,
  threshold,
  runs: runs.map((run, at) => shownRun(run, isOtherLoad(runs, at))),
  changes: changes.map((change) => shownChange(change, runs)),
});

const labelled = ({ id, name, eigenVersion }: SeriesRun) => ({ benchmark_id: id, benchmark_name: name, eigen_version: eigenVersion });

const shownRun = (run: SeriesRun, hasOtherLoad: boolean) => ({
  ...labelled(run),
  started_at: isoOf(run.startedAt),
  n: run.processing.n,
  median_ms: wholeMicros(run.processing.p50),
  p95_ms: run.processing.p95 === null ? null : wholeMicros(run.processing.p95),
  verdict: run.verdict,
  load: run.load || null,
  other_load: hasOtherLoad,
  acknowledged: run.acknowledged,
});

const shownChange = ({ at, before, after, change, p, isAcknowledged }: SeriesChange, runs: readonly SeriesRun[]) => ({
  at,
  ...labelled(runs[at]!),
  before_ms: wholeMicros(before),
  after_ms: wholeMicros(after),
  change: Number(change.toFixed(6)),
  p_value: p ?? null,
  acknowledged: isAcknowledged,
  other_load: isOtherLoad(runs, at),
});

const wholeMicros = (micros: number): number => Math.round(micros) / 1000;
