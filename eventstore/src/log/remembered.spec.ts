import { expect, it } from '@jest/globals';
import { Remembered } from './remembered.js';

it('reads what it does not know, once for all who ask, and remembers it', async () => {
  const { cache, reads } = remembering();
  expect(await Promise.all([cache.of('a'), cache.of('a'), cache.of('b')])).toEqual([1, 1, 1]);
  expect(await cache.of('a')).toBe(1);
  expect([reads, cache.peek('a'), cache.peek('c')]).toEqual([['a', 'b'], 1, undefined]);
});

it('forgets the oldest, and the sooner the longer the names are', () => {
  const { cache } = remembering();
  for (let n = 0; n < 100; n++) cache.set(`short-${n}`, n);
  expect(cache.peek('short-0')).toBe(0);
  for (let n = 0; n < 3; n++) cache.set(`${n}`.repeat(30_000), n);
  expect(['short-99', '0'.repeat(30_000), '1'.repeat(30_000), '2'.repeat(30_000)].map((name) => cache.peek(name))).toEqual([undefined, undefined, 1, 2]);
  cache.set('x'.repeat(1_000_000), 7);
  expect(cache.peek('x'.repeat(1_000_000))).toBeUndefined();
});

it('counts what is set again once', () => {
  const { cache } = remembering();
  cache.set('first', 1);
  for (let n = 0; n < 10_000; n++) cache.set('again', n);
  expect([cache.peek('first'), cache.peek('again')]).toEqual([1, 9999]);
});

it('never remembers what was read before a change, even if the change is forgotten already', async () => {
  const { cache, reads, answers } = remembering();
  answers.push(1, 2);
  const before = cache.of('a');
  cache.set('a', 2);
  for (let n = 0; n < 3; n++) cache.set(`${n}`.repeat(30_000), n);
  expect(cache.peek('a')).toBeUndefined();
  expect([await before, cache.peek('a'), reads.length]).toEqual([2, 2, 2]);
});

it('forgets a read that failed, and passes its error on', async () => {
  const { cache, answers } = remembering();
  answers.push(new Error('damaged'));
  await expect(cache.of('a')).rejects.toThrow('damaged');
  expect(await cache.of('a')).toBe(1);
});

/** One that has room for 64 KiB of characters; what it reads is 1, or the next of the answers. */
function remembering() {
  const [reads, answers] = [[] as string[], [] as (number | Error)[]];
  const cache = new Remembered<number>(async (name) => {
    reads.push(name);
    const answer = answers.shift() ?? 1;
    if (answer instanceof Error) throw answer;
    return answer;
  }, () => 0, 65_536);
  return { cache, reads, answers };
}
