import { Baselines, type Comparable } from '#ports';
import { asking } from './asking.js';
import type { Prisma, PrismaClient } from './generated/client.js';

/** What is green. */
const PASSED = ['pass', 'measured'];

/** Finds baselines in the table of the benchmarks list. */
export class PrismaBaselines extends Baselines {
  constructor(private readonly prisma: PrismaClient) {
    super();
  }

  lastPassing({ host, type, corpus }: Comparable, except: string): Promise<string | undefined> {
    return this.first({ host, type, corpusSha256: corpus, verdict: { in: PASSED }, id: { not: except } });
  }

  async newest(name: string): Promise<string | undefined> {
    return name.includes('\0') ? undefined : this.first({ name });
  }

  private async first(wanted: Prisma.BenchmarkWhereInput): Promise<string | undefined> {
    const where = { ...wanted, status: 'completed', reportRevision: { not: null } };
    const orderBy = [{ createdAt: 'desc' }, { id: 'desc' }] as const;
    return (await asking(() => this.prisma.benchmark.findFirst({ where, orderBy: [...orderBy], select: { id: true } })))?.id;
  }
}
