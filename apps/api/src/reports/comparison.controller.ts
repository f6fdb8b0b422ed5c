import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BenchmarkAggregates } from '#commands';
import { compareRuns, shownComparison, shownRunOf } from '#reports';
import { ReadReport } from '#sagas';
import { NamedBaseline } from '../benchmarks/named-baseline.js';
import { benchmarkId } from '../benchmarks/parameters.js';
import { Documented } from '../http/documented.js';
import { comparison, comparisonQuery, type ComparisonQuery } from './comparison.answer.js';
import { completedReport } from './completed-report.js';

/** Any two runs side by side, whatever was asked when they began. */
@ApiTags('reports')
@Controller('benchmarks/:benchmarkId/comparison')
export class ComparisonController {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly baselines: NamedBaseline,
    private readonly reports: ReadReport,
  ) {}

  /** From both streams, up to the ends of their runs. */
  @Get()
  @Documented({
    id: 'compareBenchmarks',
    summary: 'The run beside another',
    description: 'By processing time, pass by pass, from both streams up to the ends of their runs: `docs/statistics.md` has the method.',
    answer: 'The verdict, and what it rests on.',
    content: [{ shape: comparison }],
    problems: ['NotFound', 'BenchmarkRunning', 'NoReport', 'UnknownBaseline'],
  })
  async compare(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: comparisonQuery }) { with: asked, threshold }: ComparisonQuery,
  ): Promise<z.infer<typeof comparison>> {
    await completedReport(this.benchmarks, id);
    const other = await this.baselines.of(asked, id);
    const current = await this.reports.of(id);
    const compared = compareRuns(current, await this.reports.of(other), threshold === undefined ? {} : { threshold });
    return { ...shownComparison(compared), current: shownRunOf(current.run) };
  }
}
