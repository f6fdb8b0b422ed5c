import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  COMPARATORS,
  COUNTS,
  OBJECTIVE_METRICS,
  printObjective,
  RATE_UNITS,
  TIME_UNITS,
  type Objective,
} from './objective.js';
import { parseObjective } from './parse-objective.js';
import { ObjectiveFault } from './scanner.js';

const SUBJECT =
  'a function (p95, min, max or mean), a count (failed, done, unfinished, invalid, planned or sent) or throughput';
const METRIC = 'a metric (processing, upload, queue_wait, end_to_end or schedule_delay)';

describe('An objective', () => {
  it('is a subject, a comparison and a limit', () => {
    expect(parseObjective('p99.9(queue_wait) <= 250ms')).toEqual({
      subject: { kind: 'metric', statistic: { kind: 'quantile', percent: 99.9 }, metric: 'queue_wait' },
      comparator: '<=',
      limit: { kind: 'time', amount: 250, unit: 'ms' },
    });
    expect(parseObjective('failed == 0')).toEqual({
      subject: { kind: 'count', count: 'failed' },
      comparator: '==',
      limit: { kind: 'count', amount: 0 },
    });
  });

  it.each([
    ['p95(processing) < 5s', 'p95(processing) < 5s'],
    ['max(end_to_end) < 60s', 'max(end_to_end) < 60s'],
    ['failed == 0', 'failed == 0'],
    ['p50(processing) <= 1.05 * baseline', 'p50(processing) <= 1.05 * baseline'],
    ['  p50.0 ( processing )<5.10  s\t', 'p50(processing) < 5.1s'],
    ['min(upload)>0us', 'min(upload) > 0us'],
    ['mean(schedule_delay)<=007min', 'mean(schedule_delay) <= 7min'],
    ['p95(upload)<=1*baseline', 'p95(upload) <= baseline'],
    ['done>=0.9*baseline', 'done >= 0.9 * baseline'],
    ['throughput > 10', 'throughput > 10/s'],
    ['throughput >= 600 / min', 'throughput >= 600/min'],
    ['throughput >= baseline', 'throughput >= baseline'],
  ])('reads %j as %s', (text, canonical) => {
    expect(printed(text)).toBe(canonical);
    expect(printed(canonical)).toBe(canonical);
  });

  it.each([
    ['', `column 1: expected ${SUBJECT}, found the end`],
    ['median(processing) < 5s', `column 1: expected ${SUBJECT}, found "median"`],
    ['p95 processing < 5s', 'column 5: expected "(", found "processing"'],
    ['p95(latency) < 5s', `column 5: expected ${METRIC}, found "latency"`],
    ['p95(processing < 5s', 'column 16: expected ")", found "<"'],
    ['p100(upload) < 5s', 'column 1: expected a percentile above p0 and below p100, found "p100"'],
    ['p0(upload) < 5s', 'column 1: expected a percentile above p0 and below p100, found "p0"'],
    ['p95(processing) == 5s', 'column 17: expected <=, >=, < or >, found "="'],
    ['failed = 0', 'column 8: expected <=, >=, ==, < or >, found "="'],
    ['p95(processing) <', 'column 18: expected a time, as 5s, or baseline, found the end'],
    ['p95(processing) < 5', 'column 20: expected a unit of time (us, ms, s or min), found the end'],
    ['p95(processing) < 5h', 'column 20: expected a unit of time (us, ms, s or min), found "h"'],
    ['p95(processing) < -5s', 'column 19: expected a time, as 5s, or baseline, found "-"'],
    ['p95(processing) < 1.2.3s', 'column 19: expected a time, as 5s, or baseline, found "1.2.3s"'],
    ['p95(processing) < 1e9s', 'column 20: expected a unit of time (us, ms, s or min), found "e9s"'],
    ['p95(processing) < 5s and', 'column 22: expected the end, found "and"'],
    ['p95(processing) < 0 * baseline', 'column 19: expected a factor above 0, found "0"'],
    ['p95(processing) < 2 * base', 'column 23: expected "baseline", found "base"'],
    ['failed < 1.5', 'column 10: expected a whole number or a factor times baseline, found "1.5"'],
    ['failed < 5s', 'column 11: expected the end, found "s"'],
    ['throughput > 5/h', 'column 16: expected a unit of time (s or min), found "h"'],
    ['failed ≤ 3', 'column 8: expected <=, >=, ==, < or >, found "≤"'],
  ])('refuses %j and says where it is wrong', (text, message) => {
    expect(parseObjective(text)).toBeInstanceOf(ObjectiveFault);
    expect(printed(text)).toBe(message);
  });

  it('is read again as it was printed', () => {
    fc.assert(
      fc.property(objectives, (objective) => expect(parseObjective(printObjective(objective))).toEqual(objective)),
    );
  });

  it('is refused within its text, whatever that is', () => {
    const parts = ['p95', '(', ')', 'upload', 'failed', '<', '=', '5', '.', 's', ' ', '*', 'baseline', '\u{1f40c}'];
    const texts = fc.oneof(fc.string(), fc.array(fc.constantFrom(...parts)).map((some) => some.join('')));
    fc.assert(
      fc.property(texts, (text) => {
        const read = parseObjective(text);
        if (!(read instanceof ObjectiveFault)) return expect(parseObjective(printObjective(read))).toEqual(read);
        expect(read.column).toBeGreaterThanOrEqual(1);
        expect(read.column).toBeLessThanOrEqual(text.length + 1);
        expect(read.found === undefined || text.startsWith(read.found, read.column - 1)).toBe(true);
      }),
    );
  });
});

function printed(text: string): string {
  const read = parseObjective(text);
  return read instanceof ObjectiveFault ? read.message : printObjective(read);
}

const decimal = fc.integer({ min: 1, max: 1e9 }).map((micro) => micro / 1e6);
const order = fc.constantFrom(...COMPARATORS.filter((comparator) => comparator !== '=='));
const toBaseline = decimal.map((factor) => ({ kind: 'baseline' as const, factor }));
const statistic = fc.oneof(
  fc.integer({ min: 1, max: 99_999_999 }).map((micro) => ({ kind: 'quantile' as const, percent: micro / 1e6 })),
  fc.constantFrom('min' as const, 'max' as const, 'mean' as const).map((kind) => ({ kind })),
);
const objectives: fc.Arbitrary<Objective> = fc.oneof(
  fc.record({
    subject: fc.record({
      kind: fc.constant('metric' as const),
      statistic,
      metric: fc.constantFrom(...OBJECTIVE_METRICS),
    }),
    comparator: order,
    limit: fc.oneof(
      toBaseline,
      fc.record({ kind: fc.constant('time' as const), amount: decimal, unit: fc.constantFrom(...TIME_UNITS) }),
    ),
  }),
  fc.record({
    subject: fc.record({ kind: fc.constant('count' as const), count: fc.constantFrom(...COUNTS) }),
    comparator: fc.constantFrom(...COMPARATORS),
    limit: fc.oneof(toBaseline, fc.record({ kind: fc.constant('count' as const), amount: fc.nat(999_999_999) })),
  }),
  fc.record({
    subject: fc.constant({ kind: 'throughput' as const }),
    comparator: order,
    limit: fc.oneof(
      toBaseline,
      fc.record({ kind: fc.constant('rate' as const), amount: decimal, unit: fc.constantFrom(...RATE_UNITS) }),
    ),
  }),
);
