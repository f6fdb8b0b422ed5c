import { DamagedData, type Direction, type Place, type Storage } from '../storage/storage.port.js';
import { fetchPage, PAGE_BYTES } from './fetch-page.js';
import type { StreamHeads } from './heads.js';
import type { StoredEvent } from './record.codec.js';
import { TOMBSTONE } from './stream-metadata.js';

/** Below so many events, to look up each costs no more than to look for a stretch. */
const SHORTEST_STRETCH = 8;
/** Where fewer than one of so many events are the stream's, to look up each costs less than to pass over the others. */
const SHARE = 2;

/** What reading a stream asks of the log it is part of. */
interface Records {
  readonly end: number;
  readRecords(from: number, direction: Direction, limit: number): Promise<StoredEvent[]>;
  fetch(places: readonly Place[]): Promise<StoredEvent[]>;
}

/** The revisions that are asked for: `count` of them, which the stream has. */
interface Part {
  readonly stream: string;
  readonly name: Buffer;
  readonly start: number;
  readonly count: number;
  readonly direction: Direction;
  readonly step: 1 | -1;
}

/** Records of the log, one behind the other. */
interface Stretch {
  readonly from: number;
  readonly records: number;
  /** The index says that the first of them is the first that is asked for. */
  readonly isIndexed: boolean;
}

/** Finds the events of a stream: in the log itself where that is mostly the stream's, else by its index. */
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
    const part: Part = { stream, name: Buffer.from(stream), start, count, direction, step };
    return (await this.readStretch(part, behind(part, before))) ?? (await this.readStretch(part, await this.between(part))) ?? this.readIndexed(part, last);
  }

  /**
   * What a stretch of the log holds of the stream. Undefined: too little, or something in it is damaged, or the index is. What is
   * damaged may be another stream's: the index leads to what is this one's.
   */
  private async readStretch(part: Part, stretch: Stretch | undefined): Promise<StoredEvent[] | undefined> {
    if (!stretch || part.count < SHORTEST_STRETCH) return undefined;
    const found = await this.log.readRecords(stretch.from, part.direction, stretch.records).catch(() => []);
    const own = found.filter((event) => event.isOf(part.name));
    const stray = own.findIndex((event, i) => event.revision !== part.start + i * part.step);
    const page = stray < 0 ? own : own.slice(0, stray);
    if (page.length === 0 || (stretch.isIndexed && page[0] !== found[0])) return undefined;
    return SHARE * bytesOf(page) >= bytesOf(found) ? firstBytes(page) : undefined;
  }

  /** Where what is first and what is last say that the stretch between them is mostly the stream's: later revisions lie at later positions. */
  private async between({ stream, start, count, direction, step }: Part): Promise<Stretch | undefined> {
    if (count < SHORTEST_STRETCH) return undefined;
    const end = start + (count - 1) * step;
    const [first, last] = await Promise.all([start, end].map(async (at) => (await this.storage.readIndex(stream, at, direction, 1))[0]));
    if (first?.revision !== start || last?.revision !== end) return undefined;
    const records = (last.position - first.position) * step + 1;
    const isInLog = [first, last].every(({ position }) => position >= 1 && position <= this.log.end);
    return isInLog && isMostly(count, records) ? { from: first.position, records, isIndexed: true } : undefined;
  }

  /** One by one, wherever they are. */
  private async readIndexed({ stream, name, start, count, direction, step }: Part, last: number): Promise<StoredEvent[]> {
    const entries = await this.storage.readIndex(stream, start, direction, count);
    if (entries.length === 0) throw new DamagedData(`damaged index: revision ${start} of stream ${stream} is missing`);
    const events = await fetchPage(entries, (places) => this.log.fetch(places), ({ record }) => record.length);
    for (const [i, event] of events.entries()) {
      const isEnd = last === TOMBSTONE && event.revision === TOMBSTONE && i === events.length - 1;
      if (event.isOf(name) && (isEnd || event.revision === start + i * step)) continue;
      throw new DamagedData(`damaged index: revision ${start + i * step} of stream ${stream} leads to position ${event.position}`);
    }
    return events;
  }
}

/** What lies behind a page that was found close together: mostly it goes on like that, and the index need not be asked. */
function behind({ start, count, step }: Part, before: readonly StoredEvent[]): Stretch | undefined {
  const [first, last] = [before[0], before.at(-1)];
  if (!first || !last || before.length < SHORTEST_STRETCH || last.revision + step !== start) return undefined;
  return isMostly(before.length, (last.position - first.position) * step + 1) ? { from: last.position + step, records: count, isIndexed: false } : undefined;
}

const isMostly = (events: number, records: number): boolean => records >= events && records <= SHARE * events;

const bytesOf = (events: readonly StoredEvent[]): number => events.reduce((bytes, { record }) => bytes + record.length, 0);

/** What is in memory comes in pages of any size; a reader that takes its time shall hold no more of it than of what is read. */
function firstBytes(events: StoredEvent[]): StoredEvent[] {
  let bytes = 0;
  const last = events.findIndex(({ record }) => (bytes += record.length) >= PAGE_BYTES);
  return last < 0 ? events : events.slice(0, last + 1);
}
