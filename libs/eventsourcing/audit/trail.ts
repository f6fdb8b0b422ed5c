import type { EventStore } from '../event-store.js';
import { CHAIN_START, isSealed } from '../hash-chain.js';
import type { Recorded } from '../message.js';
import { AUDIT_STREAM, isCheckpoint, type Checkpoint, type Signed } from './records.js';

/** A checkpoint where it is stored. */
export type SealedCheckpoint = Recorded & { readonly data: Signed<Checkpoint> };

/** The end of the stream of checkpoints, and the last one in it. */
export interface TrailEnd {
  readonly revision: bigint | 'no-stream';
  /** Chain hash of the last event that has one. */
  readonly hash: string;
  readonly checkpoint: SealedCheckpoint | undefined;
}

/** Where the trail ends. What is no checkpoint of ours is passed over. Reads few events, however many there are. */
export async function trailEnd(store: EventStore): Promise<TrailEnd> {
  const last = await lastRevision(store);
  let hash: string | undefined;
  for (let revision = last; revision >= 0n; revision--) {
    const event = await eventAt(store, revision);
    if (!event) continue;
    if (isSealed(event)) hash ??= event.metadata.hash;
    if (isSealedCheckpoint(event)) return { revision: last, hash: hash ?? CHAIN_START, checkpoint: event };
  }
  return { revision: last < 0n ? 'no-stream' : last, hash: hash ?? CHAIN_START, checkpoint: undefined };
}

/** The first checkpoint that covers a position, and the one before it. Undefined: it is not sealed yet. */
export async function covering(store: EventStore, position: bigint) {
  let [low, high] = [0n, await lastRevision(store)];
  while (low < high) {
    const middle = (low + high) / 2n;
    const found = await firstCheckpoint(store, middle);
    if (!found || BigInt(found.data.position) < position) low = middle + 1n;
    else high = middle;
  }
  const checkpoint = await firstCheckpoint(store, low);
  if (!checkpoint || BigInt(checkpoint.data.position) < position) return undefined;
  return { checkpoint, before: await checkpointBefore(store, checkpoint.revision) };
}

/** The checkpoint before a revision of the trail. */
export async function checkpointBefore(store: EventStore, revision: bigint): Promise<SealedCheckpoint | undefined> {
  for (let at = revision - 1n; at >= 0n; at--) {
    const event = await eventAt(store, at);
    if (event && isSealedCheckpoint(event)) return event;
  }
  return undefined;
}

/** Whether an event of the trail is a checkpoint. */
export const isSealedCheckpoint = (event: Recorded): event is SealedCheckpoint => isSealed(event) && isCheckpoint(event.data);

async function firstCheckpoint(store: EventStore, from: bigint): Promise<SealedCheckpoint | undefined> {
  for await (const event of store.read(AUDIT_STREAM, before(from))) if (isSealedCheckpoint(event)) return event;
  return undefined;
}

async function eventAt(store: EventStore, revision: bigint): Promise<Recorded | undefined> {
  for await (const event of store.read(AUDIT_STREAM, before(revision))) return event.revision === revision ? event : undefined;
  return undefined;
}

/** -1: there is none. In leaps that double, then halves. */
async function lastRevision(store: EventStore): Promise<bigint> {
  let [known, leap] = [-1n, 1n];
  while (await eventAt(store, known + leap)) [known, leap] = [known + leap, leap * 2n];
  for (; leap > 0n; leap /= 2n) if (await eventAt(store, known + leap)) known += leap;
  return known;
}

const before = (revision: bigint) => (revision === 0n ? 'no-stream' : revision - 1n);
