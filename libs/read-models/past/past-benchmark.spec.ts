import { expect, it } from '@jest/globals';
import { benchmarkStream } from '#domain';
import { benchmarkId, completed, created, documentsPlanned, planned, started } from '#domain/testing';
import { recorded } from '#eventsourcing/testing';
import { PastBenchmark } from './past-benchmark.js';

it('leaves what warms the platform up out of its latencies, and shows it all the same', () => {
  const documents = [{ ...planned('a.txt'), warmup: true } as const, planned('b.txt')];
  const plan = { ...documentsPlanned, data: { ...documentsPlanned.data, documents } };
  const facts = [created, plan, started('a.txt', 5), completed('a.txt', 9), started('b.txt', 5), completed('b.txt', 7)];
  const past = new PastBenchmark(benchmarkId);
  for (const event of recorded(benchmarkStream(benchmarkId), facts)) past.take(event);
  expect(past.details()?.latency).toMatchObject({ n: 1, min: 2_000_000, max: 2_000_000 });
  expect(past.documents({ limit: 9 }).items.map(({ documentName, warmup }) => [documentName, warmup])).toEqual([
    ['a.txt', true],
    ['b.txt', false],
  ]);
});
