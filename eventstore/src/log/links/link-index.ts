import { DamagedData, type Direction, type LinkEntry, type LinkStorage, type Place } from '../../storage/storage.port.js';
import { fetchPage } from '../fetch-page.js';
import type { StoredEvent } from '../record.codec.js';
import { Remembered } from '../remembered.js';
import { linkEvent } from './link-event.js';
import { linksOf } from './links-of.js';

/** What the index asks of the log it is made from. */
export interface LinkedLog {
  readonly end: number;
  readRecords(from: number, direction: Direction, limit: number): Promise<StoredEvent[]>;
  fetch(places: readonly Place[]): Promise<StoredEvent[]>;
}

const PAGE = 1000;

/**
 * Which events the streams of links lead to. It costs appends nothing: whoever reads such a stream first has
 * the index brought up to the end of the log. Made from the log alone, so it can always be made again.
 */
export class LinkIndex {
  private heads = this.noHeads();
  private upTo: number | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly storage: LinkStorage,
    private readonly log: LinkedLog,
    /** Told which streams have new links. */
    private readonly onLinked: (streams: ReadonlySet<string>) => void,
  ) {}

  /** Newest revision of a stream of links, −1 when there is none. */
  async last(stream: string): Promise<number> {
    await this.catchUp();
    return this.known(stream);
  }

  /** The same of what has been linked so far, at once. */
  known(stream: string): Promise<number> {
    return this.heads.of(stream);
  }

  /** A page of links from a revision on (inclusive); empty only beyond the ends. */
  async read(stream: string, from: number, direction: Direction, limit: number): Promise<StoredEvent[]> {
    const last = await this.last(stream);
    const start = direction === 'forwards' ? Math.max(from, 0) : Math.min(from, last);
    if (start < 0 || start > last) return [];
    const found = await this.page(stream, start, direction, limit);
    if (found) return found;
    await this.remake();
    const again = await this.page(stream, start, direction, limit);
    if (!again) throw new DamagedData(`damaged index: link ${start} of stream ${stream} is missing`);
    return again;
  }

  /** Resolves when all events that are in the log by now are linked. */
  async catchUp(): Promise<void> {
    const { end } = this.log;
    while ((this.upTo ?? -1) < end && !this.stopped) {
      this.running ??= this.advance().finally(() => void (this.running = undefined));
      await this.running;
      // In memory nothing else would have its turn until the whole log is linked.
      if ((this.upTo ?? -1) < end) await new Promise(setImmediate);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running?.catch(() => undefined);
  }

  private async advance(): Promise<void> {
    this.upTo ??= await this.beginning();
    const events = await this.log.readRecords(this.upTo + 1, 'forwards', PAGE);
    if (events.length === 0) return;
    const links = await this.numbered(events);
    const newest = events.at(-1)!;
    await this.storage.write(links, newest);
    this.upTo = newest.position;
    for (const { stream, revision } of links) this.heads.set(stream, revision);
    this.onLinked(new Set(links.map(({ stream }) => stream)));
  }

  private async beginning(): Promise<number> {
    const newest = await this.storage.newest();
    if (!newest) return 0;
    const [same] = newest.position <= this.log.end ? await this.log.fetch([{ position: newest.position }]) : [];
    if (same?.eventId.equals(newest.eventId)) return newest.position;
    // It is the index of another log, or of one that has been restored from an older copy.
    await this.storage.clear();
    return 0;
  }

  private async numbered(events: readonly StoredEvent[]): Promise<LinkEntry[]> {
    const found = events.flatMap((event) => linksOf(event).map(({ stream }) => ({ stream, position: event.position })));
    const streams = [...new Set(found.map(({ stream }) => stream))];
    const heads = new Map((await this.headsOf(streams)).map((head, i) => [streams[i]!, head]));
    const links = found.map(({ stream, position }) => {
      const revision = heads.get(stream)! + 1;
      heads.set(stream, revision);
      return { stream, revision, position };
    });
    return links;
  }

  /** For advance() only: nothing else is linked meanwhile. */
  private async headsOf(streams: readonly string[]): Promise<number[]> {
    const unknown = streams.filter((stream) => this.heads.peek(stream) === undefined);
    const read = unknown.length > 0 ? await this.storage.heads(unknown) : [];
    const found = new Map(unknown.map((stream, i) => [stream, read[i]!]));
    return streams.map((stream) => this.heads.peek(stream) ?? found.get(stream)!);
  }

  private noHeads(): Remembered<number> {
    return new Remembered(async (stream) => (await this.storage.heads([stream]))[0]!, () => 0);
  }

  /** Undefined when the index is not what the log says. */
  private async page(stream: string, start: number, direction: Direction, limit: number): Promise<StoredEvent[] | undefined> {
    const entries = await this.storage.read(stream, start, direction, limit);
    const step = direction === 'forwards' ? 1 : -1;
    if (entries.length === 0 || entries.some(({ revision, position }, i) => revision !== start + i * step || position > this.log.end)) return undefined;
    const sources = await fetchPage(entries, (places) => this.log.fetch(places), ({ record }) => record.length);
    const events = sources.map((source, i) => linkEvent(stream, entries[i]!.revision, source));
    return events.every((event) => event !== undefined) ? events : undefined;
  }

  private async remake(): Promise<void> {
    while (this.running) await this.running;
    this.running = this.forget().finally(() => void (this.running = undefined));
    await this.catchUp();
  }

  private async forget(): Promise<void> {
    this.heads = this.noHeads();
    this.upTo = 0;
    await this.storage.clear();
  }
}
