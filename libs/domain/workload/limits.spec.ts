import { describe, expect, it } from '@jest/globals';
import { arrival, burst, closed, search } from '../testing/index.js';
import { whyImpossible } from './limits.js';
import type { Workload } from './workload.js';

it.each<[string, Workload, number]>([
  ['the usual', closed(4), 50],
  ['as many documents as there may be', closed(4, { repeat: 1000 }), 100],
  ['all but one document for warming up', closed(4, { warmup: 49 }), 50],
  ['a whole pass for warming up', closed(4, { warmup: 50, repeat: 2 }), 50],
  ['all but one document of the first pass of a search for warming up', search(1, { warmup: 49 }), 50],
  ['a burst of a thousand requests', burst({ batch: 50 }), 50_000],
  ['a schedule that ends with the deadline', arrival(0.5, { repeat: 2 }), 901],
])('Nothing speaks against %s', (_what, workload, documents) => {
  expect(whyImpossible(workload, names(documents), 3600)).toBeUndefined();
});

it.each<[string, Workload, number, string, string]>([
  ['more documents than there may be', closed(4), 100_001, 'documents', '100001 documents'],
  ['too many passes over them', closed(4, { repeat: 3 }), 40_000, 'workload.repeat', '120000'],
  ['nothing left to measure', closed(4, { warmup: 50 }), 50, 'workload.warmup', '49 at most'],
  ['warming up longer than the first pass', closed(4, { warmup: 51, repeat: 2 }), 50, 'workload.warmup', '50 at most'],
  ['a search whose first pass only warms up', search(1, { warmup: 50 }), 50, 'workload.warmup', '49 at most can be for warming up, as its first pass must tell of a rate.'],
  ['a search that warms up longer than that', search(1, { warmup: 51 }), 50, 'workload.warmup', '49 at most'],
  ['a burst of too many requests', burst({ batch: 10 }), 10_001, 'workload.batch', '1001 requests'],
  ['a schedule beyond the deadline', arrival(0.5), 1802, 'workload.rate_per_second', 'take 3602 s'],
])('%s is impossible, and it says which field is at fault', (_what, workload, documents, field, words) => {
  expect(whyImpossible(workload, names(documents), 3600)).toMatchObject({ field, message: expect.stringContaining(words) });
});

describe('The names of later passes', () => {
  const twice = closed(4, { repeat: 2 });

  it('may not be those of other documents', () => {
    const clashing = ['a.txt', 'pass-2__a.txt'];
    expect(whyImpossible(twice, clashing, 60)).toMatchObject({ field: 'workload.repeat', message: expect.stringContaining('"pass-2__a.txt"') });
    expect(whyImpossible(closed(4), clashing, 60)).toBeUndefined();
    for (const harmless of ['pass-3__a.txt', 'pass-02__a.txt', 'pass-1__a.txt', 'pass-2__b.txt']) {
      expect(whyImpossible(twice, ['a.txt', harmless], 60)).toBeUndefined();
    }
  });

  it('may have 200 characters', () => {
    expect(whyImpossible(twice, ['x'.repeat(192)], 60)).toBeUndefined();
    expect(whyImpossible(twice, ['x'.repeat(193)], 60)).toMatchObject({ field: 'workload.repeat' });
    expect(whyImpossible(closed(4), ['x'.repeat(255)], 60)).toBeUndefined();
  });
});

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `${n}.txt`);
