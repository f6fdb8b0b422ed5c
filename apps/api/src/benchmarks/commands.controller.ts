import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ExecuteBenchmarkCommand, ProjectLinks } from '#commands';
import { hostOf, parseInstant, type Micros } from '#domain';
import { Clock } from '#ports';
import { Documented } from '../http/documented.js';
import { RequestRefused } from '../problems/problem.js';
import { acknowledgeChangeRequest, type AcknowledgeChangeRequest } from './acknowledge-change.request.js';
import { acceptedAt } from './answers.js';
import { describedCommands } from './described-commands.js';
import { benchmarkId } from './parameters.js';
import { StartBenchmark } from './start-benchmark.js';
import { LONGEST_KEY, startRequest, type StartRequest } from './start.request.js';
import { updateDocumentRequest, type UpdateDocumentRequest } from './update-document.request.js';

/** Commands. Each answers 202 once its events are durable, never before. */
@ApiTags('commands')
@Controller('benchmarks')
export class CommandsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly starter: StartBenchmark,
    private readonly links: ProjectLinks,
    private readonly clock: Clock,
  ) {}

  /** CreateBenchmark. */
  @Post('start')
  @HttpCode(202)
  @ApiHeader({ name: 'Idempotency-Key', required: false, schema: { type: 'string', maxLength: LONGEST_KEY } })
  @Documented(describedCommands.start)
  async start(
    @Body({ schema: startRequest }) body: StartRequest,
    @Headers('idempotency-key') header: string | undefined,
  ) {
    const started = await this.starter.start(body, body.idempotency_key ?? keyIn(header));
    return acceptedAt(started.benchmarkId, started.revision);
  }

  /** UpdateDocument, from the platform's instrumentation. */
  @Post('documents')
  @HttpCode(202)
  @Documented(describedCommands.updateDocument)
  async updateDocument(
    @Body({ schema: updateDocumentRequest }) body: UpdateDocumentRequest,
    @Req() { caller }: FastifyRequest,
  ) {
    const [start, end] = [instant('start_time', body.start_time), instant('end_time', body.end_time)];
    const news = {
      at: this.clock.now(),
      name: body.document_name,
      eigenDocumentId: body.eigen_document_id ?? null,
      eigenProjectId: body.eigen_project_id,
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end }),
    };
    const host = hostOf(body.benchmark_host_name) ?? '';
    return this.links.withBenchmark(host, body.eigen_project_id, async (benchmarkId) => {
      const data = { benchmarkId, ...news };
      const command = new ExecuteBenchmarkCommand({ type: 'UpdateDocument', data }, caller?.webhookId);
      const { revision } = await this.bus.execute(command);
      return acceptedAt(benchmarkId, revision);
    });
  }

  /** CancelBenchmark. */
  @Post(':benchmarkId/cancel')
  @HttpCode(202)
  @Documented(describedCommands.cancel)
  async cancel(@Param('benchmarkId', { schema: benchmarkId }) id: string) {
    const data = { benchmarkId: id, at: this.clock.now(), reason: 'cancelled on request' };
    const { revision } = await this.bus.execute(new ExecuteBenchmarkCommand({ type: 'CancelBenchmark', data }));
    return acceptedAt(id, revision);
  }

  /** AcknowledgeChange. */
  @Post(':benchmarkId/acknowledge-change')
  @HttpCode(202)
  @Documented(describedCommands.acknowledgeChange)
  async acknowledgeChange(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Body({ schema: acknowledgeChangeRequest }) { reason }: AcknowledgeChangeRequest,
    @Req() { caller }: FastifyRequest,
  ) {
    const data = { benchmarkId: id, at: this.clock.now(), reason, by: caller?.name ?? null };
    const { revision } = await this.bus.execute(new ExecuteBenchmarkCommand({ type: 'AcknowledgeChange', data }));
    return acceptedAt(id, revision);
  }
}

function instant(field: string, text: string | number | null | undefined): Micros | undefined {
  if (text === null || text === undefined) return undefined;
  const parsed = parseInstant(text);
  if (parsed === undefined) {
    const message = 'is not a time: seconds since 1970, or ISO 8601 with an offset, in the years 2000 to 2100';
    throw new RequestRefused('InvalidTime', `${field} ${message}.`, [{ field, message }]);
  }
  return parsed;
}

function keyIn(header: string | undefined): string | undefined {
  if (header === undefined || header.length <= LONGEST_KEY) return header || undefined;
  const message = `has at most ${LONGEST_KEY} characters`;
  throw new RequestRefused('InvalidRequest', `Idempotency-Key ${message}.`, [{ field: 'Idempotency-Key', message }]);
}
