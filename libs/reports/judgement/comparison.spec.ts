import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import { cancelled, search, sending, uploaded, uploadFailed } from '#domain/testing';
import { compareRuns } from '../index.js';
import { against, passes, reported, type Asked } from '../testing/index.js';

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

describe('What failed may be what is slow, so nothing passes', () => {
  it('where a document failed in every pass of both runs', async () => {
    const failed = failing(passes(FOUR), (name) => name.endsWith('b.txt'));
    const { comparison } = await against(failed, failed);
    expect(comparison).toMatchObject({ verdict: 'inconclusive', found: { passes: { current: 4, baseline: 4 }, documents: 1, leftOut: 1 } });
    expect(comparison!.reason).toMatch(/: under \+5 %; but 1 of 2 documents is not in every pass and was left out, and it may be what is slow\.$/);
  });

  it('where all documents of a pass failed', async () => {
    const failed = failing(passes([2, ...FOUR]), (name) => !name.startsWith('pass-'));
    const reason = 'Nothing was measured on both sides that could be compared; 2 of 2 documents are not in every pass and were left out.';
    for (const [one, other] of [[failed, passes(FOUR)], [passes(FOUR), failed]] as const) {
      expect((await against(one, other)).comparison).toMatchObject({ verdict: 'inconclusive', reason, found: { documents: 0, leftOut: 2 } });
    }
  });
});

it('A pass that was never begun takes no document out of the others', async () => {
  const cut = passes([2, 2, ...FOUR]).flatMap((event): readonly BenchmarkEvent[] => {
    if (event.type === 'DocumentsSending') return [sending(...event.data.document_names.filter(isBegun))];
    if (event.type === 'DocumentsUploaded') return [uploaded(...event.data.documents.map((each) => each.document_name).filter(isBegun))];
    if (event.type === 'DocumentUploadStarted' || event.type === 'DocumentUploadCompleted') return isBegun(event.data.document_name) ? [event] : [];
    return event.type === 'BenchmarkCompleted' ? [cancelled] : [event];
  });
  const { comparison } = await against(cut, passes(FOUR));
  expect(comparison).toMatchObject({ verdict: 'inconclusive', found: { passes: { current: 5, baseline: 4 }, documents: 2, leftOut: 0 } });
});

const isBegun = (name: string): boolean => !name.startsWith('pass-6__');

describe('A search, each pass of which has a rate of its own', () => {
  const searching = { workload: search(1), benchmark_type: 'throughput' };
  const reason = 'A search sends each pass at a rate of its own: there is no load at which it could be compared.';

  it('is nobody\'s baseline, and has none', async () => {
    const objective = 'max(processing) <= 2 * baseline';
    const reports = [
      await against(asked(passes(FOUR), searching), passes(FOUR), { slo: [objective] }),
      await against(passes(FOUR), asked(passes(FOUR), searching), { slo: [objective] }),
      await against(asked(passes(FOUR), searching), asked(passes(FOUR), searching), { slo: [objective] }),
    ];
    for (const { comparison, objectives } of reports) {
      expect(comparison).toMatchObject({ verdict: 'no-baseline', reason, found: undefined });
      expect(objectives[0]).toMatchObject({ verdict: 'no-baseline' });
    }
  });

  it('is not compared afterwards either', async () => {
    const [one, other] = [await reported(asked(passes(FOUR), searching)), await reported(passes(FOUR))];
    for (const compared of [compareRuns(one, other), compareRuns(other, one)]) expect(compared).toMatchObject({ verdict: 'no-baseline', reason });
  });
});

it('A run that ended before its plan was whole is not said to be of another corpus', async () => {
  const unplanned = passes(FOUR).filter(({ type }) => ['BenchmarkCreated', 'DocumentsPlanned'].includes(type));
  const { comparison } = await against([...unplanned, cancelled], passes(FOUR));
  expect(comparison).toMatchObject({ verdict: 'no-baseline', reason: 'The plan of this run is not whole: of which corpus it is, is not known.' });
});

const asked = ([first, ...rest]: readonly BenchmarkEvent[], more: Asked): readonly BenchmarkEvent[] => [
  { ...first!, data: { ...first!.data, ...more } } as BenchmarkEvent,
  ...rest,
];

/** The same run, with documents that could not be uploaded. */
const failing = (events: readonly BenchmarkEvent[], isFailing: (name: string) => boolean): readonly BenchmarkEvent[] =>
  events.flatMap((event): readonly BenchmarkEvent[] => {
    if (event.type === 'DocumentUploadStarted' || event.type === 'DocumentUploadCompleted') return isFailing(event.data.document_name) ? [] : [event];
    if (event.type !== 'DocumentsUploaded') return [event];
    const names = event.data.documents.map(({ document_name }) => document_name);
    return [uploaded(...names.filter((name) => !isFailing(name))), ...names.filter(isFailing).map(uploadFailed)];
  });

/** The same run, the first documents of its plan sent to warm the platform up. */
const warming = (events: readonly BenchmarkEvent[], count: number): readonly BenchmarkEvent[] =>
  events.map((event) => {
    if (event.type !== 'DocumentsPlanned') return event;
    const documents = event.data.documents.map((each, index) => ({ ...each, ...(index < count && { warmup: true as const }) }));
    return { ...event, data: { ...event.data, documents } };
  });
