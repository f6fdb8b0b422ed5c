import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concurrency, levels } from './concurrency.js';

describe('How busy a run was', () => {
  // A burst of five into two servers of two seconds: they end after 2, 2, 4, 4 and 6 seconds.
  it("obeys Little's law", () => {
    const spans = [2, 2, 4, 4, 6].map((end) => span(0, end));
    const found = concurrency(spans)!;
    expect(found).toMatchObject({ meanTime: 3_600_000, makespan: 6_000_000, mean: 3, greatest: 5 });
    expect(found.rate * (found.meanTime / 1_000_000)).toBeCloseTo(3, 12);
    expect([...levels(spans)]).toEqual([level(0, 5), level(2, 3), level(4, 1), level(6, 0)]);
  });

  it('makes room for what starts at the moment at which another ends', () => {
    const spans = [span(0, 1), span(1, 2), span(4, 5)];
    expect([...levels(spans)]).toEqual([level(0, 1), level(2, 0), level(4, 1), level(5, 0)]);
    expect(concurrency(spans)!.greatest).toBe(1);
  });

  it('is not known of what took no time, or less', () => {
    expect(concurrency([])).toBeUndefined();
    expect(concurrency([span(3, 3)])).toBeUndefined();
    expect(concurrency([span(3, 2)])).toBeUndefined();
  });

  it('is, on average, the area under its steps', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1 }), (pairs) => {
        const spans = pairs.map(([start, took]) => ({ start, end: start + took }));
        const found = concurrency(spans);
        if (!found) return;
        const steps = [...levels(spans)];
        const areas = steps.slice(1).map(({ at }, index) => (at - steps[index]!.at) * steps[index]!.count);
        const area = areas.reduce((sum, each) => sum + each, 0);
        expect(area / found.makespan).toBeCloseTo(found.mean, 9);
        expect(found.mean).toBeCloseTo((found.rate * found.meanTime) / 1_000_000, 9);
        expect(steps.at(-1)).toMatchObject({ count: 0 });
        expect(Math.max(...steps.map(({ count }) => count))).toBe(found.greatest);
      }),
    );
  });
});

const span = (start: number, end: number) => ({ start: start * 1_000_000, end: end * 1_000_000 });
const level = (at: number, count: number) => ({ at: at * 1_000_000, count });
