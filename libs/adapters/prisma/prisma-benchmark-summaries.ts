import { processingFigures, type ProcessingFigures } from '#domain';
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
  type SeriesBenchmark,
  type SeriesKey,
} from '#read-models';
import { asking } from './asking.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Row = Prisma.BenchmarkModel;

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

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

  async series({ host, type, corpus, name }: SeriesKey, limit: number): Promise<readonly SeriesBenchmark[]> {
    if ([host, type, name].some((text) => text?.includes('\0'))) return [];
    const where = { host, type, corpusSha256: corpus, status: 'completed', reportRevision: { not: null }, ...(name !== undefined && { name }) };
    const orderBy = [{ createdAt: 'desc' }, { id: 'desc' }] as const;
    const newestFirst: SeriesBenchmark[] = [];
    for (let skip = 0; newestFirst.length < limit; skip += limit) {
      const rows = await asking(() => this.prisma.benchmark.findMany({ where, orderBy: [...orderBy], take: limit, skip }));
      newestFirst.push(...(await this.measured(rows.map(summaryOf))));
      if (rows.length < limit) break;
    }
    return newestFirst.slice(0, limit).reverse();
  }

  /** Those that measured anything, with what that was. */
  private async measured(runs: readonly BenchmarkSummary[]): Promise<readonly SeriesBenchmark[]> {
    const untold = await this.untold(runs.filter(({ processing }) => processing === null).map(({ id }) => id));
    return runs.flatMap((run) => {
      const processing = run.processing ?? untold.get(run.id);
      return processing ? [{ ...run, processing }] : [];
    });
  }

  /** Of runs whose report did not say yet what was measured. */
  private async untold(ids: readonly string[]): Promise<ReadonlyMap<string, ProcessingFigures>> {
    if (ids.length === 0) return new Map();
    const rows = await asking(
      () => this.prisma.$queryRaw<{ id: string; n: number; quantiles: [number, number] }[]>`
        SELECT benchmark_id AS id, count(*)::int AS n,
               percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY processing_us) AS quantiles
        FROM document
        WHERE benchmark_id = ANY(${ids}) AND processing_us >= 0 AND upload <> 'failed' AND NOT warmup
        GROUP BY benchmark_id`,
    );
    return new Map(rows.map(({ id, n, quantiles }) => [id, processingFigures(n, ...quantiles)]));
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
  // As it was handed out, to the letter: JavaScript knows years that PostgreSQL does not.
  if (!ISO.test(text) || Number.isNaN(createdAt.getTime())) throw queryRefusal('InvalidCursor');
  return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }] };
}

const summaryOf = ({ status, verdict, answers, processing, search, acknowledged, bytes, ...row }: Row): BenchmarkSummary => ({
  ...row,
  status: status as BenchmarkStatus,
  verdict: verdict as BenchmarkSummary['verdict'],
  answers: answers as unknown as BenchmarkSummary['answers'],
  processing: processing as unknown as BenchmarkSummary['processing'],
  search: search as unknown as BenchmarkSummary['search'],
  acknowledged: acknowledged as unknown as BenchmarkSummary['acknowledged'],
  bytes: bytes === null ? null : Number(bytes),
});
