import { randomUUID } from 'node:crypto';
import { CommitTimeout } from '../../log/append.js';
import type { EventLog } from '../../log/event-log.js';
import type { ProposedEvent } from '../../log/proposed-event.js';
import type { StoredEvent } from '../../log/record.codec.js';
import { SOFT_DELETED } from '../../log/stream-metadata.js';
import { isTombstoned, metastreamOf, type Visible } from '../../log/visibility.js';
import { parseUuid } from '../../protocol/uuid.js';

/** What is readable of it; nothing when first lies beyond last. */
export type Extent = Pick<Visible, 'first' | 'last' | 'since'>;

type Document = Readonly<Record<string, unknown>>;


/** A stream in which the node keeps its own books. */
export class OwnStream {
  private described: Promise<void> | undefined;

  /** The document is its metadata, written before its first event. */
  constructor(
    private readonly log: EventLog,
    readonly name: string,
    private readonly document: Document,
  ) {}

  /** By the rules for every reader: an operator may truncate or delete it. */
  async extent(): Promise<Extent> {
    const { first, last, since, exists } = await this.log.visible(this.name);
    return { first: exists && !isTombstoned({ last }) ? first : last + 1, last, since };
  }

  /** Its newest readable events, newest first. */
  async newest(count: number): Promise<StoredEvent[]> {
    const { first, last } = await this.extent();
    return first > last ? [] : this.log.readStream(this.name, last, 'backwards', Math.min(count, last - first + 1));
  }

  async read(from: number, limit: number): Promise<StoredEvent[]> {
    return this.log.readStream(this.name, from, 'forwards', limit);
  }

  /** Resolves with its number once it is durable. */
  async append(type: string, isJson: boolean, data: string, metadata = ''): Promise<number> {
    await (this.described ??= this.prepare());
    return this.write(this.name, proposed(type, isJson, data, metadata));
  }

  /** Hides the events before a number for good. */
  async truncate(before: number): Promise<void> {
    await this.describe({ ...this.document, $tb: before });
  }

  /** A soft delete, if there is anything to delete: also where nothing of it can be read any more. */
  async erase(): Promise<void> {
    this.described = undefined;
    const { last, exists } = await this.log.visible(this.name);
    if (exists && !isTombstoned({ last })) await this.write(metastreamOf(this.name), proposed('$metadata', true, SOFT_DELETED));
  }

  /** What was erased before goes on behind its old events. */
  private async prepare(): Promise<void> {
    const { first, last } = await this.extent();
    if (first > last && last >= 0) await this.truncate(last + 1);
    else if (!(await this.log.visible(metastreamOf(this.name))).exists) await this.describe(this.document);
  }

  private async describe(document: Document): Promise<void> {
    await this.write(metastreamOf(this.name), proposed('$metadata', true, JSON.stringify(document)));
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

function proposed(type: string, isJson: boolean, data: string | Buffer, metadata = ''): ProposedEvent {
  return {
    eventId: parseUuid(Buffer.from(randomUUID()))!,
    type,
    isJson,
    data: Buffer.from(data),
    metadata: Buffer.from(metadata),
  };
}
