import { expect, it } from '@jest/globals';
import { splitMix64 } from './split-mix.js';

// S. Vigna, splitmix64.c, seeded with 1234567: the first numbers that it prints.
it('is SplitMix64 as published', () => {
  const next = splitMix64(1234567n);
  const numbers = [next(), next(), next(), next(), next()];
  expect(numbers).toEqual([
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
    4593380528125082431n,
    16408922859458223821n,
  ]);
});
