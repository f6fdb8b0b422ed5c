import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { at, search } from '../testing/index.js';
import { atRate, bracketOf, nextRate, passVerdict, searchObjectiveFault, type PassedDocument, type TriedRate } from './rate-search.js';

const kept = (rate_per_second: number): TriedRate => ({ rate_per_second, isKept: true });
const missed = (rate_per_second: number): TriedRate => ({ rate_per_second, isKept: false });
const undecided = (rate_per_second: number): TriedRate => ({ rate_per_second, isKept: undefined });

describe('The next rate of a search', () => {
  it.each<[string, readonly TriedRate[], number]>([
    ['the one asked for, first', [], 10],
    ['twice as much while passes keep the objective', [kept(10), kept(20)], 40],
    ['half as much while they do not', [missed(10), missed(5)], 2.5],
    ['the geometric middle of both, to three digits', [kept(10), missed(20)], 14.1],
    ['in the narrowest bracket there is', [kept(10), kept(20), missed(40), kept(28.3)], 33.6],
    ['below a rate that was missed once, whatever was kept above it', [kept(10), missed(20), kept(40)], 14.1],
    ['the same once more, where a pass tells nothing of it', [undecided(10)], 10],
    ['as if a pass that tells nothing had not been', [kept(10), undecided(20)], 20],
    ['no more than there may be', [kept(800)], 1000],
    ['no less than there may be', [missed(0.0011)], 0.001],
  ])('is %s', (_what, tried, rate) => {
    expect(nextRate(search(10), tried)).toBe(rate);
  });

  it('closes in on what a platform bears, within a factor that each pass takes the root of', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 900, noNaN: true }), (capacity) => {
        const tried: TriedRate[] = [];
        for (let pass = 0; pass < 24; pass += 1) {
          const rate_per_second = nextRate(search(10), tried);
          tried.push({ rate_per_second, isKept: rate_per_second <= capacity });
        }
        const found = bracketOf(tried);
        expect(found.kept).toBeLessThanOrEqual(capacity);
        expect(found.kept).toBeGreaterThan(capacity * 0.98);
        if (found.missed !== null) expect(found.missed).toBeGreaterThan(capacity);
      }),
    );
  });

  it('makes an arrival workload of a pass', () => {
    expect(atRate(search(10, { process: 'poisson' }), 28.3)).toMatchObject({ mode: 'arrival', process: 'poisson', rate_per_second: 28.3 });
  });
});

describe('The objective of a search', () => {
  it.each(['p95(end_to_end) < 5s', 'max(processing) <= 200ms', 'mean(end_to_end) < 1min'])('may be %s', (text) => {
    expect(searchObjectiveFault(text)).toBeUndefined();
  });

  it.each([
    ['p95(end_to_end) <', 'column 18: expected a time, found the end'],
    ['failed == 0', 'expected an upper limit'],
    ['throughput > 5', 'expected an upper limit'],
    ['p95(end_to_end) > 5s', 'expected an upper limit'],
    ['p95(queue_wait) < 5s', 'expected an upper limit'],
    ['p95(processing) <= 1.05 * baseline', 'expected an upper limit'],
  ])('may not be %s', (text, why) => {
    expect(searchObjectiveFault(text)).toContain(why.slice(0, 9));
  });
});

describe('A pass', () => {
  it('keeps an end-to-end objective by the time until we heard of each document, whatever the clock of the platform says', () => {
    const documents = [document(0, 2), document(1, 4)];
    expect(passVerdict('max(end_to_end) < 3.5s', documents)).toEqual({ isKept: true, observed: 3_000_000, done: 2, throughput: 0.5 });
    expect(passVerdict('max(end_to_end) < 3s', documents)).toMatchObject({ isKept: false, observed: 3_000_000 });
  });

  it('keeps a processing objective by the clock of the platform alone', () => {
    expect(passVerdict('max(processing) <= 1s', [document(0, 90)])).toMatchObject({ isKept: true, observed: 1_000_000 });
  });

  it('does not keep any with a document that failed', () => {
    const documents = [document(0, 2), document(1, 2, { fate: 'failed' }), document(2, 3, { fate: 'open' })];
    expect(passVerdict('max(end_to_end) < 60s', documents)).toMatchObject({ isKept: false, done: 1 });
  });

  it('is undecided with a document whose fate nobody knows, and without one', () => {
    const documents = [document(0, 2), document(1, 2, { fate: 'open' })];
    expect(passVerdict('max(end_to_end) < 60s', documents)).toMatchObject({ isKept: undefined, done: 1 });
    expect(passVerdict('max(end_to_end) < 60s', [])).toEqual({ isKept: undefined, observed: undefined, done: 0, throughput: undefined });
  });

  it('does not keep what such a document could not mend, however fast it was', () => {
    const open = document(1, 2, { fate: 'open' });
    expect(passVerdict('max(end_to_end) < 1s', [document(0, 2), open])).toMatchObject({ isKept: false, observed: 2_000_000 });
    expect(passVerdict('p50(end_to_end) < 1s', [document(0, 2), document(0, 2), open])).toMatchObject({ isKept: false });
    expect(passVerdict('p50(end_to_end) < 1s', [document(0, 2), open, open])).toMatchObject({ isKept: undefined, observed: 2_000_000 });
  });

  it('is not kept because the documents that a dead worker left on their way have no schedule to be late against', () => {
    const interrupted = document(0, 90, { scheduledAt: undefined });
    expect(passVerdict('max(end_to_end) < 5s', [document(0, 2), interrupted])).toMatchObject({ isKept: undefined, observed: 2_000_000, done: 2 });
    expect(passVerdict('max(end_to_end) < 1s', [document(0, 2), interrupted])).toMatchObject({ isKept: false });
    expect(passVerdict('max(processing) <= 1s', [document(0, 2), interrupted])).toMatchObject({ isKept: undefined, observed: 1_000_000 });
  });
});

const document = (due: number, heard: number, more: Partial<PassedDocument> = {}): PassedDocument => ({
  fate: 'done',
  scheduledAt: at(due),
  endReceivedAt: at(heard),
  platformStart: at(due + 500),
  platformEnd: at(due + 501),
  ...more,
});
