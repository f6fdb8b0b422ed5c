import { Controller, Get, Param, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { renderers } from '#reports';
import { benchmarkId } from '../benchmarks/parameters.js';
import { Documented } from '../http/documented.js';
import { asOfQuery, type AsOf } from '../past/past.request.js';
import { SentReport } from './sent-report.js';

type Answer = Promise<StreamableFile | undefined>;

const problems = ['NotFound', 'BenchmarkRunning', 'NoReport', 'UnknownRevision', 'UnknownTime'];

/** Reports, as they were written. A file that is gone is made again from the stream. */
@ApiTags('reports')
@ApiResponse({ status: 304, description: 'It is still what `If-None-Match` names.' })
@Controller('benchmarks/:benchmarkId')
export class ReportFilesController {
  constructor(private readonly report: SentReport) {}

  /** For spreadsheets. */
  @Get('report.csv')
  @Documented({
    id: 'readReportCsv',
    summary: 'The report as CSV',
    answer: 'One row a document.',
    content: [{ type: 'text/csv' }],
    problems,
  })
  csv(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: asOfQuery }) asOf: AsOf,
    @Req() asked: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    return this.report.send(id, renderers.csv, asOf, asked, reply);
  }

  /** For programs. */
  @Get('report.json')
  @Documented({
    id: 'readReportJson',
    summary: 'The report as JSON',
    answer: 'All of it, as `docs/report.schema.json` says.',
    content: [{ type: 'application/json' }],
    problems,
  })
  json(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: asOfQuery }) asOf: AsOf,
    @Req() asked: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    return this.report.send(id, renderers.json, asOf, asked, reply);
  }

  /** For build servers. */
  @Get('report.xml')
  @Documented({
    id: 'readReportXml',
    summary: 'The report as JUnit',
    answer: 'A test case for each check; what cannot be told fails, too.',
    content: [{ type: 'application/xml' }],
    problems,
  })
  junit(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: asOfQuery }) asOf: AsOf,
    @Req() asked: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    return this.report.send(id, renderers.junit, asOf, asked, reply);
  }

  /** For people. */
  @Get('report.html')
  @Documented({
    id: 'readReportHtml',
    summary: 'The report as one page',
    description: 'Needs nothing but itself: no script, no network.',
    answer: 'Figures, charts, checks, and the documents that matter most.',
    content: [{ type: 'text/html' }],
    problems,
  })
  html(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: asOfQuery }) asOf: AsOf,
    @Req() asked: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    return this.report.send(id, renderers.html, asOf, asked, reply);
  }
}
