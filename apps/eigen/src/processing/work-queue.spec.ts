import { expect, it } from '@jest/globals';
import { VirtualTime } from '../testing/virtual-time.js';
import { seeded } from './random.js';
import { serviceTimes } from './service-time.js';
import { WorkQueue } from './work-queue.js';

/** W = 3.6, makespan 6, L = ΣW / makespan = 3 = λW. */
it('works a burst of five off with two workers of two seconds as the closed form says', () => {
  const done = burst({ documents: 5, workers: 2, seconds: 2 });
  const timeInSystem = sum(done.map(({ end }) => end));
  expect(timeInSystem / 5).toBeCloseTo(3.6, 12);
  expect(makespan(done)).toBe(6);
  expect(timeInSystem / makespan(done)).toBeCloseTo(3, 12);
});

/** In a burst into c workers of s seconds, document k is done at ⌈k/c⌉·s. */
it.each([
  { documents: 1, workers: 4, seconds: 3 },
  { documents: 4, workers: 4, seconds: 3 },
  { documents: 9, workers: 4, seconds: 3 },
  { documents: 5_000, workers: 1, seconds: 1 },
  { documents: 1_000, workers: 7, seconds: 0.5 },
])('ends the documents of %j when D/D/c says', (load) => {
  const expected = numbers(load.documents).map((k) => Math.ceil(k / load.workers) * load.seconds);
  expect(burst(load).map(({ end }) => end)).toEqual(expected);
});

it('starts documents in the order in which they came', () => {
  const names = burst({ documents: 3_000, workers: 3, seconds: 1 }).map(({ name }) => name);
  expect(names).toEqual(numbers(3_000));
});

it('never works on more documents than it has workers, nor rests while one waits', () => {
  const time = new VirtualTime();
  const loads: [busy: number, waiting: number][] = [];
  const note = (): void => void loads.push([queue.busy, queue.length]);
  const serviceSeconds = serviceTimes({ kind: 'exponential', mean: 1 }, seeded(1));
  const queue = new WorkQueue<number, void>({ count: 3, serviceSeconds, started: () => undefined, ended: note }, time.after);
  for (let job = 0; job < 200; job++) queue.add(job);
  expect([queue.busy, queue.length]).toEqual([3, 197]);
  time.run();
  // At the moment at which a document ends, the next has not been started yet.
  expect(loads.every(([busy, waiting]) => busy === 2 || (busy < 2 && waiting === 0))).toBe(true);
  expect([queue.busy, queue.length]).toEqual([0, 0]);
});

it('loses what waits and what runs when it is stopped, and takes nothing more', () => {
  const time = new VirtualTime();
  const ended: number[] = [];
  const workers = { count: 1, serviceSeconds: () => 1, started: () => undefined, ended: (job: number) => ended.push(job) };
  const queue = new WorkQueue<number, undefined>(workers, time.after);
  queue.add(1);
  queue.add(2);
  queue.stop();
  queue.add(3);
  time.run();
  expect([ended, queue.busy]).toEqual([[], 0]);
});

interface Done {
  readonly name: number;
  readonly end: number;
}

function burst({ documents, workers, seconds }: { documents: number; workers: number; seconds: number }): Done[] {
  const time = new VirtualTime();
  const done: Done[] = [];
  const ended = (name: number): void => void done.push({ name, end: time.now });
  const queue = new WorkQueue<number, void>(
    { count: workers, serviceSeconds: () => seconds, started: () => undefined, ended },
    time.after,
  );
  for (const name of numbers(documents)) queue.add(name);
  time.run();
  return done;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const makespan = (done: readonly Done[]): number => Math.max(...done.map(({ end }) => end));
