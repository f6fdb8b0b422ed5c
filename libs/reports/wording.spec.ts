import { expect, it } from '@jest/globals';
import { counted, duration } from './wording.js';

it.each([
  [0, '0 µs'],
  [850, '850 µs'],
  [52.5, '52.5 µs'],
  [999.6, '1 ms'],
  [52_000, '52 ms'],
  [52_345, '52.3 ms'],
  [999_600, '1 s'],
  [2_250_000, '2.25 s'],
  [59_960_000, '1 min'],
  [125_000_000, '2 min 5 s'],
  [3_599_600_000, '1 h'],
  [12_000_000_000, '3 h 20 min'],
  [-52_000, '-52 ms'],
])('tells %d microseconds as %s', (micros, text) => {
  expect(duration(micros)).toBe(text);
});

it('counts in words', () => {
  expect([0, 1, 2].map((n) => counted(n, 'document'))).toEqual(['0 documents', '1 document', '2 documents']);
});
