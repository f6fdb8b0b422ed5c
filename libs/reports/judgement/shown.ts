import type { Range } from '#measurement';
import { millis } from '../millis.js';
import type { ReportedComparison, ReportedObjective, ReportedRun } from '../report.model.js';

/** An objective for programs, as docs/report.schema.json says: times in milliseconds. */
export function shownObjective({ objective, kind, verdict, reason, observed, interval, limit }: ReportedObjective) {
  const shown = (value: number | undefined) => (kind === 'metric' ? millis(value) : (value ?? null));
  const range = (of: Range | undefined) => of && { low: shown(of.low), high: shown(of.high) };
  return { objective, verdict, reason, observed: shown(observed), interval: range(interval) ?? null, limit: range(limit) ?? null };
}

/** Which run it is, and where its history can be verified. */
export const shownRunOf = (run: ReportedRun) => ({
  benchmark_id: run.id,
  name: run.name,
  eigen_version: run.eigenVersion ?? null,
  stream: run.stream,
  last_revision: run.revision,
  chain_hash: run.hash,
});

/** A comparison for programs, likewise; changes are relative: 0.05 is 5 % slower than the baseline. */
export function shownComparison({ verdict, reason, baseline, found, changes }: ReportedComparison) {
  return {
    verdict,
    reason,
    baseline: baseline ? shownRunOf(baseline) : null,
    found: found ? shownFindings(found) : null,
    largest_changes: changes.map(({ document, current, baseline: before, change }) => {
      return { document, current_ms: millis(current), baseline_ms: millis(before), change: rounded(change) };
    }),
  };
}

function shownFindings(found: NonNullable<ReportedComparison['found']>) {
  const { passes, quantile, threshold, confidence, isPaired, documents, leftOut, change, cliffsDelta, test } = found;
  const interval = change?.interval;
  return {
    metric: 'processing' as const,
    quantile,
    paired: isPaired,
    passes: { current: passes.current, baseline: passes.baseline },
    documents,
    left_out: leftOut,
    threshold,
    confidence,
    change: change ? rounded(change.value) : null,
    interval: interval ? { low: rounded(interval.low), high: rounded(interval.high), coverage: rounded(interval.coverage) } : null,
    cliffs_delta: cliffsDelta === undefined ? null : rounded(cliffsDelta),
    p_value: test ? rounded(test.p.twoSided) : null,
    test: test ? { exact: test.isExact, arrangements: test.arrangements, seed: test.seed } : null,
  };
}

/** Six digits tell all there is to tell, and none of them depends on the machine's logarithm. */
const rounded = (value: number): number => Number(value.toFixed(6));
