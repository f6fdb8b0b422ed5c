import { BenchmarkInstances, type BenchmarkInstance } from '#read-models';
import { asking } from './asking.js';
import type { PrismaClient } from './generated/client.js';

/** Answers the list of targets from its table. */
export class PrismaBenchmarkInstances extends BenchmarkInstances {
  constructor(private readonly prisma: PrismaClient) {
    super();
  }

  list(): Promise<readonly BenchmarkInstance[]> {
    return asking(() => this.prisma.benchmarkInstance.findMany({ orderBy: [{ lastUsedAt: 'desc' }, { id: 'asc' }] }));
  }
}
