import { NO_METADATA, type StreamMetadata } from './stream-metadata.js';

/** The metadata of streams, by their names: read when first needed, then kept for a bounded number of streams. */
export class MetadataCache {
  private readonly known = new Map<string, StreamMetadata>();

  constructor(
    private readonly read: (stream: string) => Promise<StreamMetadata | undefined>,
    private readonly capacity = 100_000,
  ) {}

  async of(stream: string): Promise<StreamMetadata> {
    const known = this.known.get(stream);
    if (known) return known;
    const found = (await this.read(stream)) ?? NO_METADATA;
    const meanwhile = this.known.get(stream);
    if (meanwhile) return meanwhile;
    this.set(stream, found);
    return found;
  }

  /** What is in memory already, so that a hot path need not wait. */
  peek(stream: string): StreamMetadata | undefined {
    return this.known.get(stream);
  }

  /** To be called with what has just become durable. */
  set(stream: string, metadata: StreamMetadata): void {
    this.known.delete(stream);
    this.known.set(stream, metadata);
    if (this.known.size > this.capacity) this.known.delete(this.known.keys().next().value!);
  }
}
