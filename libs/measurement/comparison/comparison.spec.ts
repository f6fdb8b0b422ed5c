import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seeded } from '../random.js';
import { compareReleases, type ComparisonOptions } from './comparison.js';
import { asFamily } from './family.js';
import { passesNeeded } from './judgement.js';
import type { Pass } from './passes.js';

describe('A release beside its baseline', () => {
  // Four passes against four, all slower: the shift of Hodges and Lehmann of {10, 20, 30, 40} against {1, 2, 3, 4} is
  // 22.5 with [6, 39] in R 4; here of logarithms, that is of ratios.
  it('is compared by the shift of its passes', () => {
    const passOf = (log: number) => new Map([['a', Math.exp(log / 10)]]);
    const found = compareReleases([10, 20, 30, 40].map(passOf), [1, 2, 3, 4].map(passOf), options);
    expect(found.passes).toEqual({ current: 4, baseline: 4 });
    expect(Math.log1p(found.change!.value)).toBeCloseTo(2.25, 9);
    expect(Math.log1p(found.change!.interval!.low)).toBeCloseTo(0.6, 9);
    expect(Math.log1p(found.change!.interval!.high)).toBeCloseTo(3.9, 9);
    expect(found).toMatchObject({ cliffsDelta: 1, isPaired: true, documents: 1, verdict: 'fail' });
    expect(found.test).toMatchObject({ isExact: true, arrangements: 70 });
    expect(found.test!.p.twoSided).toBeCloseTo(2 / 70, 12);
  });

  it('passes where it is surely less than 5 % slower', () => {
    expect(compareReleases(passes(5, 1.02), passes(5, 1, 2), options)).toMatchObject({ verdict: 'pass' });
    const faster = compareReleases(passes(5, 0.5), passes(5, 1, 2), options);
    expect(faster).toMatchObject({ verdict: 'pass', cliffsDelta: -1 });
  });

  it('fails where it is surely slower, and by more than that', () => {
    const { verdict, change, reason } = compareReleases(passes(5, 1.2), passes(5, 1, 2), options);
    expect(verdict).toBe('fail');
    expect(change!.value).toBeCloseTo(0.2, 1);
    expect(reason).toMatch(/^Slower by \+\d+ %, more than \+5 %; the change lies between /);
  });

  it('is an open question in between', () => {
    expect(compareReleases(passes(5, 1.05), passes(5, 1, 2), options)).toMatchObject({ verdict: 'inconclusive' });
  });

  it('is an open question where it is slower by far, but not surely', () => {
    const passOf = (log: number) => new Map([['a', Math.exp(log / 10)]]);
    const unsure = compareReleases([-1, 2, 3, 4].map(passOf), [0, 0.1, 0.2, 0.3].map(passOf), options);
    expect(unsure.change!.value).toBeGreaterThan(0.2);
    expect(unsure.verdict).toBe('inconclusive');
  });

  it('is judged by the threshold that was asked for', () => {
    const strict = { ...options, threshold: 0.001 };
    expect(compareReleases(passes(8, 1.03), passes(8, 1, 2), strict)).toMatchObject({ verdict: 'fail' });
  });

  it('needs four passes on each side, and says so', () => {
    const few = compareReleases(passes(1, 2), passes(3, 1, 2), options);
    expect(few).toMatchObject({
      verdict: 'inconclusive',
      reason:
        'Too few passes for a verdict, 1 against 3: ' +
        'repeat: 4 for this release and repeat: 4 for the baseline would do.',
      change: { interval: undefined },
    });
    expect(few.change!.value).toBeCloseTo(1, 1);
    expect(few.changes).toHaveLength(40);
    const { reason } = compareReleases(passes(3, 2), passes(6, 1, 2), options);
    expect(reason).toBe('Too few passes for a verdict, 3 against 6: repeat: 4 for this release would do.');
  });

  it('needs more of them for more confidence', () => {
    const { verdict, reason } = compareReleases(passes(4, 2), passes(4, 1, 2), { ...options, confidence: 0.99 });
    expect(verdict).toBe('inconclusive');
    expect(reason).toBe('Too few passes for a verdict, 4 against 4: repeat: 6 for this release would do.');
  });

  it('does not pass on the documents that are left, and says how many are not', () => {
    const slower = passes(4, 1).map((pass) => new Map([...pass].map(([name, latency]) => [name, Number(name) < 30 ? latency * 1.5 : latency])));
    const [first, ...others] = slower;
    const left = new Map([...first!].filter(([name]) => Number(name) >= 30));
    expect(compareReleases([left, ...others], passes(4, 1, 2), options)).toMatchObject({
      verdict: 'inconclusive',
      documents: 10,
      leftOut: 30,
      reason: expect.stringMatching(/: under \+5 %; but 30 of 40 documents are not in every pass and were left out, and they may be what is slow\.$/),
    });
  });

  it('may well fail by the documents that are left', () => {
    const [first, ...others] = passes(4, 1.2);
    const { verdict, leftOut, reason } = compareReleases([new Map([...first!].slice(1)), ...others], passes(4, 1, 2), options);
    expect([verdict, leftOut]).toEqual(['fail', 1]);
    expect(reason).toMatch(/; 1 of 40 documents is not in every pass and was left out\.$/);
  });

  it('is never judged without a baseline, nor without itself', () => {
    expect(compareReleases(passes(5, 1), [], options)).toMatchObject({ verdict: 'no-baseline', change: undefined });
    expect(compareReleases([], passes(5, 1), options)).toMatchObject({ verdict: 'inconclusive', change: undefined });
    const strangers = [new Map([['other', 1]])];
    expect(compareReleases(strangers, passes(5, 1), options)).toMatchObject({
      verdict: 'inconclusive',
      documents: 0,
      reason: 'Nothing was measured on both sides that could be compared; 41 of 41 documents are not in every pass and were left out.',
    });
  });

  it('is compared pass by pass where the corpus or the question is another', () => {
    expect(compareReleases(passes(5, 1.2), passes(5, 1, 2), { isSameCorpus: false }).isPaired).toBe(false);
    expect(compareReleases(passes(5, 1.2), passes(5, 1, 2), { ...options, quantile: 0.95 }).isPaired).toBe(false);
  });

  it('mirrors when the sides change, and repeats itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 7 }), fc.integer({ min: 4, max: 7 }), fc.nat(), (m, n, seed) => {
        const [one, other] = [passes(m, 1.1, seed), passes(n, 1, seed + 1)];
        const [there, back] = [compareReleases(one, other, options), compareReleases(other, one, options)];
        expect(1 + back.change!.value).toBeCloseTo(1 / (1 + there.change!.value), 9);
        expect(back.cliffsDelta).toBeCloseTo(-there.cliffsDelta!, 12);
        expect(back.test!.p.less).toBeCloseTo(there.test!.p.greater, 12);
        expect(compareReleases(one, other, options)).toEqual(there);
      }),
      { numRuns: 20 },
    );
  });

  it('fails by chance hardly ever when nothing changed', () => {
    const verdicts = Array.from({ length: 100 }, (_, seed) =>
      compareReleases(passes(5, 1, 2 * seed + 1), passes(5, 1, 2 * seed + 2), options),
    );
    expect(verdicts.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });
});

describe('Several metrics', () => {
  it('share the chance of a false alarm', () => {
    const one = compareReleases(passes(4, 1.2), passes(4, 1, 2), options);
    expect(one.verdict).toBe('fail');
    const [first] = asFamily([one, { ...one }]);
    expect(first).toMatchObject({ verdict: 'inconclusive', adjustedP: expect.closeTo(4 / 70, 12) });
    expect(first!.reason).toMatch(/repeat: 5 on both sides would do\.$/);
    expect(asFamily([one])).toEqual([one]);
  });

  it('leave alone what was not tested', () => {
    const none = compareReleases(passes(4, 1), [], options);
    const one = compareReleases(passes(4, 1.2), passes(4, 1, 2), options);
    expect(asFamily([none, one])).toEqual([none, one]);
  });
});

it.each([
  [0.95, undefined, 1, 4],
  [0.95, 10, 1, 4],
  [0.99, undefined, 1, 5],
  [0.95, undefined, 5, 5],
  [0.95, undefined, 20, 6],
])('At %d against %p passes, %i metrics need %i', (confidence, others, metrics, needed) => {
  expect(passesNeeded(confidence, others, metrics)).toBe(needed);
});

const options: ComparisonOptions = { isSameCorpus: true };

/** Passes over forty documents, each slower by `times` than it usually is, with noise of 5 %, and of 1 % for a pass. */
function passes(count: number, times: number, seed = 1): Pass[] {
  const random = seeded(seed);
  const noise = (most: number) => 1 + (most * (random.below(2001) - 1000)) / 1000;
  return Array.from({ length: count }, () => {
    const shared = noise(0.01);
    const latency = (index: number) => Math.round(1_000 * (index + 1) ** 2 * times * shared * noise(0.05));
    return new Map(Array.from({ length: 40 }, (_, index) => [`${index}`, latency(index)]));
  });
}
