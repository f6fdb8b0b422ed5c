import { beforeEach, expect, it } from '@jest/globals';
import { RowCache, type RowStore } from './row-cache.js';

it('asks for nothing before it has written something', async () => {
  const cache = new RowCache(store, 2);
  expect(await cache.find(['a'])).toEqual(new Map());
  expect(asked).toEqual([]);
});

it('writes the rows that were not changed for longest, and finds them again', async () => {
  const cache = new RowCache(store, 2);
  await cache.put(rows('a', 'b'));
  await cache.put(rows('c', 'a'));
  expect(Object.keys(stored)).toEqual(['b']);
  expect(await cache.find(['a', 'b', 'c', 'd'])).toEqual(rows('a', 'b', 'c'));
  expect(asked).toEqual([['b', 'd']]);
});

it('writes a row that is changed often once, as it is at last', async () => {
  const cache = new RowCache(store, 100);
  for (let n = 0; n < 50; n += 1) await cache.put(new Map([['a', { key: 'a', n }]]));
  await cache.drain();
  expect(writes).toEqual([[{ key: 'a', n: 49 }]]);
});

it('keeps no more than two generations, however many rows there are', async () => {
  const cache = new RowCache(store, 10);
  for (let n = 0; n < 1000; n += 1) {
    await cache.put(rows(`${n}`));
    expect(n + 1 - Object.keys(stored).length).toBeLessThanOrEqual(20);
  }
  await cache.drain();
  expect(Object.keys(stored)).toHaveLength(1000);
  expect(await cache.find(['7'])).toEqual(rows('7'));
});

it('writes many rows in statements of a bounded size', async () => {
  const cache = new RowCache(store, 10_000);
  await cache.put(rows(...Array.from({ length: 4_500 }, (_, n) => `${n}`)));
  await cache.drain();
  expect(writes.map(({ length }) => length)).toEqual([2_000, 2_000, 500]);
});

type Row = { readonly key: string };
let stored: Record<string, object> = {};
let asked: (readonly string[])[] = [];
let writes: (readonly object[])[] = [];
beforeEach(() => void ([stored, asked, writes] = [{}, [], []]));

const store: RowStore = {
  async find(keys) {
    asked.push(keys);
    return new Map(keys.flatMap((key) => (stored[key] ? [[key, stored[key]]] : [])));
  },
  async save(saved) {
    writes.push(saved);
    for (const row of saved as readonly Row[]) stored[row.key] = row;
  },
};
const rows = (...keys: string[]) => new Map(keys.map((key) => [key, { key }]));
