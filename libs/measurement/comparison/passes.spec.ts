import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documentChanges, pairedValues, tableOf, unpairedValues, type Pass } from './passes.js';

describe('The value of a pass', () => {
  it('is, paired, the median of what its documents gained or lost', () => {
    const { current, baseline, documents, leftOut } = pairedValues(
      tableOf([pass({ a: 200, b: 3000, c: 50, new: 9 })], [pass({ a: 100, b: 1000, c: 50, old: 7 })]),
    );
    expect(current[0]! - baseline[0]!).toBeCloseTo(Math.log(2), 12);
    expect([documents, leftOut]).toEqual([3, 2]);
  });

  it('is, alone, the quantile of its log latencies', () => {
    const [now, before] = [[pass({ a: 1, b: 10, c: 100 })], [pass({ d: 7 }), pass({})]];
    const { current, baseline, documents } = unpairedValues(tableOf(now, before), 1);
    expect(current[0]).toBeCloseTo(Math.log(100), 12);
    expect(baseline).toEqual([Math.log(7)]);
    expect(documents).toBe(4);
  });

  it('does not exist where no document is in every pass', () => {
    expect(pairedValues(tableOf([pass({ a: 1 })], [pass({ b: 1 })]))).toMatchObject({ current: [], baseline: [], documents: 0 });
  });

  it('takes zero for a value', () => {
    const { current, baseline } = pairedValues(tableOf([pass({ a: 0 })], [pass({ a: 1 })]));
    expect(current[0]! - baseline[0]!).toBeCloseTo(-Math.log(2), 12);
  });

  it('moves with a release that is slower throughout, by just that', () => {
    fc.assert(
      fc.property(fc.array(latencies, { minLength: 2, maxLength: 6 }), fc.integer({ min: 2, max: 9 }), (all, times) => {
        const passes = all.map((values) => pass(Object.fromEntries(values.map((value, index) => [`${index}`, value]))));
        const slower = passes.map((each) => new Map([...each].map(([name, value]) => [name, value * times])));
        const { current, baseline } = pairedValues(tableOf(slower, passes));
        for (const [index, value] of current.entries()) {
          expect(value - baseline[index]!).toBeCloseTo(Math.log(times), 9);
        }
      }),
    );
  });
});

it('The table of documents tells what became of each that both sides have', () => {
  const [current, baseline] = [[pass({ a: 110, b: 5 }), pass({ a: 130 })], [pass({ a: 100, c: 9 })]];
  expect(documentChanges(tableOf(current, baseline))).toEqual([
    { document: 'a', current: 120, baseline: 100, change: expect.closeTo(0.2, 12) },
  ]);
});

const latencies = fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 5, maxLength: 5 });
const pass = (entries: Record<string, number>): Pass => new Map(Object.entries(entries));
