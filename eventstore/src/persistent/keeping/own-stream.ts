import { randomUUID } from 'node:crypto';
import { CommitTimeout } from '../../log/append.js';
import type { EventLog } from '../../log/event-log.js';
import type { ProposedEvent } from '../../log/proposed-event.js';
import type { StoredEvent } from '../../log/record.codec.js';
import { metastreamOf } from '../../log/visibility.js';
import { parseUuid } from '../../protocol/uuid.js';

/** What is readable of it; nothing when first lies beyond last. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

type Document = Readonly<Record<string, unknown>>;

const NEWEST = Number.MAX_SAFE_INTEGER;
/** What a soft delete leaves as metadata. */
const DELETED = '{"$tb":9223372036854775807}';
const NOTHING = Buffer.alloc(0);

/** A stream in which the node keeps its own books. */
export class OwnStream {
  private described: Promise<void> | undefined;

  /** The document is its metadata, written before its first event. */
  constructor(
    private readonly log: EventLog,
    readonly name: string,
    private readonly document: Document,
  ) {}

  async extent(): Promise<Extent> {
    const newest = await this.newest(this.name);
    return { first: (await this.truncated()) ?? 0, last: newest?.revision ?? -1 };
  }

  /** The newest event that is readable. */
  async last(): Promise<StoredEvent | undefined> {
    const newest = await this.newest(this.name);
    return newest && newest.revision >= ((await this.truncated()) ?? 0) ? newest : undefined;
  }

  async read(from: number, limit: number): Promise<StoredEvent[]> {
    return this.log.readStream(this.name, from, 'forwards', limit);
  }

  /** Resolves with its number once it is durable. */
  async append(type: string, isJson: boolean, data: string, metadata?: Document): Promise<number> {
    await (this.described ??= this.prepare());
    return this.write(this.name, proposed(type, isJson, data, metadata));
  }

  /** Hides the events before a number for good. */
  async truncate(before: number): Promise<void> {
    await this.describe({ ...this.document, $tb: before });
  }

  /** A soft delete, if there is anything to delete. */
  async erase(): Promise<void> {
    this.described = undefined;
    const { first, last } = await this.extent();
    if (first <= last) await this.write(metastreamOf(this.name), proposed('$metadata', true, DELETED));
  }

  /** What was erased before goes on behind its old events. */
  private async prepare(): Promise<void> {
    const [{ first, last }, truncated] = [await this.extent(), await this.truncated()];
    if (first > last && last >= 0) await this.truncate(last + 1);
    else if (truncated === undefined) await this.describe(this.document);
  }

  private async describe(document: Document): Promise<void> {
    await this.write(metastreamOf(this.name), proposed('$metadata', true, JSON.stringify(document)));
  }

  /** The first readable number by its metadata; undefined if it has none. Beyond every number once it is erased. */
  private async truncated(): Promise<number | undefined> {
    const metadata = await this.newest(metastreamOf(this.name));
    if (!metadata) return undefined;
    const { $tb } = JSON.parse(metadata.data.toString()) as { readonly $tb?: number };
    return $tb ?? 0;
  }

  private async newest(stream: string): Promise<StoredEvent | undefined> {
    const [event] = await this.log.readStream(stream, NEWEST, 'backwards', 1);
    return event;
  }

  /** A write that takes too long may still happen; asked for again with the same id it happens once. */
  private async write(stream: string, event: ProposedEvent): Promise<number> {
    for (;;) {
      try {
        const outcome = await this.log.append({ stream, expected: 'any', events: [event] });
        if (outcome.kind === 'appended') return outcome.revision;
        throw new Error(`The stream ${stream} cannot be written`);
      } catch (error) {
        if (!(error instanceof CommitTimeout)) throw error;
      }
    }
  }
}

function proposed(type: string, isJson: boolean, data: string, metadata?: Document): ProposedEvent {
  return {
    eventId: parseUuid(randomUUID())!,
    type,
    isJson,
    data: Buffer.from(data),
    metadata: metadata ? Buffer.from(JSON.stringify(metadata)) : NOTHING,
  };
}
