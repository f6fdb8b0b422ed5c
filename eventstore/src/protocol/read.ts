import type { EventLog } from '../log/event-log.js';
import { ResolvedPage } from '../log/links/resolved-page.js';
import type { StoredEvent } from '../log/record.codec.js';
import { isHiddenFromAll, isTombstoned } from '../log/visibility.js';
import type { Direction } from '../storage/storage.port.js';
import { streamDeleted } from './errors.js';
import type { Outlet } from './outlet.js';
import type { ReadRequest } from './read-request.js';
import { Turn } from './turn.js';
import { EventResponse, firstStreamPosition, lastStreamPosition, resolvedResponse, streamNotFound } from './read-response.codec.js';

const PAGE = 256;
/** So many numbers EventStoreDB looks at first, or as many as are asked for. */
const FIRST_PAGE = 32;

/** What a read goes through, from and to inclusive; it is empty when they have passed each other. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Streams.Read with a count: ends by itself. */
export async function read(log: EventLog, request: ReadRequest, outlet: Outlet): Promise<void> {
  if (request.stream === undefined) await readAll(log, request, outlet);
  else await readStream(log, request, request.stream, outlet);
  outlet.end();
}

async function readStream(log: EventLog, request: ReadRequest, stream: string, outlet: Outlet): Promise<void> {
  const visible = await log.visible(stream);
  if (isTombstoned(visible)) throw streamDeleted(stream);
  if (!visible.exists) return void outlet.write(streamNotFound(stream));
  const { first, last, since } = visible;
  const span = streamSpan(request, first, last);
  const tells = request.compatibility > 0;
  if (tells && isFirstPageEmpty(request, first)) outlet.write(firstStreamPosition(first));
  await send(log, span, request, outlet, (event) => since === 0 || event.created >= since, {
    page: (from, limit, before) => log.readStream(stream, from, request.direction, limit, before), numberOf: ({ revision }) => revision,
  });
  if (tells) outlet.write(lastStreamPosition(last));
}

/** Whether nothing is there of what would be read first; what is too old counts as there. */
function isFirstPageEmpty({ start, direction, limit = 0 }: ReadRequest, first: number): boolean {
  if (direction === 'backwards' || start === 'end') return false;
  return first >= (start === 'start' ? 0 : start) + Math.min(FIRST_PAGE, limit);
}

function streamSpan({ start, direction }: ReadRequest, first: number, last: number): Span {
  if (direction === 'forwards') {
    const from = start === 'start' ? first : start === 'end' ? last + 1 : Math.max(start, first);
    return { from, to: last };
  }
  const from = start === 'start' ? 0 : start === 'end' ? last : Math.min(start, last);
  return { from, to: first };
}

async function readAll(log: EventLog, request: ReadRequest, outlet: Outlet): Promise<void> {
  const { direction, filter } = request;
  const wanted = (event: StoredEvent): boolean => !isHiddenFromAll(event) && (filter?.accepts(event) ?? true);
  await send(log, allSpan(request, log.end), request, outlet, wanted, {
    page: (from, limit) => log.readLog(from, direction, limit), numberOf: ({ position }) => position,
  });
}

function allSpan({ start, direction }: ReadRequest, end: number): Span {
  if (direction === 'forwards') return { from: start === 'start' ? 1 : start === 'end' ? end + 1 : Math.max(start, 1), to: end };
  const from = start === 'start' ? 0 : start === 'end' ? end : Math.min(start - 1, end);
  return { from, to: 1 };
}

/** What is read, in its own numbers. */
interface Source {
  page(from: number, limit: number, before?: readonly StoredEvent[]): Promise<StoredEvent[]>;
  numberOf(event: StoredEvent): number;
}

/** The next page is read while this one is sent, and not a page further: a slow client costs two pages. */
async function send(
  log: EventLog, span: Span, { direction, limit = 0, resolveLinks, ids }: ReadRequest, outlet: Outlet, wanted: (event: StoredEvent) => boolean, source: Source,
): Promise<void> {
  const step = direction === 'forwards' ? 1 : -1;
  const turn = new Turn();
  let left = limit;
  let next = span.from;
  const fetch = (before?: readonly StoredEvent[]): Promise<StoredEvent[]> | undefined =>
    left > 0 && count(next, span.to, direction) > 0 ? source.page(next, Math.min(PAGE, count(next, span.to, direction)), before) : undefined;
  for (let page = await fetch(); page?.length && !outlet.closed;) {
    next = source.numberOf(page.at(-1)!) + step;
    const following = left > page.length ? fetch(page) : undefined;
    following?.catch(() => undefined);
    const resolved = resolveLinks ? new ResolvedPage(log, page) : undefined;
    for (let i = 0; i < page.length; i++) {
      const event = page[i]!;
      if (left === 0 || outlet.closed) break;
      if (turn.isOver) await turn.next();
      if (!wanted(event)) continue;
      left--;
      outlet.write(resolved ? resolvedResponse(await resolved.at(i), ids) : new EventResponse(event, ids));
      if (!outlet.ready) await outlet.room();
    }
    page = await (following ?? fetch(page));
  }
}

const count = (from: number, to: number, direction: Direction): number => (direction === 'forwards' ? to - from : from - to) + 1;
