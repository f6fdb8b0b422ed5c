import { isRunning, type Benchmark, type BenchmarkEvent } from '#domain';
import type { Saga } from '#eventsourcing';

/** Ends a run that is overdue. */
export interface DeadlineEffect {
  readonly type: 'EnforceDeadline';
  readonly benchmarkId: string;
  readonly deadlineSeconds: number;
  /** There is a project, and the platform has not said a word about any of its documents. */
  readonly isDeaf: boolean;
  /** Nothing was sent, and no step had any trouble. */
  readonly isUnsent: boolean;
  /** It wants its target for itself. */
  readonly isExclusive: boolean;
}

/** The timer is a job like any other that only waits longer; a run that is over lets it pass. */
export const enforceDeadline: Saga<Benchmark, BenchmarkEvent, DeadlineEffect> = {
  name: 'enforce-deadline',
  reactsTo: ['BenchmarkCreated'],
  delaySeconds: (event) => (event.type === 'BenchmarkCreated' ? event.data.deadline_seconds : 0),
  react(_event, benchmark) {
    const { request, project, reported, errors, sent } = benchmark;
    if (!request || !isRunning(benchmark)) return undefined;
    const { benchmark_id: benchmarkId, deadline_seconds: deadlineSeconds } = request;
    const isDeaf = project !== undefined && reported === 0;
    const isUnsent = errors.size === 0 && sent === 0;
    const isExclusive = request.exclusive === true;
    return { type: 'EnforceDeadline', benchmarkId, deadlineSeconds, isDeaf, isUnsent, isExclusive };
  },
};
