import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import { against, passes } from '../testing/index.js';

const FOUR = [2, 2.01, 2.02, 2.03];

describe('A pass that warms the platform up', () => {
  it.each([
    ['wholly', 2],
    ['in part', 1],
  ])('%s, is no pass of the comparison, and leaves no document out of the others', async (_how, warmup) => {
    const { comparison } = await against(warming(passes([9, 2.6, 2.61, 2.62, 2.63]), warmup), passes(FOUR));
    expect(comparison).toMatchObject({ verdict: 'fail', found: { passes: { current: 4, baseline: 4 }, documents: 2, leftOut: 0 } });
  });

  it('is none of the baseline either', async () => {
    const { comparison } = await against(passes(FOUR), warming(passes([9, ...FOUR]), 1));
    expect(comparison).toMatchObject({ verdict: 'pass', found: { passes: { current: 4, baseline: 4 }, documents: 2, leftOut: 0 } });
  });

  it.each([1, 2])('does not count among those that it takes, %i of its documents warming up', async (warmup) => {
    const reasons = [
      (await against(warming(passes(FOUR), warmup), passes(FOUR))).comparison!.reason,
      (await against(passes(FOUR), warming(passes(FOUR), warmup))).comparison!.reason,
    ];
    expect(reasons).toEqual([
      'Too few passes for a verdict, 3 against 4: repeat: 5 for this release (one of them for warming up) would do.',
      'Too few passes for a verdict, 4 against 3: repeat: 5 for the baseline (one of them for warming up) would do.',
    ]);
  });

  it('is compared all the same where there is no other, to see what changed', async () => {
    const { comparison } = await against(warming(passes([4]), 1), passes(FOUR));
    expect(comparison).toMatchObject({ verdict: 'inconclusive', found: { passes: { current: 1, baseline: 4 }, documents: 1 } });
    expect(comparison!.reason).toMatch(/^Too few passes for a verdict, 1 against 4: repeat: 5 for this release \(one of them for warming up\) would do; /);
  });
});

/** The same run, the first documents of its plan sent to warm the platform up. */
const warming = (events: readonly BenchmarkEvent[], count: number): readonly BenchmarkEvent[] =>
  events.map((event) => {
    if (event.type !== 'DocumentsPlanned') return event;
    const documents = event.data.documents.map((each, index) => ({ ...each, ...(index < count && { warmup: true as const }) }));
    return { ...event, data: { ...event.data, documents } };
  });
