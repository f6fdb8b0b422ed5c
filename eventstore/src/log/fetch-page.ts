import type { StoredEvent } from './record.codec.js';

/** As where events lie side by side: the storage ends a page there, too. */
const PAGE_BYTES = 512 * 1024;
const FIRST_STEP = 4;
const LONGEST_STEP = 32;

/** Events from wherever they lie, in this order, until there are so many bytes: a reader that takes its time holds no more, however large they are. */
export async function fetchPage(positions: readonly number[], fetch: (positions: readonly number[]) => Promise<StoredEvent[]>): Promise<StoredEvent[]> {
  const page: StoredEvent[] = [];
  let bytes = 0;
  for (let step = FIRST_STEP; page.length < positions.length && bytes < PAGE_BYTES; step = fitting(page.length, bytes)) {
    const events = await fetch(positions.slice(page.length, page.length + step));
    for (const { record } of events) bytes += record.length;
    page.push(...events);
  }
  return page;
}

/** How many more there is room for if they are as large as those before. */
const fitting = (count: number, bytes: number): number => Math.min(LONGEST_STEP, Math.max(1, Math.floor(((PAGE_BYTES - bytes) * count) / bytes)));
