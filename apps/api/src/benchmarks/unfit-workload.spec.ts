import { expect, it } from '@jest/globals';
import { benchmarkTypes } from '#domain';
import { burst, search } from '#domain/testing';
import { whyUnfit } from './unfit-workload.js';

it('Nothing speaks against what a type sends by, nor against a baseline where passes have the same load', () => {
  expect(whyUnfit('latency', burst(), undefined)).toBeUndefined();
  expect(whyUnfit('latency', benchmarkTypes.latency.workload, 'last-passing')).toBeUndefined();
  expect(whyUnfit('throughput', search(1), undefined)).toBeUndefined();
});

it('A type sends by its own modes alone', () => {
  const message = 'a benchmark of the type latency sends by closed, burst, arrival, not by search.';
  expect(whyUnfit('latency', search(1), undefined)).toEqual({ field: 'workload.mode', message });
});

it.each(['last-passing', 'Release 5.10'])('A search has no baseline: %s', (baseline) => {
  expect(whyUnfit('throughput', benchmarkTypes.throughput.workload, baseline)).toEqual({
    field: 'baseline',
    message: 'a search sends each pass at a rate of its own, so it cannot be held against a baseline.',
  });
});
