import { EventStore, RevisionConflict, type Batch, type EventFilter, type Revision } from '../event-store.js';
import type { Event, Recorded, Sealed } from '../message.js';

const BATCH = 1000;

/** For tests and first steps. Passes the same contract as the real adapters. */
export class InMemoryEventStore extends EventStore {
  private readonly log: Recorded[] = [];
  private readonly streams = new Map<string, Recorded[]>();
  private readonly waiting: (() => void)[] = [];

  async *read<E extends Event>(stream: string, after: Revision = 'no-stream') {
    yield* this.stream(stream).slice(next(after)) as Recorded<E>[];
  }

  async *readAll(filter: EventFilter, position = -1n) {
    yield* this.log.slice(Number(position) + 1).filter((event) => isWanted(event, filter));
  }

  async append(stream: string, events: readonly Sealed[], expected: Revision): Promise<Revision> {
    const stored = this.stream(stream);
    const from = next(expected);
    const isRepeat = events.length > 0 && events.every(({ id }, index) => stored[from + index]?.id === id);
    if (isRepeat) return BigInt(from + events.length - 1);
    if (stored.length !== from) throw new RevisionConflict(stream);

    for (const event of events) {
      const place = { stream, revision: BigInt(stored.length), position: BigInt(this.log.length) };
      const recorded: Recorded = { ...structuredClone(event), ...place, created: new Date() };
      stored.push(recorded);
      this.log.push(recorded);
    }
    this.streams.set(stream, stored);
    this.wake();
    return stored.at(-1)?.revision ?? 'no-stream';
  }

  async *subscribe(
    filter: EventFilter,
    position: bigint | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Batch> {
    let from = position === undefined ? 0 : Number(position) + 1;
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const seen = this.log.slice(from, from + BATCH);
      from += seen.length;
      const events = seen.filter((event) => isWanted(event, filter));
      if (seen.length > 0) yield { events, position: BigInt(from - 1) };
      else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private stream(name: string): Recorded[] {
    return this.streams.get(name) ?? [];
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

const isWanted = ({ stream, type }: Recorded, { prefix, types }: EventFilter): boolean =>
  stream.startsWith(prefix) && (types?.includes(type) ?? true);

const next = (revision: Revision): number => (revision === 'no-stream' ? 0 : Number(revision) + 1);
