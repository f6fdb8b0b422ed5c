import type { Upcaster, Upcasters } from '#eventsourcing';
import { ONE_PASS } from '../workload/workload.js';
import { fitsBenchmark } from './benchmark.shapes.js';

/** Workloads had a mode and nothing else: one pass in the order given; a burst was one request. */
const benchmarkCreated2: Upcaster = (data) => {
  const workload = data['workload'] as { readonly mode?: unknown };
  const batch = workload.mode === 'burst' ? 'all' : 1;
  return { slo: [], baseline: null, ...data, workload: { ...ONE_PASS, batch, ...workload } };
};

/** How the events of benchmark streams are read. Each lift has a sample of the old shape in history/. */
export const benchmarkUpcasters: Upcasters = { lifts: { BenchmarkCreated: [benchmarkCreated2] }, fits: fitsBenchmark };
