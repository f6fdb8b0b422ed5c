import { describe, expect, it } from '@jest/globals';
import { LEVEL, seriesRuns as runsOf, STEP } from '../testing/index.js';
import { isOtherLoad, labelOf, seriesAtOnce as found } from './series.js';

describe('A series of runs', () => {
  it('says nothing of changes before there are eight', () => {
    const few = found(runsOf(...Array<number>(7).fill(100)));
    expect(few).toMatchObject({ verdict: 'inconclusive', changes: [] });
    expect(few.reason).toBe('Too few runs to tell of a change: it takes 8, 4 before it and 4 after, and there are 7.');
    expect(found(runsOf(100)).reason).toContain('there is one.');
    expect(found([]).reason).toContain('there are none.');
  });

  it('passes as long as nothing changes', () => {
    expect(found(runsOf(100, 101, 99, 100, 102, 98, 100, 101))).toMatchObject({ verdict: 'pass', changes: [], reason: 'No change in 8 runs.' });
  });

  it('fails where it became slower, and tells from which run on, how much, and how certain that is', () => {
    const { verdict, reason, changes } = found(STEP);
    expect(changes).toEqual([{ at: 6, before: expect.closeTo(100_000, 6), after: expect.closeTo(120_000, 6), change: expect.closeTo(0.2, 9), p: expect.any(Number), isAcknowledged: false }]);
    expect(changes[0]!.p).toBeLessThanOrEqual(0.05);
    expect([verdict, reason]).toEqual(['fail', 'Slower by more than +5 %, and nobody has acknowledged it: +20 % from Run 6 (5.11) on.']);
    expect(found(STEP, 0.1994).reason).toBe('Slower by more than +19.9 %, and nobody has acknowledged it: +20 % from Run 6 (5.11) on.');
  });

  it('passes where it became faster, or slower by less than what matters', () => {
    const faster = found(runsOf(...LEVEL.map((each) => each * 2), ...LEVEL));
    expect([faster.verdict, faster.changes.length]).toEqual(['pass', 1]);
    expect(faster.reason).toBe('In 12 runs 1 change, none for the worse that is new and more than +5 %.');
    expect(found(STEP, 0.25)).toMatchObject({ verdict: 'pass', threshold: 0.25, changes: [{ at: 6 }] });
  });

  it('does not report as new what is acknowledged, but shows it', () => {
    const known = STEP.map((run, at) => (at === 6 ? { ...run, acknowledged: KNOWN } : run));
    const { verdict, changes } = found(known);
    expect(verdict).toBe('pass');
    expect(changes).toMatchObject([{ at: 6, p: undefined, isAcknowledged: true, change: expect.closeTo(0.2, 9) }]);
    const later = found([...known, ...runsOf(...LEVEL.map((each) => each * 1.5))]);
    expect(later).toMatchObject({ verdict: 'fail', changes: [{ at: 6, isAcknowledged: true }, { at: 12, isAcknowledged: false, change: expect.closeTo(0.25, 9) }] });
  });

  it('knows of no change before its first run', () => {
    expect(found([{ ...STEP[0]!, acknowledged: KNOWN }, ...STEP.slice(1)]).changes.map(({ at }) => at)).toEqual([6]);
  });

  it('takes zero for less than the clock can tell', () => {
    const { changes } = found(runsOf(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1).map((run) => ({ ...run, processing: { ...run.processing, p50: run.processing.p50 / 1000 } })));
    expect(changes).toMatchObject([{ at: 6, before: 0.5, change: 1 }]);
  });
});

it('A run has another load where it differs from the one before, as far as both are known', () => {
  const runs = ['closed', 'closed', 'burst', '', 'burst'].map((load) => ({ ...STEP[0]!, load }));
  expect(runs.map((_, at) => isOtherLoad(runs, at))).toEqual([false, false, true, false, false]);
});

it('A run is called by its name, and by its release where the name does not say it', () => {
  expect(labelOf({ name: 'nightly', eigenVersion: '5.11' })).toBe('nightly (5.11)');
  expect(labelOf({ name: 'Release 5.11', eigenVersion: '5.11' })).toBe('Release 5.11');
  expect(labelOf({ name: 'nightly', eigenVersion: null })).toBe('nightly');
});

const KNOWN = { reason: 'the new parser', by: null, at: '2026-01-01T00:00:00.000Z' };
