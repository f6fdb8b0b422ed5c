import { z } from 'zod';
import type { Recorded } from '#eventsourcing';
import { limit } from '../benchmarks/parameters.js';
import { lastEventId } from '../http/server-sent-events.js';
import { time } from '../past/past.request.js';

const revision = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const filter = {
  type: z.string().max(1000).optional().describe('Only events of this type; of several, with a comma between them.'),
  since: time.optional().describe('Only those stored at this time or later: seconds since 1970, or ISO 8601 with its offset.'),
  until: time.optional().describe('Only those stored before this time.'),
  causation_id: z.string().max(200).optional().describe('Only what followed from this: the id of an event, a request or a webhook.'),
};

/** Which events of a stream, and how many. */
export const eventsQuery = z.strictObject({
  from: revision.default(0).describe('The first revision, inclusive.'),
  cursor: revision.optional().describe('`next_cursor` of the page before.'),
  limit: limit(500, 10_000),
  ...filter,
});
/** The same, once validated; times in microseconds. */
export type EventsQuery = z.infer<typeof eventsQuery>;

/** Which events of all that belong to a benchmark. */
export const correlationQuery = z.strictObject(filter);
/** The same, once validated. */
export type CorrelationQuery = z.infer<typeof correlationQuery>;

/** Which events as they come. */
export const liveEventsQuery = z.strictObject({ last_event_id: lastEventId, ...filter });
/** The same, once validated. */
export type LiveEventsQuery = z.infer<typeof liveEventsQuery>;

/** Whether an event is asked for. */
export function isWanted({ type, since, until, causation_id: cause }: CorrelationQuery): (event: Recorded) => boolean {
  const types = type === undefined ? undefined : new Set(type.split(','));
  return (event) => {
    const stored = event.created.getTime() * 1000;
    if (types && !types.has(event.type)) return false;
    if ((since !== undefined && stored < since) || (until !== undefined && stored >= until)) return false;
    return cause === undefined || event.metadata.$causationId === cause;
  };
}
