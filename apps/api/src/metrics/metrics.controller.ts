import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ParkedJobs } from '#adapters';
import { Health } from '../health/health.js';
import { PATIENCE, within } from '../health/within.js';
import { Documented } from '../http/documented.js';
import { ProgressFeed } from '../progress/progress-feed.js';
import { Metrics } from './metrics.js';

/** Figures for Prometheus, at the root, where it looks for them. */
@ApiTags('operations')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly health: Health,
    private readonly parked: ParkedJobs,
    private readonly progress: ProgressFeed,
  ) {}

  /** A part that is away takes its figures with it, and nothing else. */
  @Get()
  @Documented({
    id: 'readMetrics',
    summary: 'Metrics of this process, of the consumers, and of parked jobs',
    answer: "Prometheus' text format.",
    content: [{ type: 'text/plain' }],
  })
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    this.metrics.watchers.set(this.progress.watchers);
    await Promise.all([this.lookAtParts(), this.countParked()]);
    const { type, body } = await this.metrics.text();
    void reply.type(type);
    return body;
  }

  private async lookAtParts(): Promise<void> {
    const { parts, consumers } = await this.health.check();
    for (const [part, { status }] of Object.entries(parts)) this.metrics.up.set({ part }, status === 'up' ? 1 : 0);
    this.metrics.lag.reset();
    this.metrics.blocked.reset();
    for (const { consumer, lag, blocked } of consumers) {
      if (lag !== null) this.metrics.lag.set({ consumer }, lag);
      this.metrics.blocked.set({ consumer }, blocked ? 1 : 0);
    }
  }

  private async countParked(): Promise<void> {
    const jobs = await within(PATIENCE, this.parked.list()).catch(() => undefined);
    this.metrics.parked.reset();
    for (const { saga } of jobs ?? []) this.metrics.parked.inc({ saga });
  }
}
