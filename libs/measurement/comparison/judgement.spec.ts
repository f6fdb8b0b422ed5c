import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judge, percent } from './judgement.js';

describe('The sentence of a verdict', () => {
  it.each([
    [[0.0496, 0.04958, 0.0497], 'The change lies between +4.96 % and +4.97 %: under +5 %.'],
    [[-0.012, 0.01, 0.049999], 'The change lies between -1.2 % and +4.9999 %: under +5 %.'],
    [[0.01, 0.0504, 0.09], 'Slower by +5.04 %, more than +5 %; the change lies between +1 % and +9 %.'],
    [[0.01, 0.03, 0.0504], 'The change lies between +1 % and +5.04 %: more passes would tell whether it is under +5 %.'],
    [[0.01, 0.03, 0.05], 'The change lies between +1 % and +5 %: more passes would tell whether it is under +5 %.'],
    [[0.0123, 0.0204, 0.0303], 'The change lies between +1.2 % and +3 %: under +5 %.'],
  ])('has as many digits as tell the change from the threshold: %p', ([low, value, high], reason) => {
    expect(judged(low!, value!, high!, 0.05).reason).toBe(reason);
  });

  it('has as many of a threshold that is asked for', () => {
    expect(judged(0.01, 0.12342, 0.2, 0.12341).reason).toBe('Slower by +12.342 %, more than +12.341 %; the change lies between +1 % and +20 %.');
  });

  it('never calls a change under what it looks equal to', () => {
    const near = fc.double({ min: 0.049, max: 0.051, noNaN: true });
    fc.assert(
      fc.property(near, near, near, (...values) => {
        const [low, value, high] = values.sort((one, other) => one - other) as [number, number, number];
        const { verdict, reason } = judged(low, value, high, 0.05);
        const [first, second, third] = [...reason.matchAll(/[+-]?[\d.]+(?= %)/g)].map(([number]) => Number(number));
        if (verdict === 'pass' && 0.05 - high > 1e-12) expect(second).toBeLessThan(third!);
        if (verdict === 'fail' && value - 0.05 > 1e-12) expect(first).toBeGreaterThan(second!);
      }),
    );
  });
});

it('A change has two digits by itself', () => {
  expect([0.0504, -0.1234, 0, 1.5].map((change) => percent(change))).toEqual(['+5 %', '-12 %', '0 %', '+150 %']);
});

const judged = (low: number, value: number, high: number, threshold: number) =>
  judge({
    hasBaseline: true,
    current: 5,
    baseline: 5,
    documents: 10,
    leftOut: 0,
    change: { value, interval: { low, high, coverage: 0.95 } },
    threshold,
    confidence: 0.95,
  });
