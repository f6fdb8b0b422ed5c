import { ONE_PASS } from '../workload/workload.js';
import type { BenchmarkType } from './benchmark-type.js';

/** How long the platform takes for each document. */
export const latency: BenchmarkType = {
  title: 'Processing latency',
  modes: ['closed', 'burst', 'arrival'],
  workload: { mode: 'closed', in_flight: 4, batch: 1, ...ONE_PASS },
};
