import { END_TYPES, isEnd, isRunning, selectedPaths, type Benchmark, type BenchmarkEvent } from '#domain';
import type { Recorded, Saga } from '#eventsourcing';

/** What a run needs to be done outside. */
export type RunEffect = { readonly benchmarkId: string } & (
  | { readonly type: 'PlanDocuments' }
  | { readonly type: 'CreateProject' }
  | { readonly type: 'UploadDocuments' }
  | { readonly type: 'ForgetCredentials' }
);

/**
 * Walks a benchmark through its run. Each case reads: if this has happened and is still
 * the latest news, do that. Old news, delivered again, finds a later state and does nothing.
 */
export const runBenchmark: Saga<Benchmark, BenchmarkEvent, RunEffect> = {
  name: 'run-benchmark',
  reactsTo: ['BenchmarkCreated', 'DocumentsSelected', 'PlanCompleted', 'ProjectCreated', ...END_TYPES],
  takesLong: ['ProjectCreated'],
  react(event, benchmark) {
    const { benchmark_id: benchmarkId } = event.data;
    if (isEnd(event)) return { type: 'ForgetCredentials', benchmarkId };
    if (!isRunning(benchmark)) return undefined;
    if (isReadyToPlan(event, benchmark)) return { type: 'PlanDocuments', benchmarkId };
    if (event.type === 'PlanCompleted' && !benchmark.project) return { type: 'CreateProject', benchmarkId };
    if (event.type === 'ProjectCreated') return { type: 'UploadDocuments', benchmarkId };
    return undefined;
  },
};

/** Files asked for by name come in chunks after the creation; the last one says that all are there. */
function isReadyToPlan(event: Recorded<BenchmarkEvent>, benchmark: Benchmark): boolean {
  if (benchmark.plan) return false;
  if (event.type === 'BenchmarkCreated') return event.data.documents.kind === 'folder';
  if (event.type !== 'DocumentsSelected') return false;
  return event.data.chunk === benchmark.selection.size - 1 && selectedPaths(benchmark) !== undefined;
}
