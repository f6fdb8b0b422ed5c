import type { IteratorOptions } from 'classic-level';

type Entries = [Buffer, Buffer][];
type Range = IteratorOptions<Buffer, Buffer>;

/** As much of LevelDB as is needed here. */
export interface Ordered {
  iterator(options: Range): { nextv(count: number): Promise<Entries>; close(): Promise<void> };
}

/** A page ends after so many bytes, so that large entries do not pile up in memory. */
const PAGE_BYTES = 512 * 1024;

/**
 * The first entries of a range, `count` at most, and no more once there are so many bytes. Each page has an iterator of its own: an open one would pin files for as long as
 * a slow reader takes.
 */
export async function pageOf(level: Ordered, range: Range, count: number, bytes = PAGE_BYTES): Promise<Entries> {
  const iterator = level.iterator({ ...range, limit: count + 1, highWaterMarkBytes: Math.min(bytes, PAGE_BYTES) });
  try {
    const page = await iterator.nextv(count);
    // It holds a copy of what it read last, of which V8 knows nothing, until V8 comes to collect it: from here on, of one entry.
    // Whether that can be read concerns whoever asks for it.
    if (page.length > 1) await iterator.nextv(1).catch(() => undefined);
    return page;
  } finally {
    await iterator.close();
  }
}
