import type { EventLog } from '../../log/event-log.js';
import { isLink, type Resolved } from '../../log/links/resolve.js';
import type { StoredEvent } from '../../log/record.codec.js';
import { revisionOf, revisionText } from '../../log/stream-metadata.js';
import { isHiddenFromAll, isTombstoned, type Visible } from '../../log/visibility.js';
import type { EventFilter } from '../../protocol/event-filter.js';
import { eventFilter } from '../../protocol/event-filter.js';
import { ALL, type GroupDefinition } from '../settings.js';

/** hidden: never there for readers · skipped: there, but not for this group · wanted. */
export type Interest = 'hidden' | 'skipped' | 'wanted';

/** Events with smaller numbers are not to be seen, nor those that were made before. */
export type Seen = Pick<Visible, 'first' | 'since'>;

/** What a group reads, in its own numbers: revisions of a stream, positions of $all. */
export interface Source {
  /** The newest number; below 0 or 1 when there is none. */
  end(): Promise<number>;
  /** Events from a number on, inclusive. */
  read(from: number, limit: number): Promise<StoredEvent[]>;
  numberOf(event: StoredEvent): number;
  seen(): Promise<Seen>;
  interest(event: StoredEvent, seen: Seen): Interest;
  resolve(event: StoredEvent): Resolved | Promise<Resolved>;
  /** A number as clients and checkpoints write it. */
  text(number: number): string;
}

const NOTHING: Seen = { first: Infinity, since: 0 };

export function sourceOf(log: EventLog, { stream, settings, filter }: GroupDefinition): Source {
  const resolve = (event: StoredEvent) => (settings.resolveLinkTos && isLink(event) ? followed(log, event) : { event, link: undefined });
  return { ...(stream === ALL ? everything(log, filter && eventFilter(filter)) : oneStream(log, stream)), resolve };
}

/** What is no link but calls itself one is delivered as a link that leads nowhere. */
async function followed(log: EventLog, event: StoredEvent): Promise<Resolved> {
  const [found] = await log.resolve([event]);
  return found?.link ? found : { event: undefined, link: event };
}

function everything(log: EventLog, filter: EventFilter | undefined): Omit<Source, 'resolve'> {
  return {
    end: async () => log.end,
    read: (from, limit) => log.readLog(from, 'forwards', limit),
    numberOf: (event) => event.position,
    seen: async () => ({ first: 1, since: 0 }),
    interest: (event) => (isHiddenFromAll(event) ? 'hidden' : (filter?.accepts(event) ?? true) ? 'wanted' : 'skipped'),
    text: (position) => `C:${position}/P:${position}`,
  };
}

function oneStream(log: EventLog, stream: string): Omit<Source, 'resolve'> {
  return {
    end: async () => (await log.visible(stream)).last,
    read: (from, limit) => log.readStream(stream, from, 'forwards', limit),
    numberOf: (event) => event.revision,
    seen: async () => {
      const visible = await log.visible(stream);
      return visible.exists && !isTombstoned(visible) ? visible : NOTHING;
    },
    interest: (event, { first, since }) => (event.revision < first || event.created < since ? 'skipped' : 'wanted'),
    text: revisionText,
  };
}

/** What text() wrote; undefined if it is nothing of the kind. */
export function parseNumber(text: string): number | undefined {
  const [, position, revision] = /^(?:C:(\d+)\/P:\d+|(\d+))$/.exec(text) ?? [];
  const digits = position ?? revision;
  return digits === undefined ? undefined : revisionOf(digits);
}
