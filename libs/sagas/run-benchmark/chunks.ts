import type { FailedUpload } from '#domain';

/** An event holds no more than so many items, or so many bytes of them. */
const ITEMS = 1000;
const BYTES = 200_000;

/** Items in portions that fit an event each. The same items make the same portions. */
export function* inChunks<Item>(items: Iterable<Item>, sizeOf: (item: Item) => number): Generator<readonly Item[]> {
  let chunk: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (chunk.length === ITEMS || (chunk.length > 0 && bytes + size > BYTES)) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(item);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

/** What an item takes in an event, in bytes, with the comma after it. A name may hold what JSON writes in six bytes. */
export const jsonSize = (item: unknown): number => Buffer.byteLength(JSON.stringify(item)) + 1;

/** A failed upload is an event of its own: identity and metadata count, too. */
export const failureSize = (failure: FailedUpload): number => 500 + jsonSize(failure);
