import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, upcast, type DataOf, type Recorded } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';
import { commands } from '../testing/arbitrary-commands.js';
import { benchmarkId, created, plain, play, started } from '../testing/index.js';
import { benchmarkDecider } from './benchmark.decider.js';
import { benchmarkStream, EVENT_TYPES, type BenchmarkEvent } from './benchmark.events.js';
import { fitsBenchmark, type Readable } from './benchmark.shapes.js';
import { benchmarkUpcasters } from './benchmark.upcasters.js';

/** The compiler names every type of which an event could be written and not be read. */
type Misfit = {
  [Type in BenchmarkEvent['type']]: DataOf<BenchmarkEvent, Type> extends Readable<Type> ? never : Type;
}[BenchmarkEvent['type']];
const misfits: Readonly<Record<Misfit, true>> = {};

it('Every event that can be written can be read', () => {
  expect(misfits).toEqual({});
  fc.assert(
    fc.property(commands, (asked) => {
      const { history } = play(asked);
      expect(recorded(benchmarkStream(benchmarkId), history).filter((event) => !fitsBenchmark(event))).toEqual([]);
    }),
  );
});

it('A field that nobody knows yet makes no difference', () => {
  expect(fitsBenchmark(stored({ ...created, data: { ...created.data, news: [1] } }))).toBe(true);
});

it.each([
  ['of a type that nobody knows', { type: 'SomethingElseHappened' }],
  ['of a type that objects have of themselves', { type: 'constructor' }],
  ['of another benchmark', { data: { ...created.data, benchmark_id: 'other' } }],
  ['without the benchmark', { data: { ...created.data, benchmark_id: undefined } }],
  ['without data', { data: null }],
  ['with a number for a name', { data: { ...created.data, benchmark_name: 7 } }],
  ['with U+0000 in a name', { data: { ...created.data, benchmark_name: 'a\u0000' } }],
  ['with half a character in a name', { data: { ...created.data, benchmark_name: 'a\ud800' } }],
  ['with a moment that no clock shows', { data: { ...created.data, at: 1e300 } }],
  ['with a workload that nobody knows', { data: { ...created.data, workload: { mode: 'luck' } } }],
])('An event %s is none of this benchmark', (_what, more) => {
  expect(fitsBenchmark({ ...stored(created), ...more } as Recorded)).toBe(false);
});

it('Whatever else is in its stream, a benchmark is what its own events say', () => {
  const garbage = fc.record({
    type: fc.oneof(fc.constantFrom(...EVENT_TYPES), fc.string()),
    data: fc.oneof(fc.json().map((text): unknown => JSON.parse(text)), fc.object(), fc.constant({ benchmark_id: benchmarkId })),
    metadata: fc.oneof(fc.constant(stored(created).metadata), fc.object(), fc.constant(null)),
  });
  fc.assert(
    fc.property(fc.array(garbage), (strange) => {
      const own = recorded(benchmarkStream(benchmarkId), [created, started('a.txt')]);
      const others = strange.map((event) => ({ ...stored(created), ...event }) as Recorded<BenchmarkEvent>);
      const read = [...others, own[0]!, ...others, own[1]!, ...others].flatMap((event) => upcast(event, benchmarkUpcasters) ?? []);
      expect(plain(fold(benchmarkDecider, read))).toEqual(plain(fold(benchmarkDecider, own)));
    }),
  );
});

const stored = (event: BenchmarkEvent | { type: string; data: object }): Recorded =>
  recorded(benchmarkStream(benchmarkId), [event])[0]!;
