import { expect, it } from '@jest/globals';
import { contaminating } from './contamination.js';

const own = { run: 'own', start: 100, end: 200 };

it('A run is contaminated by what ran on its target at the same time, as long as it did', () => {
  const others = [
    { run: 'before', start: 0, end: 150 },
    { run: 'within', start: 120, end: 130 },
    { run: 'around', start: 50, end: 300 },
  ];
  expect(contaminating(own, others)).toEqual([
    { run: 'before', start: 100, end: 150 },
    { run: 'within', start: 120, end: 130 },
    { run: 'around', start: 100, end: 200 },
  ]);
});

it('A run is contaminated neither by itself nor by what only touches it', () => {
  const others = [own, { run: 'earlier', start: 0, end: 100 }, { run: 'later', start: 200, end: 300 }];
  expect(contaminating(own, others)).toEqual([]);
});
