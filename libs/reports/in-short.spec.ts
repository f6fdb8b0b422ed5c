import { describe, expect, it } from '@jest/globals';
import { benchmarkUpcasters, type BenchmarkEvent } from '#domain';
import { reportCompleted, run } from '#domain/testing';
import { upcast } from '#eventsourcing';
import { foundRateOf, renderers } from './index.js';
import type { ReportedPass, ReportedSearch } from './report.model.js';
import { rendered, reported, told } from './testing/index.js';

describe('What lists tell of a search', () => {
  it.each([
    [1 / 7000, 0.000142857],
    [12.3456789, 12.3457],
    [0, 0],
    [undefined, null],
  ])('has six digits of the documents done a second, however few they are: %p', async (throughput, shown) => {
    const search = found(throughput);
    expect(foundRateOf({ search })).toEqual({ kept: 0.001, missed: null, throughput: shown });
    const json: unknown = JSON.parse(await rendered(renderers.json, { ...(await reported(run)), search }));
    expect(json).toMatchObject({ search: { throughput_per_second: shown, passes: [{ throughput_per_second: shown }] } });
  });

  it('can be read again of the slowest search that there can be', () => {
    for (const throughput of [1 / 7000, 1e-9, undefined]) expect(isReadable(foundRateOf({ search: found(throughput) })!)).toBe(true);
  });

  it('can be read where an earlier build made nothing of it', () => {
    expect(isReadable({ kept: 0.001, missed: null, throughput: 0 })).toBe(true);
    expect(isReadable({ kept: 0.001, missed: null, throughput: -1 })).toBe(false);
  });
});

function found(throughput: number | undefined): ReportedSearch {
  const best: ReportedPass = { pass: 1, rate_per_second: 0.001, isKept: true, observed: 1_000_000, throughput, documents: 2, done: 2 };
  return { objective: 'max(end_to_end) < 9000s', passes: [best], kept: 0.001, missed: null, best };
}

function isReadable(search: NonNullable<ReturnType<typeof foundRateOf>>): boolean {
  const event: BenchmarkEvent = { ...reportCompleted, data: { ...reportCompleted.data, search } };
  return upcast(told([event])[0]!, benchmarkUpcasters) !== undefined;
}
