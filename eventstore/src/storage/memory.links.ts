import { page } from './memory-page.js';
import type { Direction, LinkEntry, LinkStorage } from './storage.port.js';

export class MemoryLinks implements LinkStorage {
  private readonly streams = new Map<string, LinkEntry[]>();
  private newest = 0;

  async upTo(): Promise<number> {
    return this.newest;
  }

  async heads(streams: readonly string[]): Promise<number[]> {
    return streams.map((stream) => (this.streams.get(stream)?.length ?? 0) - 1);
  }

  async read(stream: string, from: number, direction: Direction, limit: number): Promise<LinkEntry[]> {
    return page(this.streams.get(stream) ?? [], from, direction, limit).map(([, link]) => link);
  }

  async write(links: readonly LinkEntry[], upTo: number): Promise<void> {
    for (const link of links) {
      const known = this.streams.get(link.stream);
      if (known) known.push(link);
      else this.streams.set(link.stream, [link]);
    }
    this.newest = upTo;
  }

  async clear(): Promise<void> {
    this.streams.clear();
    this.newest = 0;
  }
}
