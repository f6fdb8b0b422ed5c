import type { StoredEvent } from './record.codec.js';

const COUNT = 8192;
const BYTES = 8 * 1024 * 1024;

/** The newest events, in memory and bounded, so that whoever follows the log does not read the disk for each of them. */
export class RecentEvents {
  private events: StoredEvent[] = [];
  private bytes = 0;

  /** The next events of the log, in order. */
  add(events: readonly StoredEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      this.bytes += event.record.length;
    }
    if (this.events.length > 2 * COUNT || this.bytes > 2 * BYTES) this.shrink();
  }

  /** The events from a position on, or undefined when they reach further back than memory does. */
  from(position: number, limit: number): StoredEvent[] | undefined {
    const first = this.events[0]?.position;
    if (first === undefined || position < first) return undefined;
    return this.events.slice(position - first, position - first + limit);
  }

  /** Other contents of events that may be among them. */
  replace(events: readonly StoredEvent[]): void {
    const first = this.events[0]?.position ?? Infinity;
    for (const event of events) {
      const old = this.events[event.position - first];
      if (!old) continue;
      this.bytes += event.record.length - old.record.length;
      this.events[event.position - first] = event;
    }
  }

  private shrink(): void {
    let at = Math.max(0, this.events.length - COUNT);
    for (const event of this.events.slice(0, at)) this.bytes -= event.record.length;
    while (this.bytes > BYTES) this.bytes -= this.events[at++]!.record.length;
    this.events = this.events.slice(at);
  }
}
