import { DamagedData, type Storage } from '../storage/storage.port.js';

/**
 * The newest revision of each stream: read when first needed, then kept for a bounded number of streams.
 * Two entries on disk must agree on it, so that one damaged block cannot make a stream shorter.
 */
export class StreamHeads {
  private readonly known = new Map<string, number>();

  constructor(
    private readonly storage: Storage,
    private readonly capacity = 100_000,
  ) {}

  /** −1 when the stream has no events. */
  async of(stream: string): Promise<number> {
    const known = this.known.get(stream);
    if (known !== undefined) return known;
    const [head = -1] = await this.storage.heads([stream]);
    const [newest] = head < 0 ? [] : await this.storage.readIndex(stream, Number.MAX_SAFE_INTEGER, 'backwards', 1);
    const last = this.known.get(stream);
    if (last !== undefined) return last;
    if (head !== (newest?.revision ?? -1)) {
      throw new DamagedData(`damaged index: stream ${stream} ends at ${head} by its head and at ${newest?.revision ?? -1} by its events`);
    }
    this.set(stream, head);
    return head;
  }

  /** What is in memory already, so that a hot path need not wait. */
  peek(stream: string): number | undefined {
    return this.known.get(stream);
  }

  /** To be called with what has just become durable. */
  set(stream: string, last: number): void {
    this.known.delete(stream);
    this.known.set(stream, last);
    if (this.known.size > this.capacity) this.known.delete(this.known.keys().next().value!);
  }
}
