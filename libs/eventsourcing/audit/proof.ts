import type { EventStore } from '../event-store.js';
import { CHAIN_START } from '../hash-chain.js';
import { Frontier, leafHash } from '../merkle.js';
import { ProofMaker } from '../merkle-proof.js';
import type { Recorded } from '../message.js';
import type { BundleFooter } from './bundle.js';
import { placed } from './bundle.js';
import { audited, isLinked, leafOf, type AuditedEvent } from './leaf.js';
import type { Checkpoint, KeyRecord, Signed } from './records.js';
import type { PlacedEvent } from './stream-chains.js';
import { covering, trailEnd } from './trail.js';

/** An event, and all that ties it to a checkpoint. */
export type ProvenEvent = AuditedEvent & {
  /** Chain hash of the event before it in its stream. */
  readonly previous: string;
  /** Counted from 0. */
  readonly leaf_index: number;
  /** RFC 6962, 2.1.1; from the leaf's neighbour up. */
  readonly path: readonly string[];
};

/** Events of one stream, proven to be in the log that a checkpoint sealed. */
export interface Proof {
  readonly format: 'slowking.proof/1';
  readonly events: readonly ProvenEvent[];
  readonly checkpoint: Signed<Checkpoint>;
  /** Up to the one that signed it. */
  readonly keys: readonly Signed<KeyRecord>[];
}

/** A line of one stream's bundle. The proof follows the last event that is sealed. */
export type StreamLine =
  | { readonly kind: 'header'; readonly format: string; readonly system: string | null; readonly stream: string }
  | (PlacedEvent & { readonly kind: 'event'; readonly created: string })
  | { readonly kind: 'proof'; readonly proof: Proof }
  | BundleFooter;

/** What the events of a store are proven with. */
export interface Proving {
  readonly store: EventStore;
  readonly prefix: string;
  readonly keys: readonly Signed<KeyRecord>[];
}

/** The proof of events of one stream, oldest first. Undefined: the last of them is not sealed yet. */
export async function proofOf({ store, prefix, keys }: Proving, events: readonly Recorded[]): Promise<Proof | undefined> {
  const [first, last] = [events[0], events.at(-1)];
  const [begin, end] = first && last ? [await covering(store, first.position), await covering(store, last.position)] : [];
  if (!begin || !end) return undefined;
  const { tree_size: from = 0, frontier = [], position } = begin.before?.data ?? {};
  const start = Frontier.of(from, frontier);
  const leaves: { readonly position: bigint; readonly leaf: Buffer }[] = [];
  const { tree_size: size } = end.checkpoint.data;
  for await (const event of store.readAll({ prefix }, position === undefined ? undefined : BigInt(position))) {
    leaves.push({ position: event.position, leaf: leafHash(Buffer.from(leafOf(audited(event)), 'hex')) });
    if (start.size + leaves.length === size) break;
  }
  const proven = events.map(async (event) => {
    const index = start.size + leaves.findIndex((each) => each.position === event.position);
    const maker = ProofMaker.inclusion(index, size, start);
    for (const { leaf } of leaves) maker.take(leaf);
    const path = maker.path().map((hash) => hash.toString('hex'));
    return { ...audited(event), previous: await hashBefore(store, event), leaf_index: index, path };
  });
  const signedBy = keys.findIndex(({ key_id }) => key_id === end.checkpoint.data.key_id);
  return { format: 'slowking.proof/1', events: await Promise.all(proven), checkpoint: end.checkpoint.data, keys: keys.slice(0, signedBy + 1) };
}

/** One stream for auditors, with the proof of its last event that is sealed. */
export async function* streamBundleOf(proving: Proving, stream: string): AsyncGenerator<StreamLine> {
  const { checkpoint } = await trailEnd(proving.store);
  const sealedUpTo = BigInt(checkpoint?.data.position ?? -1);
  yield { kind: 'header', format: 'slowking.stream/1', system: checkpoint?.data.system ?? null, stream };
  let [count, sealed]: [number, Recorded | undefined] = [0, undefined];
  const proof = async function* () {
    const made = sealed && (await proofOf(proving, [sealed]));
    sealed = undefined;
    if (made) yield { kind: 'proof' as const, proof: made };
  };
  for await (const event of proving.store.read(stream)) {
    if (event.position > sealedUpTo) yield* proof();
    else sealed = event;
    count += 1;
    yield { kind: 'event', ...placed(event) };
  }
  yield* proof();
  yield { kind: 'footer', events: count, audit: 0, keys: 0 };
}

/** The chain hash that an event follows: what has no link is passed over. */
async function hashBefore(store: EventStore, { stream, revision }: Recorded): Promise<string> {
  for (let at = revision - 1n; at >= 0n; at--) {
    for await (const event of store.read(stream, at === 0n ? 'no-stream' : at - 1n)) {
      const found = audited(event);
      if (isLinked(found)) return found.metadata.hash;
      break;
    }
  }
  return CHAIN_START;
}
