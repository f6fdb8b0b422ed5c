import type { EventLog } from '../../log/event-log.js';
import type { StoredEvent } from '../../log/record.codec.js';
import { isHiddenFromAll } from '../../log/visibility.js';
import type { EventFilter } from '../../protocol/event-filter.js';
import { eventFilter } from '../../protocol/event-filter.js';
import { asItIs, isLink, resolve, type Resolved } from './links.js';
import { ALL, type GroupDefinition } from '../settings.js';

/** hidden: never there for readers · skipped: there, but not for this group · wanted. */
export type Interest = 'hidden' | 'skipped' | 'wanted';

/** What a group reads, in its own numbers: revisions of a stream, positions of $all. */
export interface Source {
  /** The newest number; below 0 or 1 when there is none. */
  end(): Promise<number>;
  /** Events from a number on, inclusive. */
  read(from: number, limit: number): Promise<StoredEvent[]>;
  numberOf(event: StoredEvent): number;
  /** Numbers below it are not to be seen. */
  first(): Promise<number>;
  interest(event: StoredEvent, first: number): Interest;
  resolve(event: StoredEvent): Resolved | Promise<Resolved>;
  /** A number as clients and checkpoints write it. */
  text(number: number): string;
}

export function sourceOf(log: EventLog, { stream, settings, filter }: GroupDefinition): Source {
  const links = settings.resolveLinkTos
    ? (event: StoredEvent) => (isLink(event) ? resolve(log, event) : asItIs(event))
    : asItIs;
  return { ...(stream === ALL ? everything(log, filter && eventFilter(filter)) : oneStream(log, stream)), resolve: links };
}

function everything(log: EventLog, filter: EventFilter | undefined): Omit<Source, 'resolve'> {
  return {
    end: async () => log.end,
    read: (from, limit) => log.readLog(from, 'forwards', limit),
    numberOf: (event) => event.position,
    first: async () => 1,
    interest: (event) => (isHiddenFromAll(event.streamName) ? 'hidden' : (filter?.accepts(event) ?? true) ? 'wanted' : 'skipped'),
    text: (position) => `C:${position}/P:${position}`,
  };
}

function oneStream(log: EventLog, stream: string): Omit<Source, 'resolve'> {
  return {
    end: async () => (await log.visible(stream)).last,
    read: (from, limit) => log.readStream(stream, from, 'forwards', limit),
    numberOf: (event) => event.revision,
    first: async () => (await log.visible(stream)).first,
    interest: (event, first) => (event.revision < first ? 'skipped' : 'wanted'),
    text: String,
  };
}

/** What text() wrote; undefined if it is nothing of the kind. */
export function parseNumber(text: string): number | undefined {
  const [, position, revision] = /^(?:C:(\d+)\/P:\d+|(\d+))$/.exec(text) ?? [];
  const digits = position ?? revision;
  return digits === undefined ? undefined : Number(digits);
}
