import { describe, expect, it } from '@jest/globals';
import { fold, schemaOf, upcast } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';
import { storedEvents, type Stored } from '../testing/history.js';
import { arrival, ask, at, benchmarkId, created, plain, play, reportCompleted } from '../testing/index.js';
import { benchmarkDecider } from './benchmark.decider.js';
import { benchmarkStream, type BenchmarkEvent } from './benchmark.events.js';
import { benchmarkUpcasters } from './benchmark.upcasters.js';

describe.each(Object.entries<readonly Stored[]>(storedEvents))('A stored %s', (type, samples) => {
  it('has a sample of each shape it ever had', () => {
    expect(samples.map((sample) => sample.type)).toEqual(samples.map(() => type));
    const versions = Array.from({ length: schemaOf(type, benchmarkUpcasters) }, (_, index) => index + 1);
    expect(samples.map(({ schema }) => schema)).toEqual(versions);
  });

  it('comes to the shape that is written today', () => {
    const written = writtenToday.filter((event) => event.type === type).map(({ data }) => shapeOf(data));
    expect(written).not.toEqual([]);
    for (const sample of samples) expect(written).toContainEqual(shapeOf(lifted(sample).data));
  });
});

it('The whole history still tells the same story', () => {
  const stored = Object.values<readonly Stored[]>(storedEvents).map((samples) => samples[0]!);
  expect(plain(fold(benchmarkDecider, stored.map(lifted)))).toEqual({
    request: { ...created.data, documents: { kind: 'folder', path: 'invoices' } },
    selection: [],
    plannedChunks: 1,
    hasBaseline: true,
    hasSeries: true,
    plan: { count: 4, bytes: 400, sha256: 'c'.repeat(64) },
    project: { id: '7', guid: 'g-7' },
    clock: new Set(['before']),
    rates: new Map([[1, 2.83]]),
    overlaps: new Set(['22222222-2222-4222-8222-222222222222']),
    hasGenerator: true,
    documents: [
      ['a.txt', { upload: 'uploaded', start: at(5), end: at(7) }],
      ['b.txt', { upload: 'failed' }],
      ['c.txt', { upload: 'interrupted' }],
      ['d.txt', {}],
    ],
    sent: 3,
    settled: 2,
    failed: 1,
    reported: 1,
    end: { type: 'BenchmarkCancelled', at: at(6), reason: 'asked to' },
    report: reportCompleted.data,
    acknowledged: 'the new parser',
    notified: new Set(['report']),
    errors: new Set(['CreateProject:false']),
  });
});

const planned = [ask.create(), ask.select(0, 'a.txt'), ask.plan(0, 'a.txt', 'b.txt'), ask.baseline(), ask.series(), ask.completePlan()];
const sent = [...planned, ask.project(), ask.clock(), ask.rate(), ask.overlap(), ask.generator(), ask.send('a.txt', 'b.txt')];

const ends = ['a.txt', 'b.txt'].map((name) => ask.update(name, { start: 5, end: 7 }));

const poisson = arrival(1, { process: 'poisson', order: { kind: 'shuffled', seed: 1 } });

/** What today's decider writes: every type. */
const writtenToday = [
  [...sent, ask.upload(['a.txt'], ['b.txt']), ask.update('a.txt', { start: 5, end: 7 }), ask.report(), ask.notify()],
  [...sent, ask.upload(['a.txt', 'b.txt']), ...ends, ask.acknowledge()],
  [...sent, ask.interrupt('a.txt'), ask.timeOut()],
  [ask.create(), ask.error()],
  [ask.create({ workload: poisson, slo: ['failed == 0'], baseline: 'another' }), ask.cancel()],
].flatMap((commands) => play(commands).history);

/** The event as it is read from the store today. */
function lifted({ type, schema, data }: Stored): BenchmarkEvent {
  const [event] = recorded(benchmarkStream(benchmarkId), [{ type, data } as BenchmarkEvent]);
  const today = upcast({ ...event!, metadata: { ...event!.metadata, schema } }, benchmarkUpcasters);
  if (!today) throw new Error(`A stored ${type} of version ${schema} cannot be read any more.`);
  return today;
}

/** Its keys and the types of their values, all the way down. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((each) => JSON.stringify(shapeOf(each))))];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]).toSorted());
}
