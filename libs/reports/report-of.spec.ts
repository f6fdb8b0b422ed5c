import { describe, expect, it } from '@jest/globals';
import {
  allUploaded,
  at,
  benchmarkCompleted,
  benchmarkFailed,
  benchmarkId,
  cancelled,
  completed,
  created,
  errorOccurred,
  notificationSent,
  ready,
  reportCompleted,
  run,
  sending,
  started,
  timedOut,
  uploaded,
  uploadFailed,
} from '#domain/testing';
import { ALGORITHM_VERSION, reportOf, type Report } from './index.js';
import { interrupted, planOf, reported, told } from './testing/index.js';

describe('A report', () => {
  it('is made in several turns, as a large one takes its time', async () => {
    const [turns, making] = [[] as string[], reported(run)];
    void making.then(() => turns.push('made'));
    for (let n = 0; n < 3; n += 1) setImmediate(() => turns.push('another'));
    await making;
    expect(turns[0]).toBe('another');
  });

  it('says which run it is about, and where its history can be verified', async () => {
    const events = told(run);
    expect((await reportOf(events)).run).toEqual({
      id: benchmarkId,
      name: 'Release 5.11',
      type: 'latency',
      infra: 'docker',
      eigenVersion: '5.11.0',
      url: 'http://platform:8283',
      stream: `benchmark-${benchmarkId}`,
      revision: 11,
      hash: events[11]!.metadata.hash,
      outcome: 'completed',
      reason: undefined,
      interrupted: false,
      startedAt: at(0),
      endedAt: at(8.01),
      algorithmVersion: ALGORITHM_VERSION,
      corpus: 'c'.repeat(64),
      workload: created.data.workload,
    });
  });

  it('shows what warmed the platform up, says so, and leaves it out of every figure', async () => {
    const [before, [plan, ...after]] = [run.slice(0, 1), run.slice(1)];
    if (plan?.type !== 'DocumentsPlanned') throw new Error('The plan comes second.');
    const documents = plan.data.documents.map((document, n) => ({ ...document, ...(n === 0 && { warmup: true as const }) }));
    const report = await reported([...before, { ...plan, data: { ...plan.data, documents } }, ...after]);
    expect(report.counts).toMatchObject({ planned: 2, done: 2 });
    expect(report.metrics.processing).toMatchObject({ n: 1, min: 2_500_000 });
    expect(report.documents.map(({ facts, isOutlier }) => [facts.warmup, isOutlier])).toEqual([[true, undefined], [false, false]]);
    expect(report.notes).toContainEqual({ about: 'warmup', text: expect.stringContaining('1 document was sent to warm the platform up') });
  });

  it('counts and measures every document', async () => {
    const { counts, metrics, offset } = await reported(run);
    expect(counts).toEqual({ planned: 2, sent: 2, done: 2, failed: 0, unfinished: 0, invalid: 0 });
    expect(metrics.processing).toMatchObject({ n: 2, min: 2_000_000, max: 2_500_000, mean: 2_250_000 });
    expect(metrics.upload).toMatchObject({ n: 2, min: 100_000, max: 100_000 });
    expect(metrics.scheduleDelay).toMatchObject({ n: 2, max: 0 });
    // Reported 10 ms after the fact, sent 2 s before the first start.
    expect(offset).toEqual({ kind: 'bounded', low: -10_000, high: 2_000_000, value: 995_000 });
    expect(metrics.queueWait).toMatchObject({ n: 2, min: 905_000, max: 1_405_000 });
    expect(metrics.endToEnd).toMatchObject({ n: 2, min: 3_005_000, max: 4_005_000 });
  });

  it("counts nothing as sent that could not be sent when it was due", async () => {
    const piledUp = uploadFailed('b.txt');
    const { sent_at: _, ...data } = { ...piledUp.data, scheduled_at: at(3) };
    const report = await reported([...ready, sending('a.txt', 'b.txt'), uploaded('a.txt'), { ...piledUp, data }, timedOut]);
    expect(report.counts).toMatchObject({ planned: 2, sent: 1, failed: 1 });
  });

  it('says how busy the platform was, by its own clock', async () => {
    // From 5 to 7 s and from 5.5 to 8 s.
    expect((await reported(run)).concurrency).toEqual({ greatest: 2, makespan: 3_000_000, mean: 1.5, rate: 2 / 3, meanTime: 2_250_000 });
    expect((await reported([...ready, cancelled])).concurrency).toBeUndefined();
  });

  it('has a row for each document, in the order of the plan, with the events that concern it', async () => {
    const { documents } = await reported(run);
    expect(documents.map(({ facts, status }) => [facts.name, status, facts.eventNumbers])).toEqual([
      ['a.txt', 'done', [1, 4, 5, 6, 8]],
      ['b.txt', 'done', [1, 4, 5, 7, 9]],
    ]);
    expect(documents[0]!.facts).toMatchObject({ sha256: 'd'.repeat(64), bytes: 100, platformStart: at(5) });
  });

  it('does not change with what comes after the end', async () => {
    const late = [started('a.txt', 9), errorOccurred, reportCompleted, notificationSent];
    const events = told([...run, ...late]);
    expect(await reportOf(events)).toEqual(await reportOf(events.slice(0, 12)));
  });

  it('reads a stream that arrives bit by bit, and no further than the end', async () => {
    const events = told([...run, reportCompleted]);
    let read = 0;
    async function* slowly() {
      for (const event of events) {
        read += 1;
        yield await Promise.resolve(event);
      }
    }
    expect(await reportOf(slowly())).toEqual(await reportOf(events));
    expect(read).toBe(12);
  });

  it.each([
    ['completed', undefined, benchmarkCompleted],
    ['failed', 'CreateProject: the platform cannot be reached', benchmarkFailed],
    ['timed_out', 'not done within 3600 seconds', timedOut],
    ['cancelled', 'asked to', cancelled],
  ])('is made of a run that %s', async (outcome, reason, end) => {
    expect((await reported([...run.slice(0, -1), end])).run).toMatchObject({ outcome, reason });
  });

  it('is made of a run that failed before it had a plan', async () => {
    const report = await reported([created, benchmarkFailed]);
    expect(report.counts).toEqual({ planned: 0, sent: 0, done: 0, failed: 0, unfinished: 0, invalid: 0 });
    expect(report.metrics.processing).toBeUndefined();
    expect(report.documents).toEqual([]);
  });

  it('is refused as long as the run has no end, and when its beginning is missing', async () => {
    await expect(reported(ready)).rejects.toThrow('no end');
    await expect(reported([benchmarkCompleted])).rejects.toThrow('does not begin');
  });

  it('tells a run that is not over as far as it has come, where that will do', async () => {
    const { run: told, counts, notes } = await reported(run.slice(0, 9), { isPartial: true });
    expect(told).toMatchObject({ outcome: 'running', revision: 8, reason: undefined });
    expect(counts).toMatchObject({ planned: 2, done: 1, unfinished: 1 });
    expect(notes[0]).toEqual({ about: 'running', text: 'The run was not over yet at revision 8: this is what was known by then.' });
  });

  it('is the same of a part that goes up to the end, or beyond', async () => {
    const events = told([...run, reportCompleted]);
    expect(await reportOf(events, { isPartial: true })).toEqual(await reportOf(events));
  });

  it('is refused when the history contradicts itself', async () => {
    await expect(reported([...ready, started('c.txt'), timedOut])).rejects.toThrow('not planned: c.txt');
  });
});

describe('A document in a report', () => {
  it('that ended before it started is done, invalid, and in no statistic', async () => {
    const report = await reported(runWith('b.txt', started('b.txt', 9), completed('b.txt', 8)));
    expect(report.counts).toMatchObject({ planned: 2, done: 2, invalid: 1 });
    expect(report.documents[1]).toMatchObject({
      status: 'invalid',
      reason: 'ended before it started',
      figures: { processing: -1_000_000 },
      isOutlier: undefined,
    });
    expect(ns(report)).toEqual({ processing: 1, upload: 1, queueWait: 1, endToEnd: 1, scheduleDelay: 1 });
    expect(report.offset).toEqual((await reported(runWith('b.txt'))).offset);
  });

  it('that took no time at all is measured', async () => {
    const report = await reported(runWith('b.txt', started('b.txt', 8), completed('b.txt', 8)));
    expect(report.metrics.processing).toMatchObject({ n: 2, min: 0 });
  });

  it('that failed says why, and is in no statistic even if the platform worked on it', async () => {
    const sent = [...ready, sending('a.txt', 'b.txt'), uploaded('a.txt'), uploadFailed('b.txt')];
    const report = await reported([...sent, ...aReports, started('b.txt', 5), completed('b.txt', 8), timedOut]);
    expect(report.counts).toMatchObject({ planned: 2, sent: 2, done: 1, failed: 1 });
    expect(report.documents[1]).toMatchObject({ status: 'failed', reason: 'the platform answered 500' });
    expect(ns(report)).toMatchObject({ processing: 1, scheduleDelay: 1 });
  });

  it('whose answer was lost with a worker is done when the platform says so', async () => {
    const report = await reported([...ready, sending('a.txt'), interrupted('a.txt'), ...aReports, timedOut]);
    expect(report.run.interrupted).toBe(true);
    const figures = { processing: 2_000_000, upload: undefined };
    expect(report.documents[0]).toMatchObject({ status: 'done', figures });
  });

  it.each([
    ['never sent', []],
    ['sent, and never reported by the platform', [sending('a.txt'), uploaded('a.txt')]],
    ['started, and its end never reported by the platform', [sending('a.txt'), uploaded('a.txt'), started('a.txt')]],
    ['ended, and its start never reported by the platform', [sending('a.txt'), uploaded('a.txt'), completed('a.txt')]],
    ['processed, and its acknowledgement still missing', [sending('a.txt'), started('a.txt'), completed('a.txt')]],
  ])('is unfinished: %s', async (reason, events) => {
    const report = await reported([...ready, ...events, cancelled]);
    expect(report.documents[0]).toMatchObject({ status: 'unfinished', reason });
    expect(report.counts).toMatchObject({ planned: 2, done: 0, unfinished: 2 });
  });

  it('is an outlier when it took far longer than the others', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `${index}.txt`);
    const ends = names.map((name, index) => completed(name, index === 9 ? 60 : 7 + index / 100));
    const starts = names.map((name) => started(name));
    const begun = [created, planOf(names), sending(...names), uploaded(...names)];
    const { documents } = await reported([...begun, ...starts, ...ends, allUploaded, benchmarkCompleted]);
    expect(documents.map(({ isOutlier }) => isOutlier)).toEqual([...Array<boolean>(9).fill(false), true]);
  });
});

const aReports = [started('a.txt', 5), completed('a.txt', 7)];

/** The usual run, with these reports of the platform in the place of those on one document. */
const runWith = (name: string, ...instead: readonly (typeof run)[number][]) => [
  ...run.slice(0, 6),
  ...run.slice(6, 10).filter(({ data }) => !('document_name' in data && data.document_name === name)),
  ...instead,
  allUploaded,
  benchmarkCompleted,
];

const ns = ({ metrics }: Report) =>
  Object.fromEntries(Object.entries(metrics).map(([metric, summary]) => [metric, summary?.n]));
