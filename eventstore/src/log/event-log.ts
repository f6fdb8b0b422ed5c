import { DamagedData, type Direction, type Entry, type Place, type Storage } from '../storage/storage.port.js';
import type { AppendOutcome, AppendRequest, DeleteRequest } from './append.js';
import { EnteredIds } from './entered-ids.js';
import { fetchPage } from './fetch-page.js';
import { Followers } from './followers.js';
import { GroupCommit } from './group-commit.js';
import type { GroupRequest } from './group-reads.js';
import { StreamHeads } from './heads.js';
import { LinkIndex } from './links/link-index.js';
import { isLeftBehind, isLinkStream } from './links/links-of.js';
import { resolve, type Resolved } from './links/resolve.js';
import { MetadataCache } from './metadata-cache.js';
import { RecentEvents } from './recent.js';
import { StoredEvent } from './record.codec.js';
import { firstLeft, scavenge, type Scavenged } from './scavenge.js';
import { isSoftDeleted, NO_METADATA, parseMetadata, TOMBSTONE, type StreamMetadata } from './stream-metadata.js';
import { StreamReader } from './stream-reader.js';
import { checkTail } from './tail.js';
import { isMetastream, metastreamOf, ruledBy, visiblePart, type Visible } from './visibility.js';

/** An append-only log of events in streams, and who follows it. */
export class EventLog {
  readonly followers = new Followers();
  private readonly heads: StreamHeads;
  private readonly described = new MetadataCache((stream) => this.readMetadata(stream));
  private readonly recent = new RecentEvents();
  private readonly links: LinkIndex;
  private readonly streams: StreamReader;
  private readonly ids: EnteredIds;
  private readonly writer: GroupCommit;

  /** Checks the tail only: opening takes the same time at any size. */
  static async open(storage: Storage, onFailure: (error: Error) => void): Promise<EventLog> {
    const last = await storage.lastPosition();
    await checkTail(storage, last);
    return new EventLog(storage, last, onFailure);
  }

  private constructor(
    private readonly storage: Storage,
    private newest: number,
    onFailure: (error: Error) => void,
  ) {
    this.heads = new StreamHeads(storage);
    this.links = new LinkIndex(storage.links, this, (streams) => this.followers.wakeStreams(streams));
    this.streams = new StreamReader(storage, this.heads, this);
    this.ids = new EnteredIds(storage, this.heads, (ids) => this.writer.enterIds(ids));
    const sources = { heads: this.heads, metadata: this.described, links: this.links, ids: this.ids, storage };
    this.writer = new GroupCommit(sources, newest, (events, position) => this.published(events, position), onFailure);
  }

  /** Position of the newest event, 0 when there is none. */
  get end(): number {
    return this.newest;
  }

  /** Resolves when it is durable, or known not to be written. */
  append(request: AppendRequest): Promise<AppendOutcome> {
    return this.submit(request);
  }

  /** Resolves when it is durable, or known not to be written. */
  delete(request: DeleteRequest): Promise<AppendOutcome> {
    return this.submit(request);
  }

  async visible(stream: string): Promise<Visible> {
    if (!isMetastream(stream)) {
      const [last, metadata] = [await this.last(stream), await this.described.of(stream)];
      const visible = visiblePart(stream, last, metadata);
      return isLeftBehind(stream, last, metadata) ? { ...visible, exists: false } : visible;
    }
    // Who deletes a stream for good deletes its metadata, too.
    const isGone = (await this.heads.of(ruledBy(stream))) === TOMBSTONE;
    return visiblePart(stream, isGone ? TOMBSTONE : await this.heads.of(stream), NO_METADATA);
  }

  /** The metadata that rules a stream: its own, or, for a metadata stream, that of the stream it describes. */
  metadata(stream: string): Promise<StreamMetadata> {
    return this.described.of(ruledBy(stream));
  }

  /** A page of the log from a position on (inclusive), without what has been scavenged; empty only where nothing is left. */
  readLog(from: number, direction: Direction, limit: number): Promise<StoredEvent[]> {
    return firstLeft((start) => this.readRecords(start, direction, limit), from, direction, ({ position }) => position);
  }

  /** The same with all that is there. */
  async readRecords(from: number, direction: Direction, limit: number): Promise<StoredEvent[]> {
    const start = direction === 'forwards' ? Math.max(from, 1) : Math.min(from, this.newest);
    if (start < 1 || start > this.newest) return [];
    const remembered = direction === 'forwards' ? this.recent.from(start, limit) : undefined;
    if (remembered) return remembered;
    const step = direction === 'forwards' ? 1 : -1;
    const page = await this.storage.readLog(start, direction, limit);
    if (page.length === 0) throw new DamagedData(`damaged log: position ${start} is missing`);
    return page.map(({ record }, i) => StoredEvent.checked(record, start + i * step));
  }

  /**
   * A page of a stream from a revision on (inclusive), hidden events included, unless they have been scavenged; empty only where
   * nothing is left. The page before it, where there is one, helps to find it.
   */
  async readStream(stream: string, from: number, direction: Direction, limit: number, before?: readonly StoredEvent[]): Promise<StoredEvent[]> {
    if (isLinkStream(stream)) return this.links.read(stream, from, direction, limit);
    return firstLeft((start) => this.streams.read(stream, start, direction, limit, before), from, direction, ({ revision }) => revision);
  }

  /** All of it as it is now, in pages of the storage's own; undefined where nothing is kept. */
  copy(): AsyncIterable<readonly Entry[]> | undefined {
    return this.storage.copy();
  }

  /** Empties, for good, what nobody can read any more; answers what came of it, also when it was stopped. */
  scavenge(isStopped: () => boolean): Promise<Scavenged> {
    const rewrite = async (events: readonly StoredEvent[]): Promise<void> => {
      await this.writer.rewrite(events);
      this.recent.replace(events);
    };
    return scavenge({
      end: this.newest,
      read: (from, limit) => this.readRecords(from, 'forwards', limit),
      newest: (stream) => this.heads.of(stream),
      visible: (stream) => this.visible(stream),
      rewrite,
      compact: (from, to) => this.storage.compact(from, to),
    }, isStopped);
  }

  /** The events at these places, scavenged or not. */
  async fetch(places: readonly Place[]): Promise<StoredEvent[]> {
    const records = await this.storage.fetch(places);
    return records.map((record, i) => StoredEvent.checked(record, places[i]!.position));
  }

  /** What the first events of a page lead to: at least one, and no more than make a page themselves. */
  resolve(page: readonly StoredEvent[]): Promise<Resolved[]> {
    return fetchPage(page, (events) => Promise.all(events.map((event) => resolve(this, event))), ({ event }) => event?.record.length ?? 0);
  }

  /** Finishes the appends that were asked for; later ones are refused. */
  async stopWriting(): Promise<void> {
    await this.ids.stop();
    await this.writer.stop();
  }

  async close(): Promise<void> {
    await this.stopWriting();
    await this.links.stop();
    await this.storage.close();
  }

  private submit(request: GroupRequest): Promise<AppendOutcome> {
    if (isLinkStream(ruledBy(request.stream))) return this.submitLinked(request);
    return this.ids.inTurn(request, () => this.writer.submit(request));
  }

  /** To know how many links there are may take long, and the only writer must not wait for it; nor is it done for who has no right. */
  private async submitLinked(request: GroupRequest): Promise<AppendOutcome> {
    const metadata = await this.metadata(request.stream);
    const isAsked = 'isFinal' in request || isSoftDeleted(metadata);
    if (isAsked && (request.allowedBy?.(metadata) ?? true)) await this.links.catchUp();
    return this.writer.submit(request);
  }

  private async last(stream: string): Promise<number> {
    const stored = await this.heads.of(stream);
    return isLinkStream(stream) && stored !== TOMBSTONE ? this.links.last(stream) : stored;
  }

  private async readMetadata(stream: string): Promise<StreamMetadata | undefined> {
    const metastream = metastreamOf(stream);
    const last = await this.heads.of(metastream);
    const [newest] = last < 0 ? [] : await this.readStream(metastream, last, 'backwards', 1);
    return newest?.isJson ? parseMetadata(newest.data) : undefined;
  }

  private published(events: readonly StoredEvent[], position: number): void {
    this.newest = position;
    this.recent.add(events);
    this.followers.wake(events);
    if (this.followers.wantLinks) this.links.catchUp().catch(() => this.followers.wakeLinks());
  }
}
