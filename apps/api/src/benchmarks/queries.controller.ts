import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Refusal } from '#eventsourcing';
import { BenchmarkSummaries, Documents, type DocumentRow, type Page } from '#read-models';
import { Documented } from '../http/documented.js';
import { asOfQuery, isNow, type AsOf } from '../past/past.request.js';
import { Past } from '../past/past.js';
import { benchmarkDetails, benchmarkList, documentList } from './answers.js';
import {
  benchmarkId,
  benchmarksQuery,
  documentsQuery,
  type BenchmarksQuery,
  type DocumentsQuery,
} from './parameters.js';
import { ReadSide } from './read-side.js';
import { shownBenchmark, shownDetails, shownDocument } from './shown.js';

const OF_THE_PAST = ['UnknownRevision', 'UnknownTime'];

/** Queries: what the read models hold, a moment behind the log; of the past, what the log tells. */
@ApiTags('queries')
@Controller('benchmarks')
export class QueriesController {
  constructor(
    private readonly summaries: BenchmarkSummaries,
    private readonly documents: Documents,
    private readonly readSide: ReadSide,
    private readonly past: Past,
  ) {}

  /** Benchmarks, newest first. */
  @Get()
  @Documented({
    id: 'listBenchmarks',
    summary: 'Benchmarks, newest first',
    answer: 'A page of benchmarks.',
    content: [{ shape: benchmarkList }],
    problems: ['InvalidCursor'],
  })
  async list(@Query({ schema: benchmarksQuery }) query: BenchmarksQuery) {
    const { items, nextCursor } = await this.summaries.list(query);
    return { items: items.map(shownBenchmark), next_cursor: nextCursor };
  }

  /** One benchmark with its progress and latencies. */
  @Get(':benchmarkId')
  @Documented({
    id: 'showBenchmark',
    summary: 'One benchmark with its progress and latencies',
    description: 'As it is now, or, with `at_revision` or `at`, as it was.',
    answer: 'How it stands, or stood.',
    content: [{ shape: benchmarkDetails }],
    problems: ['NotFound', ...OF_THE_PAST],
  })
  async find(@Param('benchmarkId', { schema: benchmarkId }) id: string, @Query({ schema: asOfQuery }) asOf: AsOf) {
    if (isNow(asOf)) return shownDetails(await this.readSide.benchmark(id));
    const details = (await this.past.of(id, asOf)).details();
    if (!details) throw new Refusal('NotFound', 'There is no such benchmark.');
    return shownDetails(details);
  }

  /** Its documents and their latencies, in the order of the plan. */
  @Get(':benchmarkId/documents')
  @Documented({
    id: 'listDocuments',
    summary: 'Its documents and their latencies, in the order of the plan',
    description: 'As they are now, or, with `at_revision` or `at`, as they were.',
    answer: 'A page of documents.',
    content: [{ shape: documentList }],
    problems: ['NotFound', 'InvalidCursor', ...OF_THE_PAST],
  })
  async listDocuments(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: documentsQuery }) query: DocumentsQuery,
  ) {
    const { items, nextCursor } = await (isNow(query) ? this.documentsNow(id, query) : this.documentsThen(id, query));
    return { items: items.map(shownDocument), next_cursor: nextCursor };
  }

  private async documentsNow(id: string, query: DocumentsQuery): Promise<Page<DocumentRow>> {
    const page = await this.documents.list(id, query);
    if (page.items.length === 0) await this.readSide.benchmark(id);
    return page;
  }

  private async documentsThen(id: string, query: DocumentsQuery): Promise<Page<DocumentRow>> {
    return (await this.past.of(id, query)).documents(query);
  }
}
