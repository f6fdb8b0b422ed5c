import type { EventLog } from '../../log/event-log.js';
import { LINK } from '../../log/links/links-of.js';
import { revisionText } from '../../log/stream-metadata.js';
import { message, target, type Message } from '../delivery/message.js';
import { OwnStream } from './own-stream.js';
import { groupId, type GroupName } from '../settings.js';

const PAGE = 100;
const ADMINS = ['$admins'];
const ACL = { $r: ADMINS, $w: ADMINS, $d: ADMINS, $mr: ADMINS, $mw: ADMINS };

/** Messages that a group gave up on: links in a stream of the log, from where they can be replayed. */
export class Parked {
  private readonly own: OwnStream;
  /** The oldest that is kept, and the oldest that no replay has handed out. */
  private first = 0;
  private next = 0;
  private last = -1;
  /** A replay goes up to here, exclusive. */
  private end = 0;
  /** Handed out and not done with, in ascending order. */
  private readonly out = new Set<number>();
  private truncating = false;
  private reading = false;

  constructor(private readonly log: EventLog, name: GroupName) {
    this.own = new OwnStream(log, `$persistentsubscription-${groupId(name)}-parked`, { $acl: ACL });
  }

  async load(): Promise<void> {
    const { first, last } = await this.own.extent();
    this.last = last;
    this.first = Math.min(first, last + 1);
    this.next = this.first;
  }

  /** Everything that was replayed is done. */
  get isDone(): boolean {
    return !this.isReplaying && this.out.size === 0;
  }

  /** How many wait to be replayed. */
  async count(): Promise<number> {
    const { first } = await this.own.extent();
    return Math.max(0, this.last - Math.max(this.next, first) + 1);
  }

  get isReplaying(): boolean {
    return this.next < this.end;
  }

  /** Resolves once it is durable. */
  async add(parked: Message, reason: string): Promise<void> {
    const added = JSON.stringify({ added: new Date().toISOString().replace('Z', '+00:00'), reason });
    // The number by hand: that of a stream's end is greater than any that JSON.stringify knows to write.
    const metadata = `${added.slice(0, -1)},"subscriptionEventNumber":${revisionText(parked.original.revision)}}`;
    const number = await this.own.append(LINK, false, target(parked), metadata);
    // Others may have heard of theirs before.
    this.last = Math.max(this.last, number);
  }

  /** All that is parked now, or what has a smaller number than this; one replay at a time. */
  replay(stopAt: number | undefined): void {
    if (!this.isReplaying) this.end = Math.min(stopAt ?? Infinity, this.last + 1);
  }

  /** The next messages to be replayed, but those that lead nowhere any more; undefined while others are being read. */
  async take(limit: number): Promise<readonly Message[] | undefined> {
    if (this.reading) return undefined;
    this.reading = true;
    try {
      const { first, since } = await this.own.extent();
      const from = Math.max(this.next, first);
      const page = from < this.end ? await this.own.read(from, Math.min(limit, PAGE, this.end - from)) : [];
      if (page.length === 0) this.next = this.end;
      const resolved = await this.log.resolve(page);
      const found: Message[] = [];
      for (const [i, { event, link }] of resolved.entries()) {
        const { revision, created } = page[i]!;
        this.next = Math.min(revision + 1, this.end);
        // Nothing that an operator has hidden, nor what was parked since.
        if (!link || !event || created < since || revision >= this.end) continue;
        this.out.add(revision);
        found.push(message(link, { event, link }, { order: Infinity, parked: revision }));
      }
      return found;
    } finally {
      this.reading = false;
    }
  }

  done(number: number): void {
    this.out.delete(number);
  }

  /** Forgets, in the log, what was replayed and is done: until then a crash leaves it parked. */
  async truncate(): Promise<void> {
    const [oldest = this.next] = this.out;
    if (this.truncating || oldest <= this.first) return;
    this.truncating = true;
    try {
      // Somebody else may have gone further.
      if (oldest > (await this.own.extent()).first) await this.own.truncate(oldest);
      this.first = oldest;
    } finally {
      this.truncating = false;
    }
  }

  erase(): Promise<void> {
    return this.own.erase();
  }
}
