import type { Benchmark, BenchmarkEvent, ReportFile } from '#domain';
import type { Saga } from '#eventsourcing';

/** One mail about one thing that happened to one benchmark. */
export type NotifyEffect = {
  readonly type: 'Notify';
  readonly benchmarkId: string;
  readonly benchmarkName: string;
  readonly about: string;
  readonly to: readonly string[];
} & (
  | { readonly kind: 'report'; readonly files: readonly ReportFile[]; readonly algorithms: number }
  | { readonly kind: 'error'; readonly step: string; readonly message: string }
);

/** The step whose own trouble is never mailed. */
const NOTIFY = 'Notify';

/**
 * One mail for each report, whatever the end was, and one for each step that failed for good and did not end the run.
 * Its own saga, so that mail trouble never holds up a run.
 */
export const notify: Saga<Benchmark, BenchmarkEvent, NotifyEffect> = {
  name: 'notify',
  reactsTo: ['ReportCompleted', 'ErrorOccurred'],
  react(event, { request, notified, end }) {
    if (!request) return undefined;
    const { benchmark_id: benchmarkId, benchmark_name: benchmarkName, notify: to } = request;
    const common = { type: NOTIFY, benchmarkId, benchmarkName, to } as const;
    if (event.type === 'ReportCompleted') {
      if (notified.has('report')) return undefined;
      return { ...common, about: 'report', kind: 'report', files: event.data.files, algorithms: event.data.algorithm_version };
    }
    if (event.type !== 'ErrorOccurred' || event.data.will_retry || event.data.step === NOTIFY) return undefined;
    const { step, message } = event.data;
    const about = `error: ${step}`;
    const isTold = notified.has(about) || end?.reason === `${step}: ${message}`;
    return isTold ? undefined : { ...common, about, kind: 'error', step, message };
  },
};
