import { Controller, Get, Headers, HttpStatus, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { benchmarkId } from '../benchmarks/parameters.js';
import { Documented } from '../http/documented.js';
import { lastEventOf, lastEventQuery, sendEvents, type LastEventQuery } from '../http/server-sent-events.js';
import { ProgressFeed } from './progress-feed.js';
import { isTold, progressOf } from './progress.stream.js';

/** A benchmark, live. */
@ApiTags('queries')
@Controller('benchmarks/:benchmarkId/progress')
export class ProgressController {
  constructor(private readonly feed: ProgressFeed) {}

  /** 204 tells a browser that reconnects after the end that there is nothing more to come. */
  @Get()
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'integer', minimum: 0 } })
  @ApiResponse({ status: 204, description: 'The run is over and told, and the client knows.' })
  @Documented({
    id: 'watchBenchmark',
    summary: 'How a benchmark goes on, as server-sent events',
    description:
      'Each event is the whole state as in `Benchmark`, its id is the revision. Ends by itself when the run is over and ' +
      'told; goes on after `Last-Event-ID`, and answers 204 where nothing more will come. A comment every 15 s is a sign of life.',
    answer: 'States, the newest last; what a slow client misses is left out.',
    content: [{ type: 'text/event-stream' }],
    problems: ['NotFound'],
  })
  async progress(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: lastEventQuery }) query: LastEventQuery,
    @Headers('last-event-id') header: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = lastEventOf(header, query);
    const seat = await this.feed.join(id);
    reply.raw.once('close', () => seat.leave());
    if (reply.raw.destroyed) return seat.leave();
    const { newest } = seat.benchmark;
    if (after !== undefined && newest && isTold(newest) && newest.revision <= after) {
      await reply.status(HttpStatus.NO_CONTENT).send();
      return;
    }
    await sendEvents(reply, progressOf(seat.benchmark, after ?? -1, seat.signal));
  }
}
