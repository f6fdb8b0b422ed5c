import { randomUUID } from 'node:crypto';
import { EventStore, type Batch, type Event, type EventFilter, type Recorded, type Revision, type Sealed, type WholeLog } from '#eventsourcing';
import type { AppendCall } from './append-call.js';
import { appendRequest, revisionAfter } from './append.codec.js';
import { clientsFor } from './connection-string.js';
import { follow } from './follow.js';
import { Lines } from './lines.js';
import { readAllEvents, readEvents, readLog } from './read-events.js';
import { newestRequest } from './read-request.js';
import { eventOf, Reading } from './reading.js';
import { asAppendError, asReadError } from './rejections.js';

/** How long the store may take, in milliseconds. */
export interface EventStoreDbOptions {
  /** For one append, until it has an answer. 5,000 when missing. */
  readonly appendTimeout?: number;
  /** For the next event of a read, faults and their retries included; for a subscription to begin. 5,000 when missing. */
  readonly readTimeout?: number;
}

/** The log in EventStoreDB or KurrentDB, one node or a cluster, or in the embedded node. */
export class EventStoreDbEventStore extends EventStore implements WholeLog {
  private readonly lines: Lines;
  private readonly appendTimeout: number;
  private readonly readTimeout: number;

  constructor(connectionString: string, { appendTimeout = 5000, readTimeout = 5000 }: EventStoreDbOptions = {}) {
    super();
    this.lines = new Lines(clientsFor(connectionString));
    this.appendTimeout = appendTimeout;
    this.readTimeout = readTimeout;
  }

  read<E extends Event>(stream: string, after: Revision = 'no-stream'): AsyncIterable<Recorded<E>> {
    return readEvents<E>(this.lines, stream, after === 'no-stream' ? 0n : after + 1n, this.readTimeout);
  }

  readAll(filter: EventFilter, position?: bigint): AsyncIterable<Recorded> {
    return readAllEvents(this.lines, filter, position, this.readTimeout);
  }

  async append(stream: string, events: readonly Sealed[], expected: Revision): Promise<Revision> {
    const id = randomUUID();
    const request = appendRequest(id, stream, events, expected);
    let call: AppendCall | undefined;
    try {
      const answer = await this.lines.within(this.appendTimeout, async (line) => {
        call = await line.appendCall();
        return call.send(id, request);
      });
      return revisionAfter(answer, stream);
    } catch (error) {
      throw asAppendError(error, stream);
    } finally {
      call?.forget(id);
    }
  }

  subscribe(filter: EventFilter, position: bigint | undefined, signal: AbortSignal): AsyncIterable<Batch> {
    return follow(this.lines, filter, position, signal, this.readTimeout);
  }

  readInBatches(position: bigint | undefined): AsyncIterable<readonly Recorded[]> {
    return readLog(this.lines, position, this.readTimeout);
  }

  end(): Promise<bigint | undefined> {
    return this.ping();
  }

  /** A sign of life: the position of the newest event of the whole log, undefined when it is empty. Throws StoreUnavailable. */
  async ping(ms = this.readTimeout): Promise<bigint | undefined> {
    const reading = new Reading(this.lines, newestRequest());
    try {
      const items = await reading.take(ms);
      if (reading.fault) throw asReadError(reading.fault);
      return items?.map(eventOf).find((event) => event)?.position;
    } finally {
      reading.close();
    }
  }

  /** Ends its subscriptions, waits `ms` for reads and appends that are under way, then gives them up. */
  async close(ms = this.appendTimeout): Promise<void> {
    await this.lines.close(ms);
  }
}
