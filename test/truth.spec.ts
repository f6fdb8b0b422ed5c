import { describe, expect, it } from '@jest/globals';
import { seeded } from '../apps/eigen/src/processing/random.js';
import { serviceTimes } from '../apps/eigen/src/processing/service-time.js';
import { benchmarkId, at, created, projectCreated, planCompleted } from '#domain/testing';
import type { BenchmarkEvent } from '#domain';
import { concurrency } from '#measurement';
import { reportOf, type Report } from '#reports';
import { planOf, told } from '#reports/testing';
import { erlangC } from './support/queueing-theory.js';
import { simulated, type Passage } from './support/simulated-platform.js';

// The mock platform's own queue, in virtual time, and what reports make of what it tells: nothing here waits for a clock.
describe('What is reported of a platform whose figures are known', () => {
  it.each([
    { documents: 5, workers: 2, seconds: 2 },
    { documents: 1, workers: 4, seconds: 3 },
    { documents: 100, workers: 7, seconds: 0.5 },
    { documents: 300, workers: 1, seconds: 0.02 },
  ])('is D/D/c of a burst, to the microsecond: %j', async ({ documents, workers, seconds }) => {
    const service = seconds * 1e6;
    const report = await reportedOf(simulated({ arrivals: Array<number>(documents).fill(0), workers, service: () => seconds }));
    const rounds = report.documents.map((_, index) => Math.ceil((index + 1) / workers));
    expect(report.documents.map(({ figures }) => figures.processing)).toEqual(rounds.map(() => service));
    expect(report.documents.map(({ figures }) => figures.queueWait)).toEqual(rounds.map((round) => exactly((round - 1) * service)));
    expect(report.documents.map(({ figures }) => figures.endToEnd)).toEqual(rounds.map((round) => exactly(round * service)));
    const { makespan, mean, rate, meanTime } = concurrency(inSystem(report))!;
    expect(makespan).toBe(Math.ceil(documents / workers) * service);
    expect(mean).toBeCloseTo((rate * meanTime) / 1e6, 9);
  });

  // L = 3 = λW: a burst into two servers of two seconds with five documents.
  it('has as many documents in the system as the closed form says', async () => {
    const report = await reportedOf(simulated({ arrivals: [0, 0, 0, 0, 0], workers: 2, service: () => 2 }));
    expect(report.metrics.endToEnd).toMatchObject({ mean: 3_600_000, max: 6_000_000 });
    expect(concurrency(inSystem(report))!.mean).toBeCloseTo(3, 12);
  });

  // Gross and Harris, Fundamentals of Queueing Theory, section 2.3: mean wait C(c, λ/μ) / (cμ − λ). Waits follow each
  // other, so that 10,000 documents are worth some hundreds of independent ones; what the queue did is told exactly.
  it.each([
    { rate: 0.5, service: 1, workers: 1 },
    { rate: 1.5, service: 1, workers: 2 },
    { rate: 40, service: 20, workers: 3 },
  ])('is M/M/c of random arrivals and times: %j', async ({ rate, service, workers }) => {
    const [between, working] = [exponential(2, 1 / rate), exponential(1, 1 / service)];
    let due = 0;
    const arrivals = Array.from({ length: 10_000 }, () => (due += between()));
    const passages = simulated({ arrivals, workers, service: working });
    const { metrics, documents } = await reportedOf(passages);
    const waits = passages.map(({ arrival, start }) => micros(start) - micros(arrival));
    expect(documents.map(({ figures }) => figures.queueWait!.value)).toEqual(waits);
    const chance = erlangC(workers, rate / service);
    const waited = waits.filter((wait) => wait > 0).length / documents.length;
    expect(Math.abs(waited / chance - 1)).toBeLessThan(0.15);
    expect(Math.abs(metrics.queueWait!.mean / ((chance * 1e6) / (workers * service - rate)) - 1)).toBeLessThan(0.15);
    expect(Math.abs((metrics.processing!.mean * service) / 1e6 - 1)).toBeLessThan(0.03);
  });

  it.each([5, -5, 0])('holds the truth within its bounds on a slow network, with a clock that is %d s ahead', async (ahead) => {
    const way = exponential(3, 0.02);
    const passages = simulated({ arrivals: Array<number>(200).fill(0), workers: 4, service: exponential(4, 0.05) });
    for (const isTelling of [true, false]) {
      const report = await reportedOf(passages, { ahead, way, isTelling });
      const { offset } = report;
      if (offset.kind !== 'bounded') throw new Error(`The offset is ${offset.kind}.`);
      expect(offset.low).toBeLessThanOrEqual(ahead * 1e6);
      expect(offset.high).toBeGreaterThanOrEqual(ahead * 1e6);
      for (const [index, { figures, facts }] of report.documents.entries()) {
        const truth = passages[index]!;
        expect(figures.processing).toBe(micros(truth.end) - micros(truth.start));
        const endToEnd = at(truth.end) - facts.scheduledAt!;
        expect(figures.endToEnd!.low).toBeLessThanOrEqual(endToEnd);
        expect(figures.endToEnd!.high).toBeGreaterThanOrEqual(endToEnd);
      }
    }
  });
});

const micros = (seconds: number): number => at(seconds) - at(0);
const exactly = (value: number) => ({ value, low: value, high: value });

/** From acknowledgement to end: what the network took is in none of it. */
const inSystem = ({ documents }: Report) =>
  documents.map(({ facts, figures }) => ({ start: facts.scheduledAt!, end: facts.scheduledAt! + figures.endToEnd!.value }));

/** One exponential time after another, in seconds. */
const exponential = (seed: number, mean: number) => serviceTimes({ kind: 'exponential', mean }, seeded(seed));

interface Conditions {
  /** How far the platform's clock is ahead, in seconds. */
  readonly ahead?: number;
  /** How long anything is on its way, in seconds. */
  readonly way?: () => number;
  /** It tells its time. */
  readonly isTelling?: boolean;
}

/** The report of a run in which these documents passed through the platform. */
function reportedOf(passages: readonly Passage[], conditions: Conditions = {}): Promise<Report> {
  return reportOf(told([...history(passages, conditions)]));
}

const fact = (seconds: number) => ({ benchmark_id: benchmarkId, at: at(seconds) });

function* history(passages: readonly Passage[], { ahead = 0, way = () => 0, isTelling = true }: Conditions): Generator<BenchmarkEvent> {
  const names = passages.map((_, index) => `${index}.txt`);
  const theirs = (seconds: number) => at(seconds) + ahead * 1e6;
  const sampled = (phase: 'before' | 'after', seconds: number): BenchmarkEvent => {
    const samples = Array.from({ length: 8 }, () => {
      const [there, back] = [way(), way()];
      return { t1: at(seconds), t2: theirs(seconds + there), t3: theirs(seconds + there), t4: at(seconds + there + back) };
    });
    return { type: 'ClockSampled', data: { ...fact(seconds), phase, samples } };
  };
  yield created;
  yield planOf(names);
  yield { ...planCompleted, data: { ...planCompleted.data, count: names.length } };
  yield projectCreated;
  if (isTelling) yield sampled('before', -1);
  yield { type: 'DocumentsSending', data: { ...fact(0), document_names: names } };
  const documents = passages.map(({ arrival }, index) => {
    const sent = arrival - way();
    return { document_name: names[index]!, scheduled_at: at(sent), sent_at: at(sent), acknowledged_at: at(arrival + way()) };
  });
  const last = passages.at(-1)!.arrival + 1;
  if (isTelling) yield sampled('after', last);
  yield { type: 'DocumentsUploaded', data: { ...fact(last), documents } };
  for (const [index, { start, end }] of passages.entries()) {
    const ids = { document_name: names[index]!, eigen_document_id: null, eigen_project_id: '7' };
    const [startHeard, endHeard] = [start + way(), end + way()];
    yield { type: 'DocumentUploadStarted', data: { ...fact(startHeard), ...ids, platform_start: theirs(start), received_at: at(startHeard) } };
    yield { type: 'DocumentUploadCompleted', data: { ...fact(endHeard), ...ids, platform_end: theirs(end), received_at: at(endHeard) } };
  }
  yield { type: 'BenchmarkCompleted', data: { ...fact(last), done: names.length, failed: 0 } };
}
