import { Controller, Get, HttpStatus, Req, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allows } from '../access/rules.js';
import { Documented } from '../http/documented.js';
import { referTo } from '../http/shapes.js';
import { healthAnswer, type HealthAnswer } from './health.answer.js';
import { Health } from './health.js';

/** Whether commands would be served. */
@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** Each part's state, and how far behind each consumer is; 503 when a part that is needed is down. */
  @Get()
  @ApiResponse({ status: 503, content: { 'application/json': { schema: referTo(healthAnswer) } } })
  @Documented({
    id: 'showHealth',
    summary: 'Whether commands and queries are served',
    description: 'Each part, and how far behind each consumer of the log is; 503 with the same shape when a needed part is down. Strangers learn the status only.',
    answer: 'All is well.',
    content: [{ shape: healthAnswer }],
  })
  async check(@Req() { caller }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<HealthAnswer> {
    const report = await this.health.check();
    void reply.status(report.status === 'ok' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    const isForReader = caller !== undefined && allows(caller.role, 'reading');
    return isForReader ? report : { status: report.status, parts: {}, consumers: [] };
  }
}
