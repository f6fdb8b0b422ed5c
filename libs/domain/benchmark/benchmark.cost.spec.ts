import { expect, it } from '@jest/globals';
import { fold, LayeredMap } from '#eventsourcing';
import { ask, created, planCompleted, projectCreated, ready } from '../testing/index.js';
import type { BenchmarkCommand } from './benchmark.commands.js';
import { benchmarkDecider as benchmark } from './benchmark.decider.js';
import type { Benchmark, DocumentProgress } from './benchmark.state.js';

const STEPS: readonly BenchmarkCommand[] = [
  ask.send('7.txt'),
  ask.upload(['7.txt']),
  ask.update('7.txt', { start: 5 }),
  ask.update('7.txt', { end: 6 }),
  ask.update('7.txt', { end: 6 }),
  ask.interrupt('7.txt'),
];

it('One document among 100,000 costs as many looks at documents as one among 100', () => {
  const small = looksAtDocuments(100);
  expect(looksAtDocuments(100_000)).toEqual(small);
  expect(Math.max(...small)).toBeLessThan(20);
});

it('What a benchmark weighs is about its memory in documents: a base of some kilobytes, its documents, and names asked for until they are planned', () => {
  expect(benchmark.weigh(fold(benchmark, [created]))).toBe(20);
  expect(benchmark.weigh(fold(benchmark, ready))).toBe(20 + 2);
  const asked = { ...created, data: { ...created.data, documents: { kind: 'files' as const, count: 100_000 } } };
  expect(benchmark.weigh(fold(benchmark, [asked]))).toBe(100_020);
  expect(benchmark.weigh(fold(benchmark, [asked, ...ready.slice(1)]))).toBe(20 + 2);
});

/** How often a document is looked at for each step: decided on top of what is stored, then taken for stored. */
function looksAtDocuments(count: number): number[] {
  let looks = 0;
  const documents = new CountingMap(() => (looks += 1));
  for (let n = 0; n < count; n++) documents.set(`${n}.txt`, {});
  const whole = { ...planCompleted, data: { ...planCompleted.data, count } };
  let settled: Benchmark = { ...fold(benchmark, [created, whole, projectCreated]), documents };
  return STEPS.map((command) => {
    looks = 0;
    let ahead = benchmark.overlay(settled);
    const events = benchmark.decide(command, ahead);
    ahead = events.reduce(benchmark.evolve, ahead);
    settled = events.reduce(benchmark.evolve, settled);
    benchmark.weigh(settled);
    expect(ahead.documents.get('7.txt')).toEqual(settled.documents.get('7.txt'));
    return looks;
  });
}

/** Reports every look; a walk over all entries is one for each of them. */
class CountingMap extends LayeredMap<string, DocumentProgress> {
  constructor(private readonly onLook: () => void) {
    super();
  }

  override get(name: string) {
    this.onLook();
    return super.get(name);
  }

  override has(name: string) {
    this.onLook();
    return super.has(name);
  }

  override set(name: string, document: DocumentProgress) {
    this.onLook();
    return super.set(name, document);
  }

  override *entries() {
    for (const entry of super.entries()) {
      this.onLook();
      yield entry;
    }
  }
}
