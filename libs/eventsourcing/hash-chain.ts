import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Event, Metadata, Recorded, Sealed } from './message.js';

/** What stands before the first event of every stream: 32 zero bytes, in hexadecimal digits. */
export const CHAIN_START = '0'.repeat(64);

const LEAF = Buffer.of(0);
const HASH = /^[0-9a-f]{64}$/;

interface Link {
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

/**
 * The hash that ties an event to all events before it:
 * SHA-256(0x00 ‖ previous hash ‖ JCS({data, id, metadata without hash, revision, stream, type})), where JCS is
 * the canonical JSON of RFC 8785. Answers it with the size, in bytes, of what was hashed.
 */
export function link(previous: string, { stream, revision, id, type, data, metadata }: Link) {
  const text = canonicalize({ data, id, metadata, revision: Number(revision), stream, type });
  if (text === undefined) throw new TypeError('An event is a JSON object.');
  const digest = createHash('sha256').update(LEAF).update(Buffer.from(previous, 'hex')).update(text).digest('hex');
  return { hash: digest, bytes: Buffer.byteLength(text) };
}

/** Whether an event bears the marks of this log's writers. What they are worth, only the chain tells. */
export function isSealed({ data, metadata }: { readonly data: unknown; readonly metadata: unknown }): boolean {
  const { schema, hash } = (metadata ?? {}) as Partial<Record<keyof Metadata, unknown>>;
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  return isObject && Number.isSafeInteger(schema) && Number(schema) > 0 && typeof hash === 'string' && HASH.test(hash);
}

/** The first event whose hash does not follow from the one before it; undefined when all do. */
export function firstBroken(events: Iterable<Recorded>, previous = CHAIN_START): Recorded | undefined {
  for (const event of events) {
    const { hash, ...metadata } = event.metadata;
    if (link(previous, { ...event, metadata }).hash !== hash) return event;
    previous = hash;
  }
  return undefined;
}

/** Where the next event of a stream goes. */
export interface ChainEnd {
  readonly stream: string;
  readonly revision: bigint;
  readonly previous: string;
}

/** An event made ready for the store: identified and tied to the chain. `bytes` is about what it takes there. */
export function seal<E extends Event>(event: E, meta: Omit<Metadata, 'hash'>, end: ChainEnd) {
  const id = crypto.randomUUID();
  const { hash, bytes } = link(end.previous, { ...end, ...event, id, metadata: meta });
  const sealed: Sealed<E> = { ...event, id, metadata: { ...meta, hash } };
  return { sealed, hash, bytes };
}
