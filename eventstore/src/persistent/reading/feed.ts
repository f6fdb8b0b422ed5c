import { PAGE_BYTES } from '../../log/fetch-page.js';
import type { Resolved } from '../../log/links/resolve.js';
import type { StoredEvent } from '../../log/record.codec.js';
import { Turn } from '../../protocol/turn.js';
import type { GroupSettings } from '../settings.js';
import type { Interest, Seen, Source } from './source.js';

/** A page never has more events. */
const PAGE = 100;
/** What has just been written is delivered whatever the stream's metadata says. */
const EVERYTHING: Seen = { first: 0, since: 0 };

export interface Read extends Resolved {
  readonly original: StoredEvent;
  readonly number: number;
  readonly interest: Interest;
}

export interface Intake {
  /** How many more messages there is room for. */
  room(): number;
  take(page: readonly Read[]): void;
  failed(error: unknown): void;
}

/**
 * Reads a group's source: in batches while it is behind, each new event once it is live. It always reads from the log,
 * whose newest part is in memory, so that a group that cannot keep up holds no more than its buffer.
 */
export class Feed {
  private live = false;
  private news = false;
  private reading = false;
  private stopped = false;
  private broken = false;
  private heardLive = 0;

  constructor(
    private readonly source: Source,
    private readonly settings: Pick<GroupSettings, 'readBatchSize' | 'liveBufferSize'>,
    private cursor: number,
    private readonly intake: Intake,
  ) {}

  get isLive(): boolean {
    return this.live;
  }

  /** The newest events that came live, as many as the live buffer has room for. */
  get liveCount(): number {
    return Math.min(this.heardLive, this.settings.liveBufferSize);
  }

  get isReading(): boolean {
    return this.reading && !this.live;
  }

  /** There is something new. */
  wake(): void {
    this.news = true;
    this.pull();
  }

  /** There may be room again. */
  pull(): void {
    if (!this.reading && !this.stopped && !this.broken && this.wants()) void this.read();
  }

  /** After a failure: tries again. */
  mend(): void {
    this.broken = false;
    this.pull();
  }

  stop(): void {
    this.stopped = true;
  }

  /** A full buffer ends the live phase; what is new then is read in batches, later. */
  private wants(): boolean {
    if (!this.live) return this.intake.room() > this.settings.readBatchSize;
    if (this.news && this.intake.room() <= 0) this.live = false;
    return this.live && this.news;
  }

  private async read(): Promise<void> {
    this.reading = true;
    const turn = new Turn();
    try {
      while (!this.stopped && this.wants()) {
        this.news = false;
        const limit = this.limit();
        const page = await this.source.read(this.cursor, limit);
        if (this.stopped) return;
        if (page.length === 0) this.live = true;
        else await this.hand(page, turn);
        // More new events at once than the live buffer takes: the group has fallen behind.
        if (this.live && page.length > 0) [this.live, this.news] = [page.length < limit, true];
      }
    } catch (error) {
      this.broken = true;
      if (!this.stopped) this.intake.failed(error);
    } finally {
      this.reading = false;
    }
  }

  private limit(): number {
    const { readBatchSize, liveBufferSize } = this.settings;
    return this.live ? Math.min(this.intake.room(), Math.max(liveBufferSize, 1)) : Math.min(readBatchSize, PAGE);
  }

  /** As many of them as lead to no more than a page; the others are read again. */
  private async hand(page: readonly StoredEvent[], turn: Turn): Promise<void> {
    const seen = this.live ? EVERYTHING : await this.source.seen();
    const read: Read[] = [];
    let bytes = 0;
    for (const original of page) {
      if (bytes >= PAGE_BYTES) break;
      if (turn.isOver) await turn.next();
      const interest = this.source.interest(original, seen);
      const resolved = interest === 'wanted' ? this.source.resolve(original) : { event: undefined, link: undefined };
      const { event, link } = resolved instanceof Promise ? await resolved : resolved;
      if (link) bytes += event?.record.length ?? 0;
      read.push({ original, number: this.source.numberOf(original), interest, event, link });
    }
    if (this.stopped) return;
    this.cursor = read.at(-1)!.number + 1;
    if (this.live) this.heardLive += read.length;
    this.intake.take(read);
  }
}
