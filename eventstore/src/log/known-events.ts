import { DamagedData, type Storage } from '../storage/storage.port.js';
import type { KnownEvent } from './append-rules.js';
import { fetchPage } from './fetch-page.js';
import { StoredEvent } from './record.codec.js';

/**
 * What tells the events of a stream apart, from a revision on: the first of those that are asked for, which the stream has. As many
 * are read at a time as a page may hold, and of each only this is kept: they may be large. Throws DamagedData.
 */
export async function knownEvents(storage: Storage, stream: string, from: number, count: number): Promise<KnownEvent[]> {
  const name = Buffer.from(stream);
  const places = await storage.readIndex(stream, from, 'forwards', count);
  if (places.length === 0) throw new DamagedData(`damaged index: revision ${from} of stream ${stream} is missing`);
  const records = await fetchPage(places, (some) => storage.fetch(some), (record) => record?.length ?? 0);
  return records.map((record, i) => {
    const { position } = places[i]!;
    const event = StoredEvent.checked(record, position);
    if (event.revision !== from + i || !event.isOf(name)) throw new DamagedData(`damaged index: revision ${from + i} of stream ${stream} leads to position ${position}`);
    return { revision: event.revision, position, eventId: Buffer.from(event.eventId) };
  });
}
