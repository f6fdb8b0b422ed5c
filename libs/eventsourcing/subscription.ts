import type { Batch, EventFilter, EventStore } from './event-store.js';

/** Reads streams in order and remembers, durably, how far it got. */
export interface Consumer {
  /** Also the name of its checkpoint. */
  readonly name: string;
  readonly filter: EventFilter;
  checkpoint(): Promise<bigint | undefined>;
  /** Does the work and moves the checkpoint. May see events again after a crash. */
  consume(batch: Batch): Promise<void>;
}

/** A consumer cannot go on until people have done something; the message says what, and nothing that only a log may say. */
export abstract class Blocked extends Error {}

/** Feeds one consumer, one batch at a time, until aborted. Throws what the store or the consumer throws. */
export async function subscribe(store: EventStore, consumer: Consumer, signal: AbortSignal): Promise<void> {
  const from = await consumer.checkpoint();
  for await (const batch of store.subscribe(consumer.filter, from, signal)) {
    await consumer.consume(batch);
  }
}
