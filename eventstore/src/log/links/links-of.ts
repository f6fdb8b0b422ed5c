import type { StoredEvent } from '../record.codec.js';
import { isObject, isSoftDeleted, parseMetadata, revisionText, TOMBSTONE, type StreamMetadata } from '../stream-metadata.js';
import { isMetastream, ruledBy } from '../visibility.js';

/** A link to an event as the system's projections would write it. */
export interface Link {
  /** The stream of links that it is in. */
  readonly stream: string;
  readonly type: '$>' | '$@';
  readonly data: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export const LINK = '$>';
const NOTHING = Buffer.alloc(0);

/** Streams that are made of links to the events of others: by category, type, correlation, and of what streams there are. */
export const isLinkStream = (name: string): boolean => name.startsWith('$') && /^\$(?:streams$|bc-|(?:ce|et|category)-.)/s.test(name);

/**
 * Whether a stream of links has been deleted, until it comes back with the next link. No append revives it, so its delete hides what is
 * there by then, and what comes later is seen by itself.
 */
export const isLeftBehind = (name: string, last: number, { truncateBefore }: StreamMetadata): boolean =>
  isLinkStream(name) && last >= 0 && truncateBefore > last;

/** All links to an event, each in another stream; none to the system's own. Decided by the event alone, so that an index can be made again. */
export function linksOf(event: StoredEvent): Link[] {
  const stream = event.streamName.toString();
  const owner = ruledBy(stream);
  if (owner.startsWith('$')) return [];
  const type = event.typeName.toString();
  const place = `${revisionText(event.revision)}@${stream}`;
  const common = commonMetadata(event);
  if (deletes(event, stream, type)) {
    return [
      ...categorised(owner, (category) => link(`$ce-${category}`, place, { ...common, $o: owner, $deleted: -1 })),
      link('$et-$deleted', `${place.split('@', 1)[0]}@${owner}`, common),
      ...(event.revision === 0 ? [link('$streams', place, common)] : []),
    ];
  }
  const correlated = common['$correlationId'];
  return [
    ...(isMetastream(stream) ? [] : ofCategory(event, stream, type, place, common)),
    ...(type === LINK ? [] : [link(`$et-${type}`, place, common)]),
    ...(type === LINK || correlated === undefined ? [] : [link(`$bc-${String(correlated)}`, place, { ...common, $eventTimestamp: new Date(event.created).toISOString() })]),
    ...(event.revision === 0 ? [link('$streams', place, common)] : []),
  ];
}

/** What of an event's contents its links are made of: all that has to stay so that they can be made again. */
export function linkedContents(event: StoredEvent): { readonly metadata: Buffer; readonly data: Buffer } {
  const [stream, type] = [event.streamName.toString(), event.typeName.toString()];
  if (ruledBy(stream).startsWith('$')) return { metadata: NOTHING, data: NOTHING };
  const correlated = correlationOf(event.metadata);
  return {
    metadata: correlated === undefined ? NOTHING : Buffer.from(JSON.stringify({ $correlationId: correlated })),
    data: type === LINK || deletes(event, stream, type) ? event.data : NOTHING,
  };
}

function ofCategory(event: StoredEvent, stream: string, type: string, place: string, common: Link['metadata']): Link[] {
  const data = type === LINK ? event.data.toString() : place;
  return categorised(stream, (category) => link(`$ce-${category}`, data, { ...common, $o: stream }))
    .concat(event.revision === 0 ? categorised(stream, (category) => ({ ...link(`$category-${category}`, stream, common), type: '$@' })) : []);
}

function categorised(stream: string, make: (category: string) => Link): Link[] {
  const at = stream.indexOf('-');
  return at > 0 ? [make(stream.slice(0, at))] : [];
}

const link = (stream: string, data: string, metadata: Link['metadata']): Link => ({ stream, type: LINK, data, metadata });

const deletes = (event: StoredEvent, stream: string, type: string): boolean =>
  event.revision === TOMBSTONE || (isMetastream(stream) && type === '$metadata' && event.isJson && isSoftDeleted(parseMetadata(event.data)));

function commonMetadata(event: StoredEvent): Record<string, unknown> {
  const correlationId = correlationOf(event.metadata);
  return {
    $v: '0:-1:1:4', $c: event.position, $p: event.position, $causedBy: idOf(event.eventId),
    ...(correlationId === undefined ? {} : { $correlationId: correlationId }),
  };
}

/** Undefined where there is none, or where the metadata is no JSON. */
function correlationOf(metadata: Buffer): string | undefined {
  if (!metadata.includes('$correlationId')) return undefined;
  try {
    const document: unknown = JSON.parse(metadata.toString());
    const id = isObject(document) ? document['$correlationId'] : undefined;
    return id === undefined || id === null ? undefined : typeof id === 'string' ? id : JSON.stringify(id);
  } catch {
    return undefined;
  }
}

const idOf = (id: Buffer): string => id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
