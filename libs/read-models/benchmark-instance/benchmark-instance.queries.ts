import type { BenchmarkInstance } from './benchmark-instance.projection.js';

/** Port for readers of the targets; answered by Prisma. */
export abstract class BenchmarkInstances {
  /** Last used first. */
  abstract list(): Promise<readonly BenchmarkInstance[]>;
}
