import { isLinkStream } from './links/links-of.js';
import type { StoredEvent } from './record.codec.js';

type Wake = () => void;

/** Who wants to know that there is something new: in one stream, or anywhere. Told once for each group. */
export class Followers {
  private readonly ofAll = new Set<Wake>();
  private readonly ofStream = new Map<string, Set<Wake>>();
  private ofLinks = 0;

  /** Whether someone follows a stream of links. */
  get wantLinks(): boolean {
    return this.ofLinks > 0;
  }

  /** Call the answer to stop. */
  follow(stream: string | undefined, wake: Wake): () => void {
    if (stream === undefined) {
      this.ofAll.add(wake);
      return () => void this.ofAll.delete(wake);
    }
    const wakes = this.ofStream.get(stream) ?? new Set();
    this.ofStream.set(stream, wakes.add(wake));
    const links = isLinkStream(stream) ? 1 : 0;
    this.ofLinks += links;
    return () => {
      if (wakes.delete(wake)) this.ofLinks -= links;
      if (wakes.size === 0 && this.ofStream.get(stream) === wakes) this.ofStream.delete(stream);
    };
  }

  wake(events: readonly StoredEvent[]): void {
    for (const wake of this.ofAll) wake();
    if (this.ofStream.size === 0) return;
    this.wakeStreams(new Set(events.map(({ streamName }) => streamName.toString())));
  }

  wakeStreams(streams: ReadonlySet<string>): void {
    for (const stream of streams) for (const wake of this.ofStream.get(stream) ?? []) wake();
  }

  /** Has all who follow links look for themselves. */
  wakeLinks(): void {
    for (const [stream, wakes] of this.ofStream) if (isLinkStream(stream)) for (const wake of wakes) wake();
  }
}
