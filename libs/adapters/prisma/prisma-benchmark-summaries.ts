import {
  BenchmarkSummaries,
  pageOf,
  placeOf,
  queryRefusal,
  type BenchmarkDetails,
  type BenchmarkFilter,
  type BenchmarkStatus,
  type BenchmarkSummary,
  type LatencySummary,
  type Page,
  type PageRequest,
} from '#read-models';
import { asking } from './asking.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Row = Prisma.BenchmarkModel;

/** Answers the benchmarks list from its table. */
export class PrismaBenchmarkSummaries extends BenchmarkSummaries {
  constructor(private readonly prisma: PrismaClient) {
    super();
  }

  async list({ limit, cursor, status, name, type, verdict }: PageRequest & BenchmarkFilter): Promise<Page<BenchmarkSummary>> {
    if (name?.includes('\0') || type?.includes('\0')) return { items: [], nextCursor: null };
    const wanted = { ...(status && { status }), ...(name && { name }), ...(type && { type }), ...(verdict && { verdict }) };
    const where = { ...wanted, ...(cursor !== undefined && olderThan(cursor)) };
    const orderBy = [{ createdAt: 'desc' }, { id: 'desc' }] as const;
    const rows = await asking(() => this.prisma.benchmark.findMany({ where, orderBy: [...orderBy], take: limit + 1 }));
    return pageOf(rows.map(summaryOf), limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
  }

  async find(benchmarkId: string): Promise<BenchmarkDetails | undefined> {
    const row = await asking(() => this.prisma.benchmark.findUnique({ where: { id: benchmarkId } }));
    return row ? { ...summaryOf(row), latency: await this.latency(benchmarkId) } : undefined;
  }

  /** `percentile_cont` is the quantile of type 7. */
  private async latency(benchmarkId: string): Promise<LatencySummary | null> {
    const [found] = await asking(
      () => this.prisma.$queryRaw<(Omit<LatencySummary, 'p50'> & { quantiles: number[] })[]>`
        SELECT count(*)::int AS n, min(processing_us)::float8 AS min, max(processing_us)::float8 AS max,
               avg(processing_us)::float8 AS mean,
               percentile_cont(ARRAY[0.5, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY processing_us) AS quantiles
        FROM document
        WHERE benchmark_id = ${benchmarkId} AND processing_us >= 0 AND upload <> 'failed' AND NOT warmup`,
    );
    if (!found || found.n === 0) return null;
    const { quantiles, ...figures } = found;
    const [p50, p90, p95, p99] = quantiles as [number, number, number, number];
    return { ...figures, p50, p90, p95, p99 };
  }
}

function olderThan(cursor: string): Prisma.BenchmarkWhereInput {
  const [text, id] = placeOf(cursor, ['string', 'string']);
  const createdAt = new Date(text);
  if (Number.isNaN(createdAt.getTime())) throw queryRefusal('InvalidCursor');
  return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }] };
}

const summaryOf = ({ status, verdict, answers, bytes, ...row }: Row): BenchmarkSummary => ({
  ...row,
  status: status as BenchmarkStatus,
  verdict: verdict as BenchmarkSummary['verdict'],
  answers: answers as unknown as BenchmarkSummary['answers'],
  bytes: bytes === null ? null : Number(bytes),
});
