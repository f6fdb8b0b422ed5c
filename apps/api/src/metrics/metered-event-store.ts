import { EventStore, type Batch, type Event, type EventFilter, type Recorded, type Revision, type Sealed } from '#eventsourcing';
import type { Metrics } from './metrics.js';

/** The log, with a watch in the hand. */
export class MeteredEventStore extends EventStore {
  constructor(
    private readonly log: EventStore,
    private readonly metrics: Pick<Metrics, 'appends' | 'appendedEvents'>,
  ) {
    super();
  }

  read<E extends Event>(stream: string, after?: Revision): AsyncIterable<Recorded<E>> {
    return this.log.read<E>(stream, after);
  }

  readAll(filter: EventFilter, position?: bigint): AsyncIterable<Recorded> {
    return this.log.readAll(filter, position);
  }

  async append(stream: string, events: readonly Sealed[], expected: Revision): Promise<Revision> {
    const began = performance.now();
    const took = (outcome: string) => this.metrics.appends.observe({ outcome }, (performance.now() - began) / 1000);
    try {
      const revision = await this.log.append(stream, events, expected);
      took('stored');
      this.metrics.appendedEvents.inc(events.length);
      return revision;
    } catch (error) {
      took(error instanceof Error ? error.name : 'Error');
      throw error;
    }
  }

  subscribe(filter: EventFilter, position: bigint | undefined, signal: AbortSignal): AsyncIterable<Batch> {
    return this.log.subscribe(filter, position, signal);
  }
}
