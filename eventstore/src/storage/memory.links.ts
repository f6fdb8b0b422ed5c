import { page } from './memory-page.js';
import type { Direction, LinkedEvent, LinkEntry, LinkStorage } from './storage.port.js';

export class MemoryLinks implements LinkStorage {
  private readonly streams = new Map<string, LinkEntry[]>();
  private upTo: LinkedEvent | undefined;

  async newest(): Promise<LinkedEvent | undefined> {
    return this.upTo;
  }

  async heads(streams: readonly string[]): Promise<number[]> {
    return streams.map((stream) => (this.streams.get(stream)?.length ?? 0) - 1);
  }

  async read(stream: string, from: number, direction: Direction, limit: number): Promise<LinkEntry[]> {
    return page(this.streams.get(stream) ?? [], from, direction, limit).map(([, link]) => link);
  }

  async write(links: readonly LinkEntry[], newest: LinkedEvent): Promise<void> {
    for (const link of links) {
      const known = this.streams.get(link.stream);
      if (known) known.push(link);
      else this.streams.set(link.stream, [link]);
    }
    this.upTo = newest;
  }

  async clear(): Promise<void> {
    this.streams.clear();
    this.upTo = undefined;
  }
}
