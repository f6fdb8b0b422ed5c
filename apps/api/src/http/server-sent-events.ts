import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequestRefused } from '../problems/problem.js';

/** Milliseconds that a client may take nothing, not even a sign of life, before it counts as gone. */
const SILENCE = 60_000;
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** The id of the last event that the client has: a revision. */
export const lastEventId = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

/** The same in the address, for those who cannot set a header. */
export const lastEventQuery = z.strictObject({ last_event_id: lastEventId });
/** The same, once validated. */
export type LastEventQuery = z.infer<typeof lastEventQuery>;

/** What the client has: as the header says, else the address. Throws RequestRefused. */
export function lastEventOf(header: string | undefined, query: LastEventQuery): number | undefined {
  if (header === undefined) return query.last_event_id;
  const { data, error } = lastEventId.safeParse(header);
  if (!error) return data;
  const message = 'is not the id of an event of this stream: a revision';
  throw new RequestRefused('InvalidRequest', `Last-Event-ID ${message}.`, [{ field: 'Last-Event-ID', message }]);
}

/** Answers with events as they come, for as long as somebody takes them. */
export async function sendEvents(reply: FastifyReply, events: AsyncIterable<string>): Promise<void> {
  reply.raw.setTimeout(SILENCE, () => reply.raw.destroy());
  await reply.headers(HEADERS).send(Readable.from(events, { objectMode: false, highWaterMark: 1 }));
}
