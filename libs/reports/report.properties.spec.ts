import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import Papa from 'papaparse';
import { fold } from '#eventsourcing';
import { benchmarkDecider, type BenchmarkCommand, type BenchmarkEvent } from '#domain';
import { at, benchmarkId, created, planCompleted, projectCreated, sending, uploaded } from '#domain/testing';
import { renderers, type Report } from './index.js';
import { planOf, reported } from './testing/index.js';

it('gives the same figures for the same instrumentation in any order, with any repeats', async () => {
  await fc.assert(
    fc.asyncProperty(instrumentation, async ({ once, shuffled }) => {
      const [one, other] = await Promise.all([once, shuffled].map((messages) => reported(played(messages))));
      expect(comparable(other!)).toEqual(comparable(one!));
      expect(cells(other!)).toEqual(cells(one!));
    }),
    { numRuns: 200 },
  );
});

const NAMES = ['a.txt', 'b.txt', 'c.txt'];
type Update = Extract<BenchmarkCommand, { type: 'UpdateDocument' }>;

/** When a document started and ended by the platform's clock, and whether it says both at once. Some end too early. */
const work = fc.record({
  start: fc.integer({ min: 4_000, max: 9_000 }),
  took: fc.integer({ min: -500, max: 60_000 }),
  isTogether: fc.boolean(),
});

const instrumentation = fc.tuple(...NAMES.map(() => work)).chain((all) => {
  const once = all.flatMap((each, index) => messages(NAMES[index]!, each));
  const repeats = fc.array(fc.constantFrom(...once), { maxLength: 6 });
  const shuffled = repeats.chain((extra) => shuffles([...once, ...extra]));
  return fc.record({ once: fc.constant(once), shuffled });
});

const shuffles = <T>(all: T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray(all, { minLength: all.length });

function messages(name: string, { start, took, isTogether }: { start: number; took: number; isTogether: boolean }) {
  const [S, E] = [at(start / 1000), at((start + took) / 1000)];
  if (isTogether) return [update(name, Math.max(S, E), { start: S, end: E })];
  return [update(name, S, { start: S }), update(name, E, { end: E })];
}

/** We hear of it 10 ms later. */
const update = (name: string, moment: number, times: { start?: number; end?: number }): Update => ({
  type: 'UpdateDocument',
  data: { benchmarkId, at: moment + 10_000, name, eigenDocumentId: null, eigenProjectId: '7', ...times },
});

/** What the decider makes of these messages: the whole history of a run. */
function played(messages: readonly Update[]): readonly BenchmarkEvent[] {
  const plan = { ...planCompleted, data: { ...planCompleted.data, count: NAMES.length } } as typeof planCompleted;
  const history = [created, planOf(NAMES), plan, projectCreated, sending(...NAMES), uploaded(...NAMES)];
  for (const message of messages) history.push(...benchmarkDecider.decide(message, fold(benchmarkDecider, history)));
  return history;
}

/** All that does not depend on when, and in which order, events were stored. */
const comparable = ({ counts, metrics, offset, notes, documents }: Report) => ({
  counts,
  metrics,
  offset,
  notes,
  documents: documents.map((row) => ({ ...row, facts: { ...row.facts, eventNumbers: undefined } })),
});

const cells = (report: Report) =>
  Papa.parse<string[]>([...renderers.csv.render(report)].join('')).data.map((row) => row.slice(0, -1));
