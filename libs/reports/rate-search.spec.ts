import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { nameInPass, type BenchmarkEvent } from '#domain';
import { at, benchmarkCompleted, benchmarkId, cancelled, completed, created, planned, projectCreated, search, sending, started, timedOut, uploaded } from '#domain/testing';
import schema from '../../docs/report.schema.json' with { type: 'json' };
import { renderers, summaryOf } from './index.js';
import { interrupted, rendered, reported } from './testing/index.js';

describe('A search that ended before its time', () => {
  it.each([cancelled, timedOut])('does not call the rate too much at which it was: $type', async (end) => {
    const report = await reported([...passes(10, 20), ...begun(1), ...done(1, 'a.txt', 'b.txt'), ...begun(2), ...done(2, 'a.txt'), end]);
    expect(report.search).toMatchObject({ kept: 10, missed: null, passes: [{ isKept: true }, { isKept: undefined, done: 1, documents: 2 }] });
  });

  it('says so in mail, page and JSON', async () => {
    const report = await reported([...passes(10), ...begun(1), cancelled]);
    const rows = summaryOf(report).rows.filter(({ label }) => /^(Rate|Pass)/.test(label));
    expect(rows.map(({ value }) => value)).toEqual([
      'undecided: no pass tells of a rate',
      '10/s: undecided with nothing measured, 0 of 2 documents',
    ]);
    expect(await rendered(renderers.html, report)).toContain('<td class="doubt">? undecided<small>0 of 2 documents done</small></td>');
    const json: unknown = JSON.parse(await rendered(renderers.json, report));
    expect(json).toMatchObject({ search: { kept_per_second: null, missed_per_second: null, passes: [{ kept: null }] } });
    expect([isReport(json), isReport.errors]).toEqual([true, null]);
  });

  it('has missed a rate all the same where a document was too late', async () => {
    const report = await reported([...passes(10), ...begun(1), ...done(1, 'a.txt', 900), cancelled]);
    expect(report.search).toMatchObject({ kept: null, missed: 10, passes: [{ isKept: false, done: 1 }] });
  });
});

describe('A pass of a search that a worker left behind', () => {
  it('is not kept by the documents of which it is known when they were due', async () => {
    const report = await reported([...left(), ...done(1, 'a.txt'), ...done(1, 'b.txt', 900), benchmarkCompleted]);
    expect(report.counts).toMatchObject({ done: 2 });
    expect(report.search).toMatchObject({ kept: null, missed: null, passes: [{ isKept: undefined, done: 2 }] });
  });

  it('is not kept when nothing was on its way: its schedule began anew after a gap', async () => {
    const none = interrupted();
    const gap = { ...none, data: { ...none.data, pass: 1 } } as BenchmarkEvent;
    const report = await reported([...passes(10), sending('a.txt'), uploaded('a.txt'), gap, sending('b.txt'), uploaded('b.txt'), ...done(1, 'a.txt', 'b.txt'), benchmarkCompleted]);
    expect(report.search).toMatchObject({ kept: null, missed: null, passes: [{ isKept: undefined, done: 2 }] });
    const late = await reported([...passes(10), ...begun(1), gap, ...done(1, 'a.txt', 'b.txt', 900), benchmarkCompleted]);
    expect(late.search).toMatchObject({ missed: 10, passes: [{ isKept: false }] });
  });

  it('is not missed by those of which nobody knows whether they left', async () => {
    const never: BenchmarkEvent = { type: 'DocumentUploadFailed', data: { benchmark_id: benchmarkId, at: at(20), document_name: 'b.txt', reason: 'interrupted' } };
    const report = await reported([...left(), ...done(1, 'a.txt'), never, benchmarkCompleted]);
    expect(report.search).toMatchObject({ kept: null, missed: null, passes: [{ isKept: undefined, done: 1 }] });
  });
});

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
formats.default(ajv);
const isReport = ajv.compile(schema);

const NAMES = ['a.txt', 'b.txt'];

/** A search for `max(end_to_end) < 10s` over two documents that came to passes at these rates. */
function passes(...rates: readonly number[]): readonly BenchmarkEvent[] {
  const fact = { benchmark_id: benchmarkId, at: at(1) };
  const workload = search(10, { objective: 'max(end_to_end) < 10s', repeat: rates.length });
  const documents = rates.flatMap((_, index) => NAMES.map((name) => ({ ...planned(name), document_name: nameInPass(name, index + 1), pass: index + 1 })));
  return [
    { ...created, data: { ...created.data, benchmark_type: 'throughput', workload } },
    { type: 'DocumentsPlanned', data: { ...fact, chunk: 0, documents } },
    { type: 'PlanCompleted', data: { ...fact, count: documents.length, bytes: 200, sha256: 'c'.repeat(64) } },
    projectCreated,
    ...rates.map((rate_per_second, index): BenchmarkEvent => ({ type: 'RateChosen', data: { ...fact, pass: index + 1, rate_per_second, kept: null, missed: null } })),
  ];
}

/** All of a pass are sent; they were due at three seconds. */
const begun = (pass: number): readonly BenchmarkEvent[] => {
  const names = NAMES.map((name) => nameInPass(name, pass));
  return [sending(...names), uploaded(...names)];
};

/** A worker ended before `b.txt` was acknowledged. */
const left = () => [...passes(10), sending('a.txt', 'b.txt'), uploaded('a.txt'), interrupted('b.txt')];

/** Documents of a pass are through after so many seconds. */
const done = (pass: number, ...told: readonly (string | number)[]): readonly BenchmarkEvent[] => {
  const end = told.find((each) => typeof each === 'number') ?? 7;
  const names = told.filter((each) => typeof each === 'string').map((name) => nameInPass(name, pass));
  return names.flatMap((name) => [started(name), completed(name, end)]);
};
