import type { Direction } from '../storage/storage.port.js';
import { invalid } from './errors.js';
import { eventFilter, type EventFilter } from './event-filter.js';
import { boundedName } from './proposed-events.js';
import type { FilterOptions, ReadOptions, Start } from './read-request.codec.js';
import type { IdForm } from './recorded-event.codec.js';

export interface ReadRequest {
  /** Undefined for $all. */
  readonly stream: string | undefined;
  readonly start: Start;
  readonly direction: Direction;
  /** Undefined for a subscription. */
  readonly limit: number | undefined;
  readonly filter: EventFilter | undefined;
  readonly resolveLinks: boolean;
  readonly ids: IdForm;
  /** From 1 on the client understands messages about a stream's first and last revision. */
  readonly compatibility: number;
}

/** What a client asks for; throws Refused for what cannot be. */
export function readRequest(options: ReadOptions): ReadRequest {
  const { stream, all, backwards, count, subscription, filter, resolveLinks, ids, compatibility } = options;
  const source = stream ?? all;
  if (!source) throw invalid('A read is of a stream or of $all');
  if (stream?.name === '') throw invalid('A stream needs a name');
  if (all?.prepareIsLater) throw invalid('The prepare position is beyond the commit position');
  if (!subscription && count === undefined) throw invalid('A read needs a count, or to be a subscription');
  if (subscription && backwards) throw invalid('A subscription goes forwards');
  if (filter && stream) throw invalid('Only $all can be filtered');
  return {
    stream: stream && boundedName(stream.name),
    start: source.start,
    direction: backwards ? 'backwards' : 'forwards',
    limit: subscription ? undefined : count,
    filter: filter && filterFor(filter, subscription),
    resolveLinks, ids, compatibility,
  };
}

function filterFor(options: FilterOptions, subscription: boolean): EventFilter {
  const filter = eventFilter(options);
  if (subscription && filter.checkpointInterval === 0) throw invalid('The checkpoint interval must be greater than 0');
  return filter;
}
