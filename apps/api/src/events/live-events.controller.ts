import { Controller, Get, Headers, HttpStatus, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EventStore } from '#eventsourcing';
import { benchmarkId } from '../benchmarks/parameters.js';
import { Documented } from '../http/documented.js';
import { lastEventOf, sendEvents } from '../http/server-sent-events.js';
import { isTold } from '../progress/progress.stream.js';
import { ProgressFeed } from '../progress/progress-feed.js';
import { isWanted, liveEventsQuery, type LiveEventsQuery } from './events.request.js';
import { liveEvents } from './live-events.stream.js';

/** A benchmark's stream as it grows. */
@ApiTags('audit')
@Controller('benchmarks/:benchmarkId/events/live')
export class LiveEventsController {
  constructor(
    private readonly store: EventStore,
    private readonly feed: ProgressFeed,
  ) {}

  /** 204 tells a client that reconnects after the end that there is nothing more to come. */
  @Get()
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'integer', minimum: 0 } })
  @ApiResponse({ status: 204, description: 'The run is over and told, and the client knows.' })
  @Documented({
    id: 'followEvents',
    summary: 'The stream as it is stored and grows, as server-sent events',
    description:
      'Each is an event as in `StoredEvent`, its id is the revision; begins at the first one, or after `Last-Event-ID`. An event ' +
      'named `end` closes when the run is over and told. A comment every 15 s is a sign of life.',
    answer: 'Events, oldest first.',
    content: [{ type: 'text/event-stream' }],
    problems: ['NotFound'],
  })
  async follow(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: liveEventsQuery }) query: LiveEventsQuery,
    @Headers('last-event-id') header: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const last = lastEventOf(header, query);
    const seat = await this.feed.join(id);
    reply.raw.once('close', () => seat.leave());
    if (reply.raw.destroyed) return seat.leave();
    const { newest } = seat.benchmark;
    if (last !== undefined && newest && isTold(newest) && newest.revision <= last) {
      await reply.status(HttpStatus.NO_CONTENT).send();
      return;
    }
    const after = last === undefined ? 'no-stream' : BigInt(last);
    const followed = { benchmarkId: id, benchmark: seat.benchmark, after, isWanted: isWanted(query) } as const;
    await sendEvents(reply, liveEvents(this.store, followed, seat.signal));
  }
}
