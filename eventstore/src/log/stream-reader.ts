import { DamagedData, type Direction, type Storage } from '../storage/storage.port.js';
import { fetchPage } from './fetch-page.js';
import type { StreamHeads } from './heads.js';
import type { StoredEvent } from './record.codec.js';
import { TOMBSTONE } from './stream-metadata.js';

/** Below so many events, to look up each costs no more than to look for a stretch. */
const SHORTEST_STRETCH = 8;

/** What reading a stream asks of the log it is part of. */
interface Records {
  readonly end: number;
  readRecords(from: number, direction: Direction, limit: number): Promise<StoredEvent[]>;
  fetch(positions: readonly number[]): Promise<StoredEvent[]>;
}

/** Finds the events of a stream in the log, by the stream's index. */
export class StreamReader {
  constructor(
    private readonly storage: Storage,
    private readonly heads: StreamHeads,
    private readonly log: Records,
  ) {}

  /**
   * A page of a stream from a revision on (inclusive), what has been scavenged included; empty only beyond the ends. Whoever has
   * the page before it says so: it may be found sooner then.
   */
  async read(stream: string, from: number, direction: Direction, limit: number, before: readonly StoredEvent[] = []): Promise<StoredEvent[]> {
    const last = await this.heads.of(stream);
    const start = direction === 'forwards' ? Math.max(from, 0) : Math.min(from, last);
    if (start < 0 || start > last) return [];
    const step = direction === 'forwards' ? 1 : -1;
    const count = Math.min(limit, step > 0 ? last - start + 1 : start + 1);
    const name = Buffer.from(stream);
    const isOwn = (event: StoredEvent, i: number): boolean => event.revision === start + i * step && event.isOf(name);
    const beside = await this.readBeside(before, start, direction, count);
    const own = beside.findIndex((event, i) => !isOwn(event, i));
    if (own !== 0 && beside.length > 0) return own < 0 ? beside : beside.slice(0, own);
    const events = (await this.readStretch(stream, start, direction, count)) ?? (await this.readIndexed(stream, start, direction, count));
    for (const [i, event] of events.entries()) {
      const isEnd = last === TOMBSTONE && event.revision === TOMBSTONE && i === events.length - 1 && event.isOf(name);
      if (isEnd || isOwn(event, i)) continue;
      throw new DamagedData(`damaged index: revision ${start + i * step} of stream ${stream} leads to position ${event.position}`);
    }
    return events;
  }

  /** What lies behind a page whose events lie side by side: mostly it goes on like that, and the index need not be asked. */
  private async readBeside(before: readonly StoredEvent[], start: number, direction: Direction, count: number): Promise<StoredEvent[]> {
    const step = direction === 'forwards' ? 1 : -1;
    const [first, last] = [before[0], before.at(-1)];
    const isStretch = before.length >= SHORTEST_STRETCH && (last!.position - first!.position) * step === before.length - 1;
    if (!isStretch || last!.revision + step !== start) return [];
    // What is damaged there may be another stream's: the index leads to what is this one's.
    return this.log.readRecords(last!.position + step, direction, count).catch(() => []);
  }

  /**
   * Where a stream was written alone its events lie side by side, and the log itself is read: what is first and what is last
   * says so, as later revisions lie at later positions. Undefined: they do not.
   */
  private async readStretch(stream: string, start: number, direction: Direction, count: number): Promise<StoredEvent[] | undefined> {
    if (count < SHORTEST_STRETCH) return undefined;
    const step = direction === 'forwards' ? 1 : -1;
    const end = start + (count - 1) * step;
    const [first, last] = await Promise.all([start, end].map(async (at) => (await this.storage.readIndex(stream, at, direction, 1))[0]));
    if (first?.revision !== start || last?.revision !== end || last.position - first.position !== end - start) return undefined;
    const isInLog = [first, last].every(({ position }) => position >= 1 && position <= this.log.end);
    return isInLog ? this.log.readRecords(first.position, direction, count) : undefined;
  }

  /** One by one, wherever they are. */
  private async readIndexed(stream: string, start: number, direction: Direction, count: number): Promise<StoredEvent[]> {
    const entries = await this.storage.readIndex(stream, start, direction, count);
    if (entries.length === 0) throw new DamagedData(`damaged index: revision ${start} of stream ${stream} is missing`);
    return fetchPage(entries.map(({ position }) => position), (positions) => this.log.fetch(positions), ({ record }) => record.length);
  }
}
