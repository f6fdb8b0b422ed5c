import { expect, it } from '@jest/globals';
import { VirtualTime } from '../testing/virtual-time.js';
import { seeded } from './random.js';
import { serviceTimes } from './service-time.js';
import { WorkQueue } from './work-queue.js';

/** Waits follow each other: that many documents are worth a few thousand independent ones. */
const TOLERANCE = 0.06;

/**
 * M/M/c: documents come at random at rate λ, each takes exponential time at rate μ, c work. With a = λ/μ, the chance
 * to wait is C(c, a) (Erlang, 1917), the mean wait C(c, a)/(cμ − λ), and so much work is waiting as λ times that
 * (Little, 1961). After Gross and Harris, Fundamentals of Queueing Theory, section 2.3.
 */
it.each([
  { arrivals: 0.5, service: 1, workers: 1, documents: 100_000 },
  { arrivals: 1.5, service: 1, workers: 2, documents: 200_000 },
  { arrivals: 40, service: 20, workers: 3, documents: 200_000 },
  { arrivals: 6, service: 0.5, workers: 16, documents: 500_000 },
])('keeps documents waiting as M/M/c says: %j', (load) => {
  const { meanWait, waited, meanWaiting } = simulated(load);
  const { arrivals, service, workers } = load;
  const chance = erlangC(workers, arrivals / service);
  const wait = chance / (workers * service - arrivals);
  expect(Math.abs(waited / chance - 1)).toBeLessThan(TOLERANCE);
  expect(Math.abs(meanWait / wait - 1)).toBeLessThan(TOLERANCE);
  expect(Math.abs(meanWaiting / (arrivals * wait) - 1)).toBeLessThan(TOLERANCE);
});

/** In closed form: ρ for one worker, 2ρ²/(1 + ρ) for two; 4/9 for three with a = 2. */
it('knows the chance to wait', () => {
  expect(erlangC(1, 0.8)).toBeCloseTo(0.8, 12);
  expect(erlangC(2, 1.5)).toBeCloseTo((2 * 0.75 ** 2) / 1.75, 12);
  expect(erlangC(3, 2)).toBeCloseTo(4 / 9, 12);
});

interface Load {
  /** Documents a second, λ. */
  readonly arrivals: number;
  /** Documents a second of one worker, μ. */
  readonly service: number;
  readonly workers: number;
  readonly documents: number;
}

/** By the recursion of Erlang's loss formula: B(0) = 1, B(k) = aB(k − 1)/(k + aB(k − 1)). */
function erlangC(workers: number, offered: number): number {
  let loss = 1;
  for (let k = 1; k <= workers; k++) loss = (offered * loss) / (k + offered * loss);
  return (workers * loss) / (workers - offered * (1 - loss));
}

function simulated({ arrivals, service, workers: count, documents }: Load) {
  const time = new VirtualTime();
  const waits: number[] = [];
  const started = (arrived: number): void => void waits.push(time.now - arrived);
  const serviceSeconds = serviceTimes({ kind: 'exponential', mean: 1 / service }, seeded(1));
  const queue = new WorkQueue<number, void>({ count, serviceSeconds, started, ended: () => undefined }, time.after);
  const between = serviceTimes({ kind: 'exponential', mean: 1 / arrivals }, seeded(2));
  let [left, waiting, last] = [documents, 0, 0];
  const arrive = (): void => {
    // Who arrives at random sees the queue as it is on average (Wolff, 1982).
    waiting += queue.length;
    queue.add(time.now);
    last = time.now;
    if (--left > 0) time.after(between(), arrive);
  };
  time.after(between(), arrive);
  time.run();
  const waited = waits.filter((wait) => wait > 0).length / documents;
  expect(Math.abs(documents / last / arrivals - 1)).toBeLessThan(0.01);
  return { meanWait: waits.reduce((sum, wait) => sum + wait, 0) / documents, waited, meanWaiting: waiting / documents };
}
