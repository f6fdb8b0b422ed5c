import { TOMBSTONE } from '../stream-metadata.js';
import type { StoredEvent } from '../record.codec.js';
import type { Direction } from '../../storage/storage.port.js';
import type { Visible } from '../visibility.js';
import { LinkEvent } from './link-event.js';
import { LINK } from './links-of.js';

/** What a reader that wants links resolved is shown: the event, absent if it can no longer be read, and the link that led to it. */
export interface Resolved {
  readonly event: StoredEvent | undefined;
  readonly link: StoredEvent | undefined;
}

export interface Readable {
  visible(stream: string): Promise<Visible>;
  readStream(stream: string, from: number, direction: Direction, limit: number): Promise<StoredEvent[]>;
}

/** One step only: a link to a link shows the second one. What cannot be understood as a link is shown as it is. */
export function resolve(log: Readable, event: StoredEvent): Resolved | Promise<Resolved> {
  return isLink(event) ? followed(log, event) : { event, link: undefined };
}

export const isLink = (event: StoredEvent): boolean => event.typeName.length === LINK.length && event.typeName.equals(LINK_TYPE);

const LINK_TYPE = Buffer.from(LINK);

async function followed(log: Readable, link: StoredEvent): Promise<Resolved> {
  const [, number, stream] = /^(\d+)@(.+)$/s.exec(link.data.toString()) ?? [];
  if (number === undefined || stream === undefined) return { event: link, link: undefined };
  return { event: await target(log, stream, Number(number), link), link };
}

async function target(log: Readable, stream: string, revision: number, link: StoredEvent): Promise<StoredEvent | undefined> {
  const { first, last, since, exists } = await log.visible(stream);
  if (!exists || last === TOMBSTONE || revision < first || revision > last) return undefined;
  const [event] = link instanceof LinkEvent && link.leadsToSource ? [link.source] : await log.readStream(stream, revision, 'forwards', 1);
  return event?.revision === revision && event.created >= since ? event : undefined;
}
