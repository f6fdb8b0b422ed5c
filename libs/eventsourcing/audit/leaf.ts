import { CHAIN_START, isSealed, link } from '../hash-chain.js';
import type { Metadata, Recorded } from '../message.js';

/** An event as auditors get it: all of it is JSON. */
export interface AuditedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

/** Bytes that are no JSON become base64; what is missing becomes null. */
export function audited({ stream, revision, id, type, data, metadata }: Recorded): AuditedEvent {
  return { stream, revision: Number(revision), id, type, data: asJson(data), metadata: asJson(metadata) };
}

function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** An event with a link of the chain. */
export type LinkedEvent = AuditedEvent & { readonly data: object; readonly metadata: Metadata };

/** Whether an event has a link of the chain; right or wrong. */
export const isLinked = (event: AuditedEvent): event is LinkedEvent => isSealed(event);

/** The chain hash that an event must have after `previous`; undefined: it has no canonical form. */
export function linkOf(event: LinkedEvent, previous: string): string | undefined {
  const { hash: _hash, ...metadata } = event.metadata;
  return linked(previous, { ...event, metadata });
}

/**
 * What a tree has as the leaf of an event, before it is hashed: the chain hash that it states. Where it states none,
 * somebody else wrote it, and it is the hash of all of it as the first of a chain; where it has no canonical form
 * either, that of its place, id and type.
 */
export function leafOf(event: AuditedEvent): string {
  if (isLinked(event)) return event.metadata.hash;
  const bare = { ...event, data: null, metadata: null };
  return linked(CHAIN_START, event) ?? linked(CHAIN_START, bare) ?? CHAIN_START;
}

function linked(previous: string, event: AuditedEvent): string | undefined {
  try {
    return link(previous, { ...event, revision: BigInt(event.revision) } as Parameters<typeof link>[1]).hash;
  } catch {
    return undefined;
  }
}
