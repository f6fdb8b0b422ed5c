import type { EventLog } from '../../log/event-log.js';
import type { StoredEvent } from '../../log/record.codec.js';

/** What a reader is shown: an event, by itself or through a link; only the link when it leads nowhere. */
export interface Resolved {
  readonly event: StoredEvent | undefined;
  readonly link: StoredEvent | undefined;
}

export const LINK_TYPE = Buffer.from('$>');

export const isLink = ({ typeName }: StoredEvent): boolean => typeName.equals(LINK_TYPE);

export const asItIs = (event: StoredEvent): Resolved => ({ event, link: undefined });

/** One step only: what a link leads to, if it may be read. */
export async function resolve(log: EventLog, link: StoredEvent): Promise<Resolved> {
  const target = linked(link.data.toString());
  return { event: target && (await readable(log, target.stream, target.revision)), link };
}

function linked(text: string): { readonly stream: string; readonly revision: number } | undefined {
  const [, digits, stream] = /^(\d{1,15})@(.+)$/s.exec(text) ?? [];
  return digits === undefined || stream === undefined ? undefined : { stream, revision: Number(digits) };
}

async function readable(log: EventLog, stream: string, revision: number): Promise<StoredEvent | undefined> {
  const { first, last } = await log.visible(stream);
  if (revision < first || revision > last) return undefined;
  const [event] = await log.readStream(stream, revision, 'forwards', 1);
  return event?.revision === revision ? event : undefined;
}
