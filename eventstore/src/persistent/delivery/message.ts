import type { StoredEvent } from '../../log/record.codec.js';
import { revisionText } from '../../log/stream-metadata.js';
import type { Resolved } from '../../log/links/resolve.js';
import type { Consumer } from './consumer.js';

/** An event on its way through a group, from being read to being done. */
export interface Message extends Resolved {
  /** What was read: the link, where there is one. It is known to clients by this one's id. */
  readonly original: StoredEvent;
  /** Place among those to be tried again; Infinity for what was parked. */
  readonly order: number;
  /** Its number among the parked ones, if it comes from there. */
  readonly parked: number | undefined;
  /** Deliveries that failed. */
  retries: number;
  /** Who has it; undefined while it waits. */
  holder: Consumer | undefined;
  /** Milliseconds on a clock that never goes back. */
  sent: number;
  /** Where a pinning strategy sorts it, once asked. */
  bucket: number | undefined;
}

export const message = (original: StoredEvent, resolved: Resolved, place: Pick<Message, 'order' | 'parked'>): Message =>
  ({ original, event: resolved.event, link: resolved.link, ...place, retries: 0, holder: undefined, sent: 0, bucket: undefined });

/** The bytes that a message holds in memory. */
export const weight = ({ event, link }: Message): number => (event?.record.length ?? 0) + (link?.record.length ?? 0);

/** What it is about, for those who park or pin it: "number@stream". */
export function target({ event, original }: Resolved & { readonly original: StoredEvent }): string {
  return event ? `${revisionText(event.revision)}@${event.streamName.toString()}` : original.data.toString();
}
