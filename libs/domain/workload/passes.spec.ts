import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { closed } from '../testing/index.js';
import { clashingPasses, inPasses, nameInPass } from './passes.js';

it('One pass is the corpus as it is given, and nothing marks its documents', () => {
  expect([...inPasses(['a', 'b'], closed(1))]).toEqual([['a', 1, {}], ['b', 1, {}]]);
});

it('Passes follow each other; the first documents of the first one are for warming up', () => {
  expect([...inPasses(['a', 'b'], closed(1, { repeat: 2, warmup: 1 }))]).toEqual([
    ['a', 1, { pass: 1, warmup: true }],
    ['b', 1, { pass: 1 }],
    ['a', 2, { pass: 2 }],
    ['b', 2, { pass: 2 }],
  ]);
});

it('Shuffled, every pass has each document once, in an order of its own that the seed repeats', () => {
  const items = Array.from({ length: 20 }, (_, n) => n);
  const order = (seed: number, wanted: number) =>
    [...inPasses(items, closed(1, { repeat: 3, warmup: 4, order: { kind: 'shuffled', seed } }))].filter(([, pass]) => pass === wanted);
  const sequence = (seed: number, pass: number) => order(seed, pass).map(([item]) => item);
  for (const pass of [1, 2, 3]) expect(sequence(7, pass).toSorted((a, b) => a - b)).toEqual(items);
  expect(sequence(7, 2)).toEqual(sequence(7, 2));
  expect(sequence(7, 1)).not.toEqual(sequence(7, 2));
  expect(sequence(7, 1)).not.toEqual(sequence(8, 1));
  expect(order(7, 1).map(([, , { warmup }]) => warmup ?? false)).toEqual(items.map((_, index) => index < 4));
});

it('Names stay unique over all passes, unless it is said which of them clash', () => {
  const name = fc.constantFrom('a', 'b', 'pass-2__a', 'pass-2__pass-2__a', 'pass-3__b', 'pass-12__a', 'pass-2__', 'pass-2__pass-3__b');
  fc.assert(
    fc.property(fc.uniqueArray(name), fc.integer({ min: 1, max: 12 }), (names, repeat) => {
      const all = Array.from({ length: repeat }, (_, index) => names.map((each) => nameInPass(each, index + 1))).flat();
      const isUnique = new Set(all).size === all.length;
      expect(clashingPasses(names, repeat).length === 0).toBe(isUnique);
    }),
  );
});
