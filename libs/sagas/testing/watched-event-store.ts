import { setTimeout as sleep } from 'node:timers/promises';
import { type Event, type Recorded, type Revision, type Sealed } from '#eventsourcing';
import { InMemoryEventStore } from '#eventsourcing/testing';

/** Sees every append and every read; takes as long as it is told. */
export class WatchedEventStore extends InMemoryEventStore {
  readonly appends: (readonly Sealed[])[] = [];
  reads = 0;
  /** Milliseconds that an append takes. */
  delay = 0;
  /** Before an append: it may throw, or wait. */
  onAppend: (events: readonly Sealed[]) => Promise<void> | void = () => {};

  override async *read<E extends Event>(stream: string, after: Revision = 'no-stream') {
    this.reads += 1;
    yield* super.read<E>(stream, after);
  }

  override async append(stream: string, events: readonly Sealed[], expected: Revision): Promise<Revision> {
    this.appends.push(events);
    if (this.delay > 0) await sleep(this.delay);
    await this.onAppend(events);
    return super.append(stream, events, expected);
  }

  /** What a stream holds. */
  async stored<E extends Event>(stream: string): Promise<readonly Recorded<E>[]> {
    const events: Recorded<E>[] = [];
    for await (const event of super.read<E>(stream)) events.push(event);
    return events;
  }
}
