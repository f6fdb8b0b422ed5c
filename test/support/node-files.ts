import { rm } from 'node:fs/promises';
import { CHAIN_START, link } from '#eventsourcing';
import { encodeRecord, StoredEvent } from '../../eventstore/src/log/record.codec.js';
import { openLevel } from '../../eventstore/src/storage/open-level.js';

/** An event in the node's files. */
export interface FiledEvent {
  readonly stream: string;
  readonly revision: number;
  readonly created: number;
  readonly eventId: Buffer;
  readonly type: string;
  readonly isJson: boolean;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

/** What somebody does to a log. */
export type Edit = (events: readonly FiledEvent[]) => readonly FiledEvent[];

const BATCH = 500;

/** Writes the log anew, as somebody can who has the disk and knows the format: positions, indexes and checksums fit. */
export async function editLog(directory: string, edit: Edit): Promise<void> {
  const events = edit(await filedEvents(directory));
  await rm(directory, { recursive: true });
  const storage = await openLevel(directory);
  const heads = new Map<string, number>();
  for (let from = 0; from < events.length; from += BATCH) {
    const records = events.slice(from, from + BATCH).map((event, index) => {
      const place = { stream: event.stream, revision: event.revision, position: from + index + 1, created: event.created };
      heads.set(event.stream, event.revision);
      return { ...place, eventId: event.eventId, record: encodeRecord(event, place) };
    });
    await storage.write({ records, heads, entered: new Set() });
  }
  await storage.close();
}

async function filedEvents(directory: string): Promise<readonly FiledEvent[]> {
  const storage = await openLevel(directory);
  const events: FiledEvent[] = [];
  for (let page = await storage.readLog(1, 'forwards', BATCH); page.length > 0; page = await storage.readLog(events.length + 1, 'forwards', BATCH)) {
    events.push(...page.map(({ position, record }) => filed(StoredEvent.checked(Buffer.from(record), position))));
  }
  await storage.close();
  return events;
}

const filed = ({ streamName, typeName, revision, created, eventId, isJson, metadata, data }: StoredEvent): FiledEvent => ({
  stream: streamName.toString(),
  type: typeName.toString(),
  revision,
  created,
  eventId,
  isJson,
  metadata,
  data,
});

/** Revisions without gaps, since the node would not start with them. */
export function renumbered(events: readonly FiledEvent[]): readonly FiledEvent[] {
  const next = new Map<string, number>();
  return events.map((event) => {
    const revision = next.get(event.stream) ?? 0;
    next.set(event.stream, revision + 1);
    return { ...event, revision };
  });
}

/** Other data for one event. */
export const altered = (event: FiledEvent, changes: object): FiledEvent => ({
  ...event,
  data: Buffer.from(JSON.stringify({ ...(JSON.parse(event.data.toString()) as object), ...changes })),
});

/** A chain that holds, for one stream. */
export function rechained(stream: string, events: readonly FiledEvent[]): readonly FiledEvent[] {
  let previous = CHAIN_START;
  return events.map((event) => {
    if (event.stream !== stream) return event;
    const { hash: _, ...metadata } = JSON.parse(event.metadata.toString()) as { hash: string };
    const data = JSON.parse(event.data.toString()) as object;
    const { hash } = link(previous, { ...event, id: uuidOf(event.eventId), data, metadata, revision: BigInt(event.revision) });
    previous = hash;
    return { ...event, metadata: Buffer.from(JSON.stringify({ ...metadata, hash })) };
  });
}

const uuidOf = (id: Buffer): string => id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
