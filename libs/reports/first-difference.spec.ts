import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstDifference } from './index.js';

it.each([
  ['nothing differs', 'a\nb\n', 'a\nb\n', undefined],
  ['a line', 'a\nbat\nc', 'a\nbit\nc', { line: 2, column: 2, stored: 'bat', rebuilt: 'bit' }],
  ['a line end', 'a\r\nb', 'a\nb', { line: 1, column: 2, stored: 'a\r', rebuilt: 'a' }],
  ['one that ends early', 'a', 'a\nb', { line: 2, column: 1, stored: undefined, rebuilt: 'b' }],
  ['the last line end', 'a\n', 'a', { line: 2, column: 1, stored: '', rebuilt: undefined }],
  ['everything', '', 'x', { line: 1, column: 1, stored: '', rebuilt: 'x' }],
  ['a mark of byte order', '\uFEFFa', 'a', { line: 1, column: 1, stored: '\uFEFFa', rebuilt: 'a' }],
])('finds where two texts part: %s', async (_, stored, rebuilt, difference) => {
  expect(await firstDifference(bytes(stored, 1), whole(rebuilt))).toEqual(difference);
});

it('cuts long lines around the place', async () => {
  const [stored, rebuilt] = ['1', '2'].map((each) => `${'x'.repeat(100_000)}${each}${'y'.repeat(100_000)}`);
  const found = await firstDifference(whole(stored!), whole(rebuilt!));
  expect(found).toMatchObject({ line: 1, column: 100_001 });
  expect(found!.stored).toBe(`…${'x'.repeat(60)}1${'y'.repeat(99)}…`);
  expect(found!.rebuilt).toBe(`…${'x'.repeat(60)}2${'y'.repeat(99)}…`);
});

it('finds the same however the texts are cut into pieces', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ü', '🎉', '\n') });
  await fc.assert(
    fc.asyncProperty(text, text, fc.integer({ min: 1, max: 7 }), async (one, other, size) => {
      const found = await firstDifference(bytes(one, size), bytes(other, size + 1));
      expect(found).toEqual(await firstDifference(whole(one), whole(other)));
      expect(found === undefined).toBe(one === other);
    }),
  );
});

it('reads no further than it must, and closes both', async () => {
  const closed: string[] = [];
  async function* endless(name: string) {
    try {
      for (;;) yield `${name}\n`;
    } finally {
      closed.push(name);
    }
  }
  expect(await firstDifference(endless('a'), endless('b'))).toMatchObject({ line: 1 });
  expect(closed.sort()).toEqual(['a', 'b']);
});

async function* whole(text: string) {
  yield text;
}

async function* bytes(text: string, size: number) {
  const all = Buffer.from(text);
  for (let from = 0; from < all.length; from += size) yield all.subarray(from, from + size);
}
