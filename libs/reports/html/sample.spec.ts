import { expect, it } from '@jest/globals';
import { benchmarkCompleted, completed, created, sending, started, timedOut, uploaded } from '#domain/testing';
import { reportOf } from '../index.js';
import { planOf, reported, told } from '../testing/index.js';
import { shownInTable, shownInTimeline } from './sample.js';

it('shows all documents of a small corpus, and nothing is said about it', async () => {
  const { documents } = await slowRun(40);
  expect(shownInTimeline(documents)).toEqual({ rows: documents, told: '' });
  expect(shownInTable(documents)).toEqual({ rows: documents, told: '' });
});

it('shows the slowest documents of a large one, and an even sample of the others', async () => {
  const { rows } = shownInTimeline((await slowRun(100)).documents);
  const names = rows.map(({ facts }) => facts.name);
  expect(new Set(names).size).toBe(40);
  expect(names).toEqual(expect.arrayContaining(Array.from({ length: 20 }, (_, at) => `${80 + at}.txt`)));
  expect(names).toEqual(expect.arrayContaining(Array.from({ length: 20 }, (_, at) => `${at * 4}.txt`)));
});

it('lists what is not done before the slowest', async () => {
  const names = Array.from({ length: 101 }, (_, at) => `${at}.txt`);
  const events = [created, planOf(names), sending(...names), uploaded(...names)];
  const done = names.slice(1).flatMap((name, at) => [started(name, 5), completed(name, 6 + at)]);
  const { documents } = await reported([...events, ...done, timedOut]);
  const { rows } = shownInTable(documents);
  expect(rows).toHaveLength(100);
  expect(rows.slice(0, 3).map(({ facts }) => facts.name)).toEqual(['0.txt', '100.txt', '99.txt']);
});

it('leaves what was never sent out of the timeline', async () => {
  const { documents } = await reported([created, planOf(['a.txt', 'b.txt']), sending('a.txt'), uploaded('a.txt'), timedOut]);
  expect(shownInTimeline(documents).rows.map(({ facts }) => facts.name)).toEqual(['a.txt']);
});

/** So many documents, each slower than the one before. */
function slowRun(count: number) {
  const names = Array.from({ length: count }, (_, at) => `${at}.txt`);
  const work = names.flatMap((name, at) => [started(name, 5), completed(name, 6 + at)]);
  return reportOf(told([created, planOf(names), sending(...names), uploaded(...names), ...work, benchmarkCompleted]));
}
