import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageOf, type Ordered } from './level.page.js';

const entry = (n: number, bytes = 4): [Buffer, Buffer] => [Buffer.from(String(n).padStart(4, '0')), Buffer.alloc(bytes, n)];
const entries = (count: number, bytes?: number) => Array.from({ length: count }, (_, n) => entry(n, bytes));

it.each([
  ['as many as it is asked for', 10, 10],
  ['all where there are no more', 300, 100],
  ['one', 1, 1],
])('has %s', async (_what, count, expected) => {
  await put(entries(100));
  expect(await pageOf(level, {}, count)).toEqual(entries(expected));
});

it('ends after some bytes, with what took it beyond them', async () => {
  await put(entries(100, 100_000));
  expect((await pageOf(level, {}, 100)).map(([key]) => key.toString())).toEqual(['0000', '0001', '0002', '0003', '0004', '0005']);
});

it('has what lies in its range', async () => {
  await put(entries(100));
  const [from, to] = [entry(40)[0], entry(44)[0]];
  expect(await pageOf(level, { gt: from, lte: to, reverse: true }, 3)).toEqual([entry(44), entry(43), entry(42)]);
});

it.each([10, 100_000])('leaves a single entry in its iterator, where entries have %d bytes', async (bytes) => {
  await put(entries(100, bytes));
  const left: number[] = [];
  const watched: Ordered = {
    iterator: (options) => {
      const iterator = level.iterator(options);
      const nextv = async (count: number) => {
        const page = await iterator.nextv(count);
        left.push(page.length);
        return page;
      };
      return { nextv, close: () => iterator.close() };
    },
  };
  expect((await pageOf(watched, {}, 50)).length).toBe(left[0]);
  expect(left.at(-1)).toBe(1);
});

it('is not spoiled by what comes after it', async () => {
  await put(entries(100));
  let asked = 0;
  const damaged: Ordered = {
    iterator: (options) => {
      const iterator = level.iterator(options);
      const nextv = (count: number) => (asked++ === 0 ? iterator.nextv(count) : Promise.reject(new Error('damaged')));
      return { nextv, close: () => iterator.close() };
    },
  };
  expect(await pageOf(damaged, {}, 50)).toEqual(entries(50));
  expect(asked).toBe(2);
});

let folder: string;
let level: ClassicLevel<Buffer, Buffer>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-page-'));
  level = new ClassicLevel(folder, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
});
afterEach(async () => {
  await level.close();
  await rm(folder, { recursive: true });
});

const put = (all: readonly [Buffer, Buffer][]): Promise<void> => level.batch(all.map(([key, value]) => ({ type: 'put', key, value })));
