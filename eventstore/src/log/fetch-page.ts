/** As where events lie side by side: the storage ends a page there, too. */
export const PAGE_BYTES = 512 * 1024;
const FIRST_STEP = 4;
const LONGEST_STEP = 32;

/** What is found for each of these, in this order, until there are so many bytes: a reader that takes its time holds no more, however large they are. */
export async function fetchPage<Key, Found>(
  keys: readonly Key[], fetch: (keys: readonly Key[]) => Promise<readonly Found[]>, sizeOf: (found: Found) => number,
): Promise<Found[]> {
  const page: Found[] = [];
  let bytes = 0;
  for (let step = FIRST_STEP; page.length < keys.length && bytes < PAGE_BYTES; step = fitting(page.length, bytes)) {
    const found = await fetch(keys.slice(page.length, page.length + step));
    for (const one of found) bytes += sizeOf(one);
    page.push(...found);
  }
  return page;
}

/** How many more there is room for if they are as large as those before. */
const fitting = (count: number, bytes: number): number => Math.min(LONGEST_STEP, Math.max(1, Math.floor(((PAGE_BYTES - bytes) * count) / bytes)));
