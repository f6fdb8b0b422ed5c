import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { benchmarkStream } from '#domain';
import { EventStore, Refusal, type Recorded } from '#eventsourcing';
import { benchmarkId } from '../benchmarks/parameters.js';
import { Documented } from '../http/documented.js';
import { Correlation } from './correlation.js';
import { cloudEvents, eventList, storedEvent } from './events.answer.js';
import { correlationQuery, eventsQuery, isWanted, type CorrelationQuery, type EventsQuery } from './events.request.js';
import { allAsList, allOf, shownEvent } from './formats.js';

const ALL_AT_ONCE = [
  { type: 'application/x-ndjson', shape: storedEvent },
  { type: 'application/cloudevents-batch+json', shape: cloudEvents },
];

/** A benchmark's events as they are stored, for auditors. */
@ApiTags('audit')
@Controller('benchmarks/:benchmarkId')
export class EventsController {
  constructor(
    private readonly store: EventStore,
    private readonly correlation: Correlation,
  ) {}

  /** JSON in pages; all of it at once as NDJSON or CloudEvents. */
  @Get('events')
  @Documented({
    id: 'listEvents',
    summary: 'The stream as it is stored',
    description:
      'JSON in pages; with `Accept: application/x-ndjson` all of it, an event a line; with `Accept: application/cloudevents-batch+json` ' +
      'all of it as CloudEvents 1.0. `from` is a revision, inclusive.',
    answer: 'Events, oldest first.',
    content: [{ shape: eventList }, ...ALL_AT_ONCE],
    problems: ['NotFound'],
  })
  async events(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: eventsQuery }) { from, cursor, limit, ...filter }: EventsQuery,
    @Headers('accept') accept = '',
  ) {
    await this.assertExists(id);
    const events = only(this.store.read(benchmarkStream(id), before(cursor ?? from)), filter);
    return allOf(events, accept) ?? (await pageOf(events, limit));
  }

  /** The benchmark's stream, and what other streams hold that belongs to it. */
  @Get('correlation')
  @Documented({
    id: 'listCorrelation',
    summary: 'All events that belong to a benchmark, of all streams',
    description: 'In the order in which they were stored. Also as NDJSON and CloudEvents, as `events`.',
    answer: 'Events, oldest first.',
    content: [{ shape: eventList }, ...ALL_AT_ONCE],
    problems: ['NotFound'],
  })
  async correlated(
    @Param('benchmarkId', { schema: benchmarkId }) id: string,
    @Query({ schema: correlationQuery }) filter: CorrelationQuery,
    @Headers('accept') accept = '',
  ) {
    await this.assertExists(id);
    const events = only(this.correlation.of(id), filter);
    return allOf(events, accept) ?? allAsList(events);
  }

  /** No events that fit is an answer; no stream at all is none. */
  private async assertExists(id: string): Promise<void> {
    for await (const _event of this.store.read(benchmarkStream(id))) return;
    throw new Refusal('NotFound', 'There is no such benchmark.');
  }
}

const before = (from: number) => (from === 0 ? 'no-stream' : BigInt(from) - 1n);

async function* only(events: AsyncIterable<Recorded>, filter: CorrelationQuery): AsyncGenerator<Recorded> {
  const fits = isWanted(filter);
  for await (const event of events) if (fits(event)) yield event;
}

async function pageOf(events: AsyncIterable<Recorded>, limit: number) {
  const items = [];
  for await (const event of events) {
    if (items.length === limit) return { items, next_cursor: String(event.revision) };
    items.push(shownEvent(event));
  }
  return { items, next_cursor: null };
}
