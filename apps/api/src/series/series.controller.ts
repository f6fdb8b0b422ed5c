import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { SERIES_PAGE, seriesPage, shownSeries } from '#reports';
import { Documented } from '../http/documented.js';
import { FoundSeries } from './found-series.js';
import { series } from './series.answer.js';
import { seriesQuery, type SeriesQuery } from './series.request.js';

const problems = ['NotFound', 'BenchmarkRunning', 'NotCompleted', 'InvalidTarget'];
const description =
  'All runs of one target, type and corpus that completed, named by one of them or by target and corpus. ' +
  'Changes are looked for in the medians of processing time: `docs/series.md`.';

/** Run after run of the same, and where their processing time changed. */
@ApiTags('queries')
@Controller()
export class SeriesController {
  constructor(private readonly found: FoundSeries) {}

  /** For programs. */
  @Get('series')
  @Documented({
    id: 'showSeries',
    summary: 'The runs of one target and corpus, and where they changed',
    description,
    answer: 'The runs, oldest first, the changes, and a verdict on them.',
    content: [{ shape: series }],
    problems,
  })
  async show(@Query({ schema: seriesQuery }) query: SeriesQuery): Promise<z.infer<typeof series>> {
    const { series: found, subject, hasMore } = await this.found.of(query);
    const { target, type, corpus } = subject;
    return { target, benchmark_type: type, corpus_sha256: corpus, left_out: hasMore, ...shownSeries(found) };
  }

  /** For people. */
  @Get('series.html')
  @Documented({
    id: 'showSeriesPage',
    summary: 'The same as one page',
    description: 'Needs nothing but itself: no script, no network.',
    answer: 'A chart of the runs and their changes, and both as tables.',
    content: [{ type: 'text/html' }],
    problems,
  })
  async page(@Query({ schema: seriesQuery }) query: SeriesQuery, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { series: found, subject } = await this.found.of(query);
    void reply.type(SERIES_PAGE.mediaType).headers(SERIES_PAGE.headers);
    return seriesPage(found, subject);
  }
}
