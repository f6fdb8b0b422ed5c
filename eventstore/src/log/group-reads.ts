import type { Storage } from '../storage/storage.port.js';
import type { AppendRequest, DeleteRequest } from './append.js';
import type { Prefetched } from './group-draft.js';
import type { EnteredIds } from './entered-ids.js';
import type { StreamHeads } from './heads.js';
import type { MetadataCache } from './metadata-cache.js';
import { isLinkStream } from './links/links-of.js';
import type { LinkIndex } from './links/link-index.js';
import { isSoftDeleted, NO_METADATA, TOMBSTONE, type StreamMetadata } from './stream-metadata.js';
import { isMetastream, metastreamOf, ruledBy } from './visibility.js';

/** Where a group's reads are answered from. */
export interface Sources {
  readonly heads: StreamHeads;
  readonly metadata: MetadataCache;
  readonly links: LinkIndex;
  readonly ids: EnteredIds;
  readonly storage: Storage;
}

export interface GroupReads extends Prefetched {
  /** Streams that could not be read, and why: only their own requests fail. */
  readonly failures: ReadonlyMap<string, unknown>;
}

export type GroupRequest = AppendRequest | DeleteRequest;

/** Reads what deciding a group needs, side by side: usually nothing, as heads and metadata are kept in memory. */
export async function readForGroup(requests: readonly GroupRequest[], { heads, metadata, links, ids, storage }: Sources): Promise<GroupReads> {
  const failures = new Map<string, unknown>();
  const [found, rulers] = [new Map<string, number>(), new Map<string, StreamMetadata>()];
  const ruling = new Set(requests.map(({ stream }) => ruledBy(stream)));
  const streams = new Set([...ruling, ...requests.map(({ stream }) => stream)]);
  await Promise.all([load(ruling, metadata, rulers, failures), load(streams, heads, found, failures)]);
  const described = requests.filter((request) => !isMetastream(request.stream) && mayDescribe(request, rulers.get(request.stream)));
  await load(new Set(described.map(({ stream }) => metastreamOf(stream))), heads, found, failures);
  const linked = [...streams].filter((stream) => isLinkStream(stream) && found.get(stream) !== TOMBSTONE);
  if (linked.length > 0) await load(new Set(linked), { peek: () => undefined, of: (stream) => links.known(stream) }, found, failures);
  const asked = requests.filter(asksByIds);
  await enter(new Set(asked.map(({ stream }) => stream)), ids, found, failures);
  const entered = new Set(Array.from(found.keys()).filter((stream) => ids.isWhole(stream, found.get(stream))));
  return { heads: found, metadata: rulers, failures, entered, firstIds: await firstIds(asked, storage) };
}

/** Whether a request is known for a repeat by its ids alone. */
export const asksByIds = (request: GroupRequest): request is AppendRequest =>
  'events' in request && (request.expected === 'any' || request.expected === 'stream_exists') && request.events.length > 0;

/** Whether the metadata stream's number may be needed, to judge by or to write to. */
const mayDescribe = (request: GroupRequest, metadata: StreamMetadata = NO_METADATA): boolean =>
  'isFinal' in request || request.expected === 'stream_exists' || isSoftDeleted(metadata);

interface Cache<T> {
  peek(stream: string): T | undefined;
  of(stream: string): Promise<T>;
}

async function load<T>(streams: ReadonlySet<string>, cache: Cache<T>, found: Map<string, T>, failures: Map<string, unknown>): Promise<void> {
  const missing: string[] = [];
  for (const stream of streams) {
    const known = cache.peek(stream);
    if (known === undefined) missing.push(stream);
    else found.set(stream, known);
  }
  if (missing.length === 0) return;
  await Promise.all(missing.map(async (stream) => {
    try {
      found.set(stream, await cache.of(stream));
    } catch (error) {
      failures.set(stream, error);
    }
  }));
}

/** What has been written since the request was let through: little, or nothing. */
async function enter(streams: ReadonlySet<string>, ids: EnteredIds, heads: ReadonlyMap<string, number>, failures: Map<string, unknown>): Promise<void> {
  const missing = [...streams].filter((stream) => !ids.isWhole(stream, heads.get(stream)) && !failures.has(stream));
  await Promise.all(missing.map((stream) => ids.enter(stream).catch((error: unknown) => failures.set(stream, error))));
}

async function firstIds(asked: readonly AppendRequest[], storage: Storage): Promise<Map<AppendRequest, number>> {
  const ids = asked.map(({ stream, events }) => ({ stream, eventId: events[0]!.eventId }));
  const revisions = ids.length > 0 ? await storage.findIds(ids) : [];
  return new Map(asked.map((request, i) => [request, revisions[i]!]));
}
