import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seeded } from '../random.js';
import { changePoints, searchChangePoints } from './change-points.js';

describe('A series of releases', () => {
  // The test data of Hunter (tests/analysis_test.py, test_single_series).
  it('changes where Hunter finds it', () => {
    expect(changePoints(hunter)).toEqual([{ at: 10, p: 1 / 500, permutations: 499, before: 1, after: 0.5 }]);
  });

  // G. W. Cobb, "The problem of the Nile", Biometrika 65 (1978) 243–251: the flow at Aswan falls after 1898.
  it('changes where the Nile did', () => {
    const [change, ...others] = changePoints(nile);
    expect(1871 + change!.at).toBe(1899);
    expect(others).toEqual([]);
  });

  it('may change more than once', () => {
    expect(changePoints(steps).map(({ at }) => at)).toEqual([20, 40]);
  });

  it('does not tell people what they know', () => {
    expect(changePoints(steps, { known: [20] }).map(({ at }) => at)).toEqual([40]);
    expect(changePoints(steps, { known: [20, 40] })).toEqual([]);
  });

  it('is steady when its values are equal, or few', () => {
    expect(changePoints(Array<number>(30).fill(5))).toEqual([]);
    expect(changePoints([1, 1, 9, 9])).toEqual([]);
    expect(changePoints([])).toEqual([]);
  });

  it('changes by chance as seldom as asked for', () => {
    const alarms = Array.from({ length: 200 }, (_, seed) => noise(24, 100, seed)).filter(
      (series, seed) => changePoints(series, { seed, permutations: 99 }).length > 0,
    );
    // Of 200 at 5 %, more than 22 are found once in a thousand times.
    expect(alarms.length).toBeLessThanOrEqual(22);
  });

  it('gives the same answer again for the same seed, and keeps its distance', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 30 }), fc.nat(99), (series, seed) => {
        const options = { seed, permutations: 39, significance: 0.3, least: 3 };
        const found = changePoints(series, options);
        expect(changePoints(series, options)).toEqual(found);
        const bounds = [0, ...found.map(({ at }) => at), series.length];
        for (const [index, to] of bounds.slice(1).entries()) {
          if (found.length > 0) expect(to - bounds[index]!).toBeGreaterThanOrEqual(3);
        }
      }),
    );
  });

  it('is searched step by step, and comes to the same', () => {
    const search = searchChangePoints(steps);
    let taken = 0;
    for (;;) {
      const { done, value } = search.next();
      if (done) {
        expect(value).toEqual(changePoints(steps));
        break;
      }
      taken++;
    }
    // Both changes are tested to the end; what is none is given up as soon as that is certain.
    expect(taken).toBeGreaterThan(2 * 499);
    expect(taken).toBeLessThan(3 * 499);
  });

  it('is looked at as far back as its latest thousand values', () => {
    const long = [...noise(500, 10), ...noise(900, 100), ...noise(100, 200)];
    expect(changePoints(long, { permutations: 19 }).map(({ at }) => at)).toEqual([1400]);
  });
});

const steps = [...noise(20, 100, 2), ...noise(20, 130, 3), ...noise(20, 100, 4)];

function noise(count: number, around: number, seed = 1): number[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => around + random.below(1000) / 100 - 5);
}

const hunter = [
  1.02, 0.95, 0.99, 1, 1.12, 1, 1.01, 0.98, 1.01, 0.96, 0.5, 0.51, 0.48, 0.48, 0.55, 0.5, 0.49, 0.51, 0.5, 0.49,
];

/** Annual flow 1871 to 1970, 10⁸ m³. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];
