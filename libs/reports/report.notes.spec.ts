import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  at,
  benchmarkCompleted,
  benchmarkFailed,
  cancelled,
  completed,
  created,
  ready,
  run,
  sending,
  started,
  timedOut,
  uploaded,
  uploadFailed,
} from '#domain/testing';
import type { ReportOptions } from './index.js';
import { interrupted, many, reported } from './testing/index.js';

describe('A report notes', () => {
  it('nothing when there is nothing to note', async () => {
    expect(await notes(run)).toEqual([]);
  });

  it('documents that ended before they started', async () => {
    const skewed = [...begun, started('a.txt', 7), completed('a.txt', 6), started('b.txt', 7), completed('b.txt', 6)];
    expect(await notes([...skewed, benchmarkCompleted])).toContain(
      "2 documents ended before they started, by the platform's own clock: " +
        'no upload time, and left out of the statistics.',
    );
  });

  it('documents that ended before they started only where nothing else is the matter with them', async () => {
    const skewed = [...begun, started('a.txt', 7), completed('a.txt', 6), timedOut];
    expect((await notes(skewed)).filter((text) => text.includes('ended before'))).toHaveLength(1);
    const failed = [...ready, sending('a.txt'), uploadFailed('a.txt'), started('a.txt', 7), completed('a.txt', 6), timedOut];
    expect((await notes(failed)).filter((text) => text.includes('ended before'))).toEqual([]);
  });

  it('what looks like a warm-up, where it makes a difference', async () => {
    const taking = (seconds: (index: number) => number) => [
      ...many(60).slice(0, 4),
      ...Array.from({ length: 60 }, (_, index) => [started(`${index}.txt`, 5 + index), completed(`${index}.txt`, 5 + index + seconds(index))]).flat(),
      timedOut,
    ];
    expect(await notes(taking((index) => (index < 10 ? 9 : 1)))).toContainEqual(
      'The first 10 documents look like a warm-up (MSER-5): mean processing time 2.33 s with them, 1 s without. They do count; a run with a warmup leaves them out.',
    );
    for (const hardly of [() => 1, (index: number) => (index < 10 ? 1.02 : 1)]) expect((await notes(taking(hardly))).join()).not.toContain('MSER-5');
  });

  it('documents that failed, also those that the platform worked on', async () => {
    const failed = [...ready, sending('a.txt', 'b.txt'), uploadFailed('a.txt'), uploadFailed('b.txt')];
    expect(await notes([...failed, benchmarkFailed])).toEqual([
      '2 documents failed and are left out of the statistics.',
    ]);
    expect(await notes([...failed, started('b.txt'), benchmarkFailed])).toContain(
      '2 documents failed and are left out of the statistics; the platform worked on 1 of them all the same.',
    );
  });

  it('documents that were not done, and what was missing', async () => {
    expect(await notes([...ready, sending('a.txt'), uploaded('a.txt'), started('a.txt'), cancelled])).toEqual([
      '2 documents were not done when the run ended: ' +
        '1 started, and its end never reported by the platform; 1 never sent.',
    ]);
  });

  it('a plan that was not whole', async () => {
    expect(await notes([created, benchmarkFailed])).toEqual(['The run ended before its plan was whole.']);
  });

  it('a worker that ended on the way', async () => {
    const lost = [...ready, sending('a.txt', 'b.txt'), interrupted('a.txt'), uploaded('b.txt'), ...run.slice(6)];
    expect(await notes(lost)).toEqual([
      'A worker ended while 1 document was on the way: ' +
        'what the platform answered may be lost, and nothing was sent twice.',
    ]);
  });

  it('where the platform should have posted its instrumentation, when none arrived', async () => {
    const url = 'http://127.0.0.1:8091/api/v1/benchmarks/documents/';
    const silent = 'No instrumentation arrived, or all of it was refused; the platform should post it to ' + url + '.';
    expect(await notes([...begun, timedOut], { instrumentationUrl: url })).toContain(silent);
    expect(await notes([...ready, timedOut], { instrumentationUrl: url })).toContain(silent);
    expect(await notes([...begun, timedOut])).toContain('No instrumentation arrived, or all of it was refused.');
  });

  it('nothing of that kind when some arrived, or when none could be expected', async () => {
    const about = async (events: readonly BenchmarkEvent[]) =>
      (await reported(events)).notes.map(({ about: topic }) => topic);
    expect(await about([...begun, completed('a.txt'), timedOut])).not.toContain('instrumentation');
    expect(await about([...ready, benchmarkFailed])).not.toContain('instrumentation');
    const refused = [...ready, sending('a.txt', 'b.txt'), uploadFailed('a.txt'), uploadFailed('b.txt')];
    expect(await about([...refused, benchmarkFailed])).not.toContain('instrumentation');
  });

  it('clocks that contradict each other, and what is not given therefore', async () => {
    const drifting = [...begun, ...run.slice(6, 8), completed('a.txt', 7), late(completed('b.txt', 8), -5), timedOut];
    expect(await notes(drifting)).toEqual([
      'The clocks contradict each other by 2.99 s (drift, a clock that was set, or wrong times): ' +
        'queue wait and end to end are not given.',
    ]);
  });

  it('an unknown clock offset', async () => {
    const unsent = [...ready, sending('a.txt', 'b.txt'), interrupted('a.txt', 'b.txt'), ...run.slice(6)];
    expect(await notes(unsent)).toContain(
      'How far the clocks are apart is unknown: queue wait and end to end are not given.',
    );
  });

  it('a generator that was late', async () => {
    const tardy = run.map((event) => (event.type === 'DocumentsUploaded' ? scheduledEarlier(event) : event));
    expect(await notes(tardy)).toEqual([
      'Documents were sent late: by 500 ms (p99), more than 5 % of the median processing time.',
    ]);
  });
});

const begun = [...ready, sending('a.txt', 'b.txt'), uploaded('a.txt', 'b.txt')];

const notes = async (events: readonly BenchmarkEvent[], options?: ReportOptions) =>
  (await reported(events, options)).notes.map(({ text }) => text);

/** We heard of it so many seconds later. */
const late = (event: BenchmarkEvent, seconds: number): BenchmarkEvent => {
  if (event.type !== 'DocumentUploadCompleted') return event;
  return { ...event, data: { ...event.data, received_at: event.data.received_at + seconds * 1_000_000 } };
};

function scheduledEarlier(event: Extract<BenchmarkEvent, { type: 'DocumentsUploaded' }>): BenchmarkEvent {
  const documents = event.data.documents.map((document) => ({ ...document, scheduled_at: at(2.5) }));
  return { ...event, data: { ...event.data, documents } };
}
