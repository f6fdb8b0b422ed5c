import { randomUUID } from 'node:crypto';
import type { Standing } from '../access/authority.js';
import type { EventLog } from '../log/event-log.js';
import { isLink, type Resolved } from '../log/links/resolve.js';
import { ResolvedPage } from '../log/links/resolved-page.js';
import type { StoredEvent } from '../log/record.codec.js';
import { TOMBSTONE } from '../log/stream-metadata.js';
import { isHiddenFromAll, isTombstoned, type Visible } from '../log/visibility.js';
import { streamDeleted } from './errors.js';
import type { Message } from './message-batch.js';
import type { Outlet } from './outlet.js';
import type { ReadRequest } from './read-request.js';
import { Turn } from './turn.js';
import { caughtUp, checkpoint, confirmation, EventResponse, fellBehind, resolvedResponse } from './read-response.codec.js';

const PAGE = 256;
/** What has just been written is delivered whatever the metadata says. */
const EVERYTHING = { first: 0, since: 0 };
/** A live client that leaves more than this waiting has fallen behind. */
const LIVE_BUFFER = 32;

/** What a subscription follows, in its own numbers: positions of $all, revisions of a stream. */
export interface Followed {
  readonly stream: string | undefined;
  /** What of it a reader may see; the last number is that of the newest event. */
  visible(): Promise<Visible>;
  read(from: number, limit: number, before?: readonly StoredEvent[]): Promise<StoredEvent[]>;
  numberOf(event: StoredEvent): number;
}

export function followed(log: EventLog, stream: string | undefined): Followed {
  if (stream === undefined) {
    return {
      stream,
      visible: async () => ({ first: 1, last: log.end, since: 0, exists: true }),
      read: (from, limit) => log.readLog(from, 'forwards', limit),
      numberOf: (event) => event.position,
    };
  }
  return {
    stream,
    visible: () => log.visible(stream),
    read: (from, limit, before) => log.readStream(stream, from, 'forwards', limit, before),
    numberOf: (event) => event.revision,
  };
}

/**
 * A catch-up subscription: pages of the log until its end, then what is new. It always reads from the log at its
 * own pace, live too, so that a slow client takes its time and no memory.
 */
export class Subscription {
  private next = 0;
  private considered = 0;
  private live = false;
  /** Whether there was anything on the way to the end. */
  private caught = false;
  private news = false;
  private doubtful = false;
  private readonly turn = new Turn();
  private ahead: Promise<StoredEvent[]> | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly log: EventLog,
    private readonly followed: Followed,
    private readonly request: ReadRequest,
    private readonly standing: Standing,
    private readonly outlet: Outlet,
  ) {}

  /** Ends when the client leaves; throws when it cannot go on. */
  async run(): Promise<void> {
    const { followers } = this.log;
    const unfollow = [followers.follow(this.followed.stream, () => this.awake()), ...this.standing.decidedIn(this.subject).map((stream) =>
      followers.follow(stream, () => this.reconsider()))];
    this.outlet.whenClosed = () => this.awake();
    try {
      this.next = await this.begin();
      this.outlet.write(confirmation(randomUUID()));
      while (!this.outlet.closed) {
        if (this.doubtful) await this.authorise();
        const page = await this.page();
        if (page.length > 0) await this.deliver(page);
        else await this.rest();
      }
    } finally {
      for (const leave of unfollow) leave();
    }
  }

  private get subject(): string {
    return this.followed.stream ?? '$all';
  }

  private reconsider(): void {
    this.doubtful = true;
    this.awake();
  }

  /** A right that is withdrawn ends a subscription; throws Refused. */
  private async authorise(): Promise<void> {
    this.doubtful = false;
    await this.standing.demand('read', this.subject);
  }

  private async begin(): Promise<number> {
    const { start } = this.request;
    const visible = await this.followed.visible();
    if (isTombstoned(visible)) throw streamDeleted(this.followed.stream!);
    if (start === 'start') return 0;
    return (start === 'end' ? visible.last : start) + 1;
  }

  /** Where there is much to come, the next page is read while this one is sent: a slow client costs two pages. */
  private async page(): Promise<StoredEvent[]> {
    const ready = await this.ahead;
    this.ahead = undefined;
    // Where nothing was left a page ago, there may be something by now.
    const page = ready?.length ? ready : await this.followed.read(this.next, PAGE);
    if (page.length > LIVE_BUFFER) {
      this.ahead = this.followed.read(this.followed.numberOf(page.at(-1)!) + 1, PAGE, page);
      this.ahead.catch(() => undefined);
    }
    return page;
  }

  private async deliver(page: readonly StoredEvent[]): Promise<void> {
    const { first, since } = this.live ? EVERYTHING : await this.followed.visible();
    this.caught = true;
    const resolved = this.request.resolveLinks ? new ResolvedPage(this.log, page) : undefined;
    for (let i = 0; i < page.length; i++) {
      const event = page[i]!;
      if (this.turn.isOver) await this.turn.next();
      if (this.outlet.closed) return;
      this.next = this.followed.numberOf(event) + 1;
      const isEnd = this.followed.stream !== undefined && event.revision === TOMBSTONE;
      const isSeen = isEnd || (this.next > first && event.created >= since);
      if (isSeen && this.wants(event)) this.outlet.write(this.shown(event, resolved && (await resolved.at(i))));
      if (isEnd) throw streamDeleted(this.followed.stream!);
      this.count(event);
      if (!this.outlet.ready) await this.wait();
    }
  }

  private shown(event: StoredEvent, resolved: Resolved | undefined): Message {
    if (!resolved) return new EventResponse(event, this.request.ids);
    // What is no link but calls itself one is, live, delivered as a link that leads nowhere.
    const unclear = this.live && !resolved.link && isLink(event);
    return resolvedResponse(unclear ? { event: undefined, link: event } : resolved, this.request.ids);
  }

  private wants(event: StoredEvent): boolean {
    if (this.followed.stream !== undefined) return true;
    return !isHiddenFromAll(event) && (this.request.filter?.accepts(event) ?? true);
  }

  /** Everything considered counts, so that a client whose filter matches nothing still moves on. */
  private count({ position }: StoredEvent): void {
    const interval = this.request.filter?.checkpointInterval;
    if (interval === undefined || ++this.considered < interval) return;
    this.considered = 0;
    this.outlet.write(checkpoint(position));
  }

  private async wait(): Promise<void> {
    await this.outlet.room();
    if (!this.live || (await this.followed.visible()).last - this.next < LIVE_BUFFER) return;
    this.live = false;
    this.outlet.write(fellBehind());
  }

  /** At the end of what there is. */
  private async rest(): Promise<void> {
    if (!this.live) {
      this.live = true;
      if (this.request.filter && this.caught) this.outlet.write(checkpoint(this.next - 1));
      this.outlet.write(caughtUp());
    }
    if (!this.news && !this.outlet.closed) await new Promise<void>((resolve) => void (this.wake = resolve));
    this.news = false;
  }

  private awake(): void {
    this.news = true;
    this.wake();
  }
}
