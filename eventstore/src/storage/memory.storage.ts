import { MemoryLinks } from './memory.links.js';
import { page } from './memory-page.js';
import type { Direction, EnteredId, IndexEntry, LogEntry, Place, Storage, StreamId, WriteBatch } from './storage.port.js';

interface StreamIndex {
  readonly entries: IndexEntry[];
  readonly ids: Map<string, number>;
  last: number;
}

/** The log in memory, for `--mem` and for tests: gone when the process ends. */
export class MemoryStorage implements Storage {
  readonly links = new MemoryLinks();
  private readonly log: Buffer[] = [];
  private readonly streams = new Map<string, StreamIndex>();

  async lastPosition(): Promise<number> {
    return this.log.length;
  }

  async readLog(from: number, direction: Direction, limit: number): Promise<LogEntry[]> {
    return page(this.log, from - 1, direction, limit).map(([index, record]) => ({ position: index + 1, record }));
  }

  async fetch(places: readonly Place[]): Promise<(Buffer | undefined)[]> {
    return places.map(({ position }) => this.log[position - 1]);
  }

  async readIndex(stream: string, from: number, direction: Direction, limit: number): Promise<IndexEntry[]> {
    const entries = this.streams.get(stream)?.entries ?? [];
    return page(entries, placeOf(from, entries, direction), direction, limit).map(([, entry]) => entry);
  }

  async heads(streams: readonly string[]): Promise<number[]> {
    return streams.map((stream) => this.streams.get(stream)?.last ?? -1);
  }

  async findIds(ids: readonly StreamId[]): Promise<number[]> {
    return ids.map(({ stream, eventId }) => this.streams.get(stream)?.ids.get(eventId.toString('latin1')) ?? -1);
  }

  async enterIds(ids: readonly EnteredId[]): Promise<void> {
    for (const { stream, eventId, revision } of ids) this.streams.get(stream)?.ids.set(eventId.toString('latin1'), revision);
  }

  async write({ records, entered }: WriteBatch): Promise<void> {
    for (const { stream, record, revision, position, eventId } of records) {
      const index = this.streams.get(stream) ?? { entries: [], ids: new Map<string, number>(), last: -1 };
      this.streams.set(stream, index);
      this.log.push(record);
      index.entries.push({ revision, position });
      index.last = revision;
      if (entered.has(stream)) index.ids.set(eventId.toString('latin1'), revision);
    }
  }

  async rewrite(entries: readonly LogEntry[]): Promise<void> {
    for (const { position, record } of entries) this.log[position - 1] = record;
  }

  async compact(): Promise<void> {}

  copy(): undefined {}

  async close(): Promise<void> {}
}

/** Where a reading begins: revisions are places, but for that of a stream's end, which lies right behind the last event. */
function placeOf(from: number, entries: readonly IndexEntry[], direction: Direction): number {
  const newest = entries.length - 1;
  if (from < newest) return from;
  const isForwards = direction === 'forwards';
  const revision = entries[newest]?.revision ?? -1;
  if (isForwards ? revision >= from : revision <= from) return newest;
  return isForwards ? entries.length : newest - 1;
}
