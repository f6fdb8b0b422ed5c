import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BenchmarkAggregates } from '#commands';
import { ReportFiles } from '#ports';
import { ReadReport } from '#sagas';
import { acceptedAt, rebuiltReport } from '../benchmarks/answers.js';
import { benchmarkId } from '../benchmarks/parameters.js';
import { Documented } from '../http/documented.js';
import { completedReport } from './completed-report.js';
import { rebuilt } from './rebuilt.js';

/** Reports, made again to see whether they are still the same. */
@ApiTags('reports')
@Controller('benchmarks/:benchmarkId/reports')
export class CreateReportController {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly files: ReportFiles,
    private readonly reports: ReadReport,
  ) {}

  /** CreateReport: renders again at the recorded revision and compares; stores and mails nothing. */
  @Post()
  @HttpCode(202)
  @Documented({
    id: 'createReport',
    summary: 'CreateReport: renders again and compares',
    description: 'Every recorded format, at the recorded revision. Stores and mails nothing.',
    status: 202,
    answer: 'Whether each file is still the same to the byte, and where it differs first.',
    content: [{ shape: rebuiltReport }],
    problems: ['NotFound', 'BenchmarkRunning', 'NoReport'],
  })
  async create(@Param('benchmarkId', { schema: benchmarkId }) id: string): Promise<z.infer<typeof rebuiltReport>> {
    const recorded = await completedReport(this.benchmarks, id);
    const files = await rebuilt(recorded, await this.reports.of(id), this.files);
    return { ...acceptedAt(id, BigInt(recorded.revision)), files: [...files] };
  }
}
