import { createHash } from 'node:crypto';
import { encodeRecord, StoredEvent } from '../record.codec.js';
import { linksOf, type Link } from './links-of.js';

/** A link that is made when it is read. */
export class LinkEvent extends StoredEvent {
  constructor(record: Buffer, readonly source: StoredEvent, readonly leadsToSource: boolean) {
    super(record);
  }
}

/** The event of a link stream at a revision; undefined if the source has no link there. */
export function linkEvent(stream: string, revision: number, source: StoredEvent): LinkEvent | undefined {
  const found = linksOf(source).find((link) => link.stream === stream);
  return found && new LinkEvent(encoded(found, revision, source), source, !source.isScavenged && found.data === `${source.revision}@${source.streamName.toString()}`);
}

/** Its id follows from its place, so that it is the same whenever it is made. */
function encoded({ stream, type, data, metadata }: Link, revision: number, { position, created }: StoredEvent): Buffer {
  const eventId = createHash('sha1').update(`${revision}@${stream}`).digest().subarray(0, 16);
  eventId[6] = (eventId[6]! & 0x0f) | 0x50;
  eventId[8] = (eventId[8]! & 0x3f) | 0x80;
  const event = { eventId, type, isJson: false, data: Buffer.from(data), metadata: Buffer.from(JSON.stringify(metadata)) };
  return encodeRecord(event, { stream, revision, position, created });
}
