import type { Workload } from '../workload/workload.js';

/** A kind of benchmark: what it is called, and how it sends documents unless the command says otherwise. */
export interface BenchmarkType {
  readonly title: string;
  readonly workload: Workload;
  /** How it may send documents at all. */
  readonly modes: readonly Workload['mode'][];
}
