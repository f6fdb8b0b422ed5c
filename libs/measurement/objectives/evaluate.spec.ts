import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ascending } from '../quantile.js';
import { evaluate } from './evaluate.js';
import type { MetricValues, ObjectiveFigures } from './observation.js';
import { parseObjective } from './parse-objective.js';
import { ObjectiveFault } from './scanner.js';

describe('An objective on a quantile', () => {
  // Of 1 to 100 seconds: p90 is 90.1 (type 7), its 95 % interval [84, 96] (scipy.stats.binom 1.17.1).
  it('passes where the whole interval does', () => {
    expect(answer('p90(processing) < 97s', seconds(100))).toEqual({
      objective: 'p90(processing) < 97s',
      verdict: 'pass',
      observed: expect.closeTo(90_100_000, 3),
      interval: expect.objectContaining({ low: 84_000_000, high: 96_000_000 }),
      limit: { low: 97_000_000, high: 97_000_000 },
      reason: '90.1 s (84 s to 96 s) against 97 s',
    });
    expect(answer('p90(processing) <= 96s', seconds(100)).verdict).toBe('pass');
    expect(answer('p90(processing) > 83.9s', seconds(100)).verdict).toBe('pass');
  });

  it('fails where none of it does', () => {
    expect(answer('p90(processing) < 84s', seconds(100)).verdict).toBe('fail');
    expect(answer('p90(processing) >= 97s', seconds(100)).verdict).toBe('fail');
  });

  it('is an open question where the limit lies within', () => {
    const { verdict, reason } = answer('p90(processing) < 95s', seconds(100));
    expect(verdict).toBe('inconclusive');
    expect(reason).toBe('90.1 s (84 s to 96 s) against 95 s: the limit lies within what cannot be told apart');
    expect(answer('p90(processing) <= 84s', seconds(100)).verdict).toBe('inconclusive');
  });

  it('is an open question where it cannot be estimated', () => {
    expect(answer('p95(processing) < 500s', seconds(71))).toMatchObject({
      verdict: 'inconclusive',
      observed: expect.closeTo(67_500_000, 3),
      interval: undefined,
      reason: 'not estimable from 71 of the 72 values that it needs',
    });
    expect(answer('p95(processing) < 500s', seconds(72)).verdict).toBe('pass');
  });

  it('is an open question where nothing was measured', () => {
    for (const figures of [figuresOf({}), seconds(0)]) {
      expect(answer('max(processing) < 5s', figures)).toMatchObject({
        verdict: 'inconclusive',
        observed: undefined,
        reason: 'nothing was measured',
      });
    }
  });
});

describe('An objective', () => {
  it('on an extreme is about the documents that there were', () => {
    const { verdict, reason } = answer('max(processing) < 3.1s', seconds(3));
    expect([verdict, reason]).toEqual(['pass', '3 s against 3.1 s']);
    expect(answer('max(processing) < 3s', seconds(3)).verdict).toBe('fail');
    expect(answer('min(processing) >= 1s', seconds(3)).verdict).toBe('pass');
  });

  it('takes a limit for what is written, not for what doubles make of it', () => {
    const figures = figuresOf({ upload: { values: Float64Array.of(1005) } });
    expect(answer('max(upload) <= 1.005ms', figures)).toMatchObject({ verdict: 'pass', limit: { low: 1005 } });
  });

  it('on what rests on the clocks has their bounds', () => {
    const values = { values: ascending([5e6, 7e6]), low: ascending([4e6, 6e6]), high: ascending([6e6, 8e6]) };
    const figures = figuresOf({ end_to_end: values });
    const { verdict, interval } = answer('max(end_to_end) < 9s', figures);
    expect([verdict, interval]).toEqual(['pass', { low: 6e6, high: 8e6 }]);
    expect(answer('max(end_to_end) < 7.5s', figures).verdict).toBe('inconclusive');
    expect(answer('max(end_to_end) < 6s', figures).verdict).toBe('fail');
  });

  // NIST/SEMATECH e-Handbook 7.1.4, mean ± 1.959964 s/√n; of 1 to 100, with s = 29.011492, 50.5 ± 5.686148.
  it('on a mean has the interval of the central limit theorem', () => {
    const { interval } = answer('mean(processing) < 57s', seconds(100));
    expect(interval!.high / 1e6).toBeCloseTo(50.5 + 5.686148, 5);
    expect(answer('mean(processing) < 57s', seconds(100)).verdict).toBe('pass');
    const { reason } = answer('mean(processing) < 57s', seconds(29));
    expect(reason).toBe('not estimable from 29 of the 30 values that it needs');
  });

  it.each([
    ['failed == 0', 'fail', '2 against 0'],
    ['failed == 2', 'pass', '2 against 2'],
    ['failed <= 2', 'pass', '2 against 2'],
    ['sent < 100000', 'fail', '123456 against 100000'],
    ['throughput >= 150/min', 'pass', '2.5/s against 2.5/s'],
    ['throughput > 2.5', 'fail', '2.5/s against 2.5/s'],
  ])('counts exactly: %s is %s', (text, verdict, reason) => {
    expect(answer(text, figuresOf({}))).toMatchObject({ verdict, reason });
  });

  it('on the throughput of no time is an open question', () => {
    expect(answer('throughput > 1', { ...figuresOf({}), throughput: undefined }).verdict).toBe('inconclusive');
  });
});

describe('An objective beside a baseline', () => {
  it('has no answer without one', () => {
    expect(answer('p50(processing) <= 1.05 * baseline', seconds(100))).toMatchObject({
      verdict: 'no-baseline',
      limit: undefined,
    });
  });

  // The median of 1 to 100 lies in [40, 61] (scipy.stats.binom 1.17.1).
  it('is held against the whole interval of the baseline', () => {
    const beside = (factor: number) => answer(`p50(processing) <= ${factor} * baseline`, seconds(100), seconds(100));
    expect(beside(1.05)).toMatchObject({ verdict: 'inconclusive', limit: { low: 42e6 } });
    expect(beside(1.6).verdict).toBe('pass');
    expect(beside(0.6).verdict).toBe('fail');
  });

  it('is an open question where that is not estimable', () => {
    expect(answer('p50(processing) <= 1.05 * baseline', seconds(100), seconds(5))).toMatchObject({
      verdict: 'inconclusive',
      reason: "the baseline's is not estimable from 5 of the 6 values that it needs",
    });
  });

  it('counts exactly', () => {
    expect(answer('failed <= baseline', figuresOf({}), figuresOf({})).verdict).toBe('pass');
    expect(answer('throughput > 1.1 * baseline', figuresOf({}), figuresOf({})).verdict).toBe('fail');
  });

  it('takes a multiple of it for what is written, not for what doubles make of it', () => {
    const [now, before] = [115, 100].map((done) => ({ ...figuresOf({}), counts: { ...figuresOf({}).counts, done } }));
    expect(answer('done <= 1.15 * baseline', now!, before)).toMatchObject({ verdict: 'pass', limit: { low: 115, high: 115 }, reason: '115 against 115' });
    expect(answer('done == 1.15 * baseline', now!, before).verdict).toBe('pass');
  });

  it('takes the baseline itself to its last digit', () => {
    const twoThirds = { ...figuresOf({}), throughput: 2 / 3 };
    expect(answer('throughput >= baseline', twoThirds, twoThirds).verdict).toBe('pass');
  });
});

it('An objective that passes still passes at a wider limit, and its contrary fails', () => {
  const runs = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 120 });
  const functions = fc.constantFrom('p50', 'p90', 'min', 'max', 'mean');
  fc.assert(
    fc.property(runs, functions, fc.nat(100), fc.nat(50), (values, name, limit, more) => {
      const figures = figuresOf({ upload: { values: ascending(values) } });
      const verdict = (sign: string, at: number) => answer(`${name}(upload) ${sign} ${at}ms`, figures).verdict;
      if (verdict('<', limit) === 'pass') expect(verdict('<', limit + more)).toBe('pass');
      const contrary = { pass: 'fail', fail: 'pass' } as const;
      const strict = verdict('<', limit);
      if (strict === 'pass' || strict === 'fail') expect(verdict('>=', limit)).toBe(contrary[strict]);
    }),
  );
});

function answer(text: string, figures: ObjectiveFigures, baseline?: ObjectiveFigures) {
  const objective = parseObjective(text);
  if (objective instanceof ObjectiveFault) throw objective;
  return evaluate(objective, figures, baseline);
}

const figuresOf = (metrics: Record<string, MetricValues>): ObjectiveFigures => ({
  metrics,
  counts: { failed: 2, done: 5, unfinished: 0, invalid: 0, planned: 123_456, sent: 123_456 },
  throughput: 2.5,
});

const seconds = (n: number): ObjectiveFigures =>
  figuresOf({ processing: { values: Float64Array.from({ length: n }, (_, index) => (index + 1) * 1e6) } });
