import { createStreamIdentifier } from '@eventstore/db-client/dist/utils/grpcStreamIdentifier.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventFilter } from '#eventsourcing';

const { Options } = streams.ReadReq;
const { AllOptions, FilterOptions, Position, StreamOptions, SubscriptionOptions, UUIDOption } = Options;
const BACKWARDS = 1;
/** How many events, where all are wanted. */
const ALL = String(Number.MAX_SAFE_INTEGER);
/** After so many events looked at, the store tells how far it is. */
const WINDOW = 32;

/** A stream's events from a revision on. */
export function streamRequest(stream: string, from: bigint): ReadReq {
  const range = new StreamOptions().setStreamIdentifier(createStreamIdentifier(stream)).setRevision(String(from));
  return request().setOptions(options().setStream(range).setCount(ALL).setNoFilter(new shared.Empty()));
}

/** The newest event of the whole log. */
export function newestRequest(): ReadReq {
  const end = new AllOptions().setEnd(new shared.Empty());
  const newest = options().setAll(end).setReadDirection(BACKWARDS).setCount('1').setNoFilter(new shared.Empty());
  return request().setOptions(newest);
}

/** The whole log from a position on, the event that is there included; none: from its beginning. */
export function allRequest(from: bigint | undefined): ReadReq {
  return request().setOptions(options().setAll(allFrom(from)).setCount(ALL).setNoFilter(new shared.Empty()));
}

/** All that comes after a position, and what is still to come. */
export function subscriptionRequest(filter: EventFilter, after: bigint | undefined): ReadReq {
  return request().setOptions(options().setAll(allFrom(after)).setSubscription(new SubscriptionOptions()).setFilter(serverFilter(filter)));
}

function allFrom(position: bigint | undefined) {
  if (position === undefined) return new AllOptions().setStart(new shared.Empty());
  return new AllOptions().setPosition(new Position().setCommitPosition(String(position)).setPreparePosition(String(position)));
}

const request = (): ReadReq => new streams.ReadReq();
const options = () => new Options().setUuidOption(new UUIDOption().setString(new shared.Empty()));

/** The half of a filter that the store itself can apply: it looks at types or at streams, never at both. */
function serverFilter({ prefix, types }: EventFilter) {
  const filter = new FilterOptions().setMax(WINDOW).setCheckpointintervalmultiplier(1);
  const expression = new FilterOptions.Expression();
  if (types) return filter.setEventType(expression.setRegex(`^(?:${types.map(literally).join('|')})$`));
  if (prefix === '') return filter.setStreamIdentifier(expression.setRegex('^[^$]'));
  return filter.setStreamIdentifier(expression.setPrefixList([prefix]));
}

const literally = (type: string): string => type.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
