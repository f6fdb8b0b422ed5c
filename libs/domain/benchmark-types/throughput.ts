import { ONE_PASS } from '../workload/workload.js';
import type { BenchmarkType } from './benchmark-type.js';

/** How many documents a second the platform takes without becoming too slow. */
export const throughput: BenchmarkType = {
  title: 'Sustained throughput',
  modes: ['search'],
  workload: {
    mode: 'search',
    objective: 'p95(end_to_end) < 5s',
    process: 'constant',
    rate_per_second: 1,
    seed: 1,
    batch: 1,
    ...ONE_PASS,
    repeat: 8,
  },
};
