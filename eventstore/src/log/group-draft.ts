import { randomBytes } from 'node:crypto';
import { DamagedData, type Storage, type WriteBatch, type WrittenRecord } from '../storage/storage.port.js';
import type { AppendOutcome, AppendRequest, DeleteRequest } from './append.js';
import { asNumber, judge, judgeDelete, recalled, repeated, type KnownEvent, type StreamState } from './append-rules.js';
import { knownEvents } from './known-events.js';
import { isLeftBehind, isLinkStream } from './links/links-of.js';
import type { ProposedEvent } from './proposed-event.js';
import { encodeRecord, StoredEvent } from './record.codec.js';
import { isSoftDeleted, NO_METADATA, parseMetadata, SOFT_DELETED, TOMBSTONE, withTruncateBefore, type StreamMetadata } from './stream-metadata.js';
import { isMetastream, metastreamOf, ruledBy, visiblePart } from './visibility.js';

interface StreamDraft {
  last: number;
  readonly written: WrittenRecord[];
  /** Ids of what is written here, by their bytes as text; undefined where they are not entered, as nobody asks by them. */
  readonly ids: Map<string, number> | undefined;
}

/** What was read from disk for a group before any of it is decided. */
export interface Prefetched {
  /** The newest revision of every stream that the group names, of what rules it, and of metadata that it may change. */
  readonly heads: ReadonlyMap<string, number>;
  /** The metadata that rules every stream that the group names. */
  readonly metadata: ReadonlyMap<string, StreamMetadata>;
  /** The streams that are asked by ids, or have been: all that they hold is entered. */
  readonly entered: ReadonlySet<string>;
  /** Where a request's first id is known already, −1 for nowhere; only for those that will be asked. */
  readonly firstIds: ReadonlyMap<AppendRequest, number>;
}

/** The requests of one group, decided in order: each sees what those before it will have written. */
export class GroupDraft {
  readonly events: StoredEvent[] = [];
  /** Metadata as the group leaves it, of the streams where that is new. */
  readonly metadata = new Map<string, StreamMetadata>();
  private readonly records: WrittenRecord[] = [];
  private readonly streams = new Map<string, StreamDraft>();

  constructor(
    private readonly storage: Storage,
    private position: number,
    private readonly prefetched: Prefetched,
    private readonly created = Date.now(),
  ) {}

  get batch(): WriteBatch {
    const heads = new Map<string, number>();
    for (const [stream, { last, written }] of this.streams) if (written.length > 0) heads.set(stream, last);
    return { records: this.records, heads, entered: this.prefetched.entered };
  }

  /** A promise only where an earlier event has to be looked up. */
  decide(request: AppendRequest | DeleteRequest): AppendOutcome | Promise<AppendOutcome> {
    if (request.allowedBy && !request.allowedBy(this.ruling(request.stream))) return { kind: 'denied' };
    if ('isFinal' in request) return this.delete(request);
    const draft = this.draft(request.stream);
    switch (judge(request.expected, this.state(request.stream), request.events.length)) {
      case 'write': return this.append(request);
      case 'nothing': return { kind: 'appended', revision: draft.last, position: this.position };
      case 'conflict': return { kind: 'conflict', current: draft.last };
      case 'deleted': return { kind: 'deleted' };
      case 'compare': return this.compare(request, draft);
      case 'recall': return this.recall(request, draft);
    }
  }

  private delete({ stream, expected, isFinal }: DeleteRequest): AppendOutcome {
    const state = this.state(stream);
    switch (judgeDelete(expected, state, isFinal)) {
      case 'conflict': return { kind: 'conflict', current: state.last };
      case 'deleted': return { kind: 'deleted' };
      case 'delete': break;
    }
    if (isFinal) this.write(stream, { ...ownEvent('$streamDeleted'), isJson: false }, TOMBSTONE);
    else this.describe(stream, isLinkStream(stream) ? Buffer.from(`{"$tb":${state.last + 1}}`) : SOFT_DELETED);
    return { kind: 'appended', revision: state.last, position: this.position };
  }

  private append({ stream, events }: AppendRequest): AppendOutcome {
    const before = this.ruling(stream);
    const first = this.draft(stream).last + 1;
    for (const event of events) this.write(stream, event);
    const { revision, position } = this.draft(stream).written.at(-1)!;
    if (isMetastream(stream)) this.redescribed(ruledBy(stream), events.at(-1)!, before);
    else if (isSoftDeleted(before)) this.describe(stream, withTruncateBefore(before.document!, first) ?? Buffer.from(`{"$tb":${first}}`));
    return { kind: 'appended', revision, position };
  }

  /** New metadata revives a stream that is deleted, but shows nothing of its former life. */
  private redescribed(stream: string, { data, isJson }: ProposedEvent, before: StreamMetadata): void {
    this.metadata.set(stream, isJson ? parseMetadata(data) : NO_METADATA);
    const revived = isSoftDeleted(before) ? withTruncateBefore(data, this.draft(stream).last + 1) : undefined;
    if (revived) this.describe(stream, revived);
  }

  private describe(stream: string, document: Buffer): void {
    this.write(metastreamOf(stream), { ...ownEvent('$metadata'), data: document });
    this.metadata.set(stream, parseMetadata(document));
  }

  private write(stream: string, event: ProposedEvent, revision = this.draft(stream).last + 1): void {
    const draft = this.draft(stream);
    const place = { stream, revision, position: ++this.position, created: this.created };
    const record = encodeRecord(event, place);
    const written = { ...place, eventId: event.eventId, record };
    draft.last = revision;
    this.records.push(written);
    draft.written.push(written);
    draft.ids?.set(idText(event.eventId), revision);
    this.events.push(new StoredEvent(record));
  }

  private async compare({ stream, expected, events }: AppendRequest, draft: StreamDraft): Promise<AppendOutcome> {
    const from = asNumber(expected as number | 'no_stream') + 1;
    const stored = await this.entries(stream, draft, from, events.length);
    const found = repeated(events.map(({ eventId }) => eventId), stored);
    if (found === 'not' && expected === 'no_stream' && isSoftDeleted(this.ruling(stream))) return this.append({ stream, expected, events });
    return typeof found === 'string' ? { kind: 'conflict', current: draft.last } : this.answer(stream, draft, found);
  }

  private recall(request: AppendRequest, draft: StreamDraft): AppendOutcome | Promise<AppendOutcome> {
    const first = draft.ids?.get(idText(request.events[0]!.eventId)) ?? this.prefetched.firstIds.get(request);
    return first === -1 ? this.append(request) : this.recallAll(request, draft);
  }

  private async recallAll(request: AppendRequest, draft: StreamDraft): Promise<AppendOutcome> {
    const { stream, events } = request;
    const stored = await this.storage.findIds(events.map(({ eventId }) => ({ stream, eventId })));
    const verdict = recalled(events.map(({ eventId }, i) => draft.ids?.get(idText(eventId)) ?? stored[i]!));
    if (verdict === 'write') return this.append(request);
    if (verdict === 'conflict') return { kind: 'conflict', current: draft.last };
    const [entry] = await this.entries(stream, draft, verdict, 1);
    if (!entry?.eventId.equals(events.at(-1)!.eventId)) throw new DamagedData(`damaged index: an id leads to revision ${verdict} of stream ${stream}, which has another`);
    return this.answer(stream, draft, entry);
  }

  private async answer(stream: string, { last }: StreamDraft, { revision, position }: KnownEvent): Promise<AppendOutcome> {
    const { first, since } = visiblePart(stream, last, this.ruling(stream));
    const seen = revision >= first && (since === 0 || (await this.createdAt(position)) >= since);
    return { kind: 'appended', revision, position: seen ? position : undefined };
  }

  private async createdAt(position: number): Promise<number> {
    const drafted = this.events.find((event) => event.position === position);
    if (drafted) return drafted.created;
    const [record] = await this.storage.fetch([{ position }]);
    return StoredEvent.checked(record, position).created;
  }

  /** What the stream holds from a revision on, on disk first, then of this group. */
  private async entries(stream: string, { last, written }: StreamDraft, from: number, count: number): Promise<KnownEvent[]> {
    const onDisk = last - written.length;
    const found: KnownEvent[] = [];
    while (found.length < count && from + found.length <= onDisk) {
      const page = await knownEvents(this.storage, stream, from + found.length, Math.min(count, onDisk - from + 1) - found.length);
      found.push(...page);
    }
    const drafted = Math.max(0, from - onDisk - 1);
    return [...found, ...written.slice(drafted, drafted + count - found.length)];
  }

  private state(stream: string): StreamState {
    const { last } = this.draft(stream);
    if (isMetastream(stream)) {
      const isGone = this.draft(ruledBy(stream)).last === TOMBSTONE;
      return { last: isGone ? TOMBSTONE : last, hasMetadata: false, isSoftDeleted: false };
    }
    const ruling = this.ruling(stream);
    const hasMetadata = last < 0 && this.draft(metastreamOf(stream)).last >= 0;
    return { last, hasMetadata, isSoftDeleted: isSoftDeleted(ruling) || isLeftBehind(stream, last, ruling) };
  }

  private ruling(stream: string): StreamMetadata {
    const ruler = ruledBy(stream);
    return this.metadata.get(ruler) ?? this.prefetched.metadata.get(ruler) ?? NO_METADATA;
  }

  private draft(stream: string): StreamDraft {
    const drafted = this.streams.get(stream);
    if (drafted) return drafted;
    const fresh = { last: this.prefetched.heads.get(stream) ?? -1, written: [], ids: this.prefetched.entered.has(stream) ? new Map<string, number>() : undefined };
    this.streams.set(stream, fresh);
    return fresh;
  }
}

const idText = (eventId: Buffer): string => eventId.toString('latin1');
const NOTHING = Buffer.alloc(0);

/** An event that nobody sent: the node's own. */
const ownEvent = (type: string): ProposedEvent => ({ eventId: randomBytes(16), type, isJson: true, metadata: NOTHING, data: NOTHING });
