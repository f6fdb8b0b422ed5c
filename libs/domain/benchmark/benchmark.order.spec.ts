import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ask, at, play } from '../testing/index.js';
import type { BenchmarkCommand } from './benchmark.commands.js';
import { isEnd } from './benchmark.events.js';
import type { Benchmark } from './benchmark.state.js';

it('The same reports and outcomes, in any order and however often, give the same figures and exactly one end', () => {
  fc.assert(
    fc.property(stories, ({ documents, told }) => {
      const names = documents.map(({ name }) => name);
      const plan = [ask.create(), ask.plan(0, ...names), ask.completePlan(names.length)];
      const { history, state } = play([...plan, ask.project(), ask.send(...names), ...told]);
      expect(figuresOf(state)).toEqual(documents.map(figureOf));
      expect(history.filter(isEnd)).toHaveLength(1);
      expect(isEnd(history.at(-1)!)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

interface Document {
  readonly name: string;
  readonly outcome: 'uploaded' | 'interrupted' | 'failed';
  readonly start: number;
  readonly end: number;
}

/** Nobody can tell how long a document took that did not go through. */
const figure = (outcome: string | undefined, start?: number, end?: number) =>
  outcome === 'failed' ? outcome : { outcome, start, end };

const figureOf = ({ name, outcome, start, end }: Document) => [name, figure(outcome, at(start), at(end))];

const figuresOf = ({ documents }: Benchmark) =>
  [...documents.entries()].map(([name, { upload, start, end }]) => [name, figure(upload, start, end)]);

/** Each moment comes alone, or both together; some come again. */
function tellingsOf({ name, outcome, start, end }: Document): readonly BenchmarkCommand[] {
  const outcomes = { uploaded: ask.upload([name]), interrupted: ask.interrupt(name), failed: ask.upload([], [name]) };
  return [outcomes[outcome], ask.update(name, { start }), ask.update(name, { end }), ask.update(name, { start, end })];
}

const document = fc.record({
  outcome: fc.constantFrom('uploaded', 'uploaded', 'interrupted', 'failed'),
  start: fc.integer({ min: 5, max: 9 }),
  end: fc.integer({ min: 5, max: 9 }),
});

const stories = fc.array(document, { minLength: 1, maxLength: 5 }).chain((drawn) => {
  const documents: Document[] = drawn.map((each, index) => ({ ...each, name: `${index}.txt` }));
  const once = documents.flatMap(tellingsOf);
  const shuffled = (all: readonly BenchmarkCommand[]) => fc.shuffledSubarray([...all], { minLength: all.length });
  const told = fc.subarray(once).chain((again) => shuffled([...once, ...again]));
  return told.map((all) => ({ documents, told: all }));
});
