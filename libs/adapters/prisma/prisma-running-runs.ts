import { RunningRuns, type RunningRun } from '#ports';
import type { BenchmarkStatus } from '#read-models';
import { asking } from './asking.js';
import type { PrismaClient } from './generated/client.js';

const RUNNING: BenchmarkStatus[] = ['created', 'planned', 'uploading'];

/** Finds runs in the table of the benchmarks list. */
export class PrismaRunningRuns extends RunningRuns {
  constructor(private readonly prisma: PrismaClient) {
    super();
  }

  async at(host: string): Promise<readonly RunningRun[]> {
    const orderBy = [{ createdAt: 'asc' }, { id: 'asc' }] as const;
    const select = { id: true, name: true, createdAt: true };
    const rows = await asking(() => this.prisma.benchmark.findMany({ where: { host, status: { in: RUNNING } }, orderBy: [...orderBy], select }));
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() * 1000 }));
  }
}
