import type { z } from 'zod';
import { isOtherLoad, type Series, type SeriesChange, type SeriesRun, type SeriesSubject } from '#reports';
import { isoOf } from '#domain';
import type { SeriesBenchmark } from '#read-models';
import type { series } from './series.answer.js';

type Shown = z.infer<typeof series>;

/** A run of the benchmarks list as a run of a series. */
export const seriesRunOf = ({ createdAt, ...row }: SeriesBenchmark): SeriesRun => ({ ...row, startedAt: createdAt.getTime() * 1000 });

/** A series as the API shows it: snake_case, milliseconds. */
export function shownSeries({ runs, changes, verdict, reason, threshold }: Series, subject: SeriesSubject, hasMore: boolean): Shown {
  return {
    target: subject.target,
    benchmark_type: subject.type,
    corpus_sha256: subject.corpus,
    // A series has no baseline, so no such verdict.
    verdict: verdict === 'no-baseline' ? 'inconclusive' : verdict,
    reason,
    threshold,
    runs: runs.map((run, at) => shownRun(run, isOtherLoad(runs, at))),
    left_out: hasMore,
    changes: changes.map((change) => shownChange(change, runs)),
  };
}

const labelled = ({ id, name, eigenVersion }: SeriesRun) => ({ benchmark_id: id, benchmark_name: name, eigen_version: eigenVersion });

function shownRun(run: SeriesRun, hasOtherLoad: boolean): Shown['runs'][number] {
  const { startedAt, processing, verdict, load, acknowledged } = run;
  return {
    ...labelled(run),
    started_at: isoOf(startedAt),
    n: processing.n,
    median_ms: millis(processing.p50),
    p95_ms: processing.p95 === null ? null : millis(processing.p95),
    verdict,
    load: load || null,
    other_load: hasOtherLoad,
    acknowledged,
  };
}

function shownChange({ at, before, after, change, p, isAcknowledged }: SeriesChange, runs: readonly SeriesRun[]): Shown['changes'][number] {
  return {
    at,
    ...labelled(runs[at]!),
    before_ms: millis(before),
    after_ms: millis(after),
    change,
    p_value: p ?? null,
    acknowledged: isAcknowledged,
    other_load: isOtherLoad(runs, at),
  };
}

const millis = (micros: number): number => Math.round(micros) / 1000;
