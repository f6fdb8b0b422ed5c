import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent, ClockPhase } from '#domain';
import { at, benchmarkId, run } from '#domain/testing';
import { checksOf, renderers, summaryOf, type Renderer } from './index.js';
import { rendered, reported } from './testing/index.js';

describe('A report of a platform that tells its time', () => {
  it('rests on what it told, and on its documents where they allow less', async () => {
    const { offset, clock } = await reported(asked([0.02, 0.03], [0.02, 0.03]));
    expect(offset).toEqual({ kind: 'bounded', low: 20_000, high: 30_000, value: 25_000 });
    expect(clock.before).toEqual({ value: 25_000, low: 20_000, high: 30_000, delay: 10_000, at: at(2.005) });
    expect(clock.drift).toMatchObject({ value: 0, isProven: false });
    const narrowed = await reported(asked([-0.03, 0.01], [-0.03, 0.01]));
    expect(narrowed.offset).toEqual({ kind: 'bounded', low: -10_000, high: 10_000, value: 0 });
  });

  it('carries the bounds to every figure that rests on both clocks', async () => {
    const { documents, metrics } = await reported(asked([0.02, 0.03], [0.02, 0.03]));
    const [a, b] = documents.map(({ figures }) => figures);
    expect(a!.queueWait).toEqual({ value: 1_875_000, low: 1_870_000, high: 1_880_000 });
    expect(b!.endToEnd).toEqual({ value: 4_975_000, low: 4_970_000, high: 4_980_000 });
    expect(metrics.endToEnd).toMatchObject({ min: 3_975_000, max: 4_975_000, mean: 4_475_000 });
    expect(metrics.endToEnd!.bounds).toEqual({
      min: { low: 3_970_000, high: 3_980_000 },
      max: { low: 4_970_000, high: 4_980_000 },
      mean: { low: 4_470_000, high: 4_480_000 },
    });
    expect(metrics.processing!.bounds).toBeUndefined();
  });

  it('has them in every format', async () => {
    const events = asked([0.02, 0.03], [0.02, 0.03]);
    const [, row] = (await text(renderers.csv, events)).split('\r\n');
    expect(row).toContain(',1875,2000,3975,20,30,');
    const told = JSON.parse(await text(renderers.json, events));
    expect(told.offset).toEqual({ kind: 'bounded', value_ms: 25, low_ms: 20, high_ms: 30 });
    expect(told.platform_clock).toEqual({
      before: { at: '2025-01-01T00:00:02.005000Z', value: 25, low: 20, high: 30, delay_ms: 10 },
      after: { at: '2025-01-01T00:00:04.005000Z', value: 25, low: 20, high: 30, delay_ms: 10 },
      drift_ppm: { value: 0, low: -5000, high: 5000, proven: false },
    });
    expect(told.metrics.end_to_end_ms.bounds.max).toEqual({ low: 4970, high: 4980 });
    expect(await text(renderers.html, events)).toContain('4.97 s<small>4.97 s – 4.98 s</small>');
  });

  it('says how the offset was found', async () => {
    const report = await reported(asked([0.02, 0.03], [0.02, 0.03]));
    const found = "by the platform's clock before and after the run, and by the documents";
    expect(summaryOf(report).rows).toContainEqual({ label: 'Clock offset', value: `25 ms (between 20 ms and 30 ms, ${found})` });
    expect(clocksAgree(report)).toEqual(['pass', `The platform's clock minus ours lies between 20 ms and 30 ms, ${found}.`]);
    expect(report.notes).toEqual([]);
  });

  it('finds a drift, says so, and has bounds that hold it up to the last news of a document', async () => {
    const report = await reported(asked([0, 0.01], [0.1, 0.11]));
    // 50,000 ppm, give or take 5,000, from 2.005 s on; b.txt is done at 8 s, and we hear of it at 8.01 s.
    expect(report.clock.drift).toEqual({ value: 50_000, low: 45_000, high: 55_000, isProven: true });
    expect(report.offset).toEqual({ kind: 'bounded', low: 0, high: 110_000 + 220_275, value: 165_138 });
    const speed = 'gains 50 ms a second (between 45 ms and 55 ms)';
    expect(report.notes).toEqual([
      { about: 'drift', text: `The clocks drifted during the run: the platform's ${speed}, and queue wait and end to end have bounds that hold all of it.` },
    ]);
    expect(clocksAgree(report)).toEqual(['pass', expect.stringContaining(`it ${speed}.`)]);
  });

  it('has no offset where the documents contradict what it told', async () => {
    const report = await reported(asked([3, 3.01], [3, 3.01]));
    expect(report.offset).toEqual({ kind: 'inconsistent', low: 3_000_000, high: 2_000_000 });
    expect(clocksAgree(report)[0]).toBe('fail');
    expect(report.documents[0]!.figures.endToEnd).toBeUndefined();
  });

  it('rests on the documents alone where it told nothing, as runs before did', async () => {
    const { offset, clock } = await reported(run);
    expect(offset).toEqual({ kind: 'bounded', low: -10_000, high: 2_000_000, value: 995_000 });
    expect(clock).toEqual({ before: undefined, after: undefined, drift: undefined });
    const told = JSON.parse(await text(renderers.json, run));
    expect(told.platform_clock).toEqual({ before: null, after: null, drift_ppm: null });
  });
});

type Told = readonly [low: number, high: number];

/** The usual run, with a platform that says before and after it by how many seconds it is ahead. */
const asked = (before: Told, after: Told): readonly BenchmarkEvent[] => [
  ...run.slice(0, 4),
  sampled('before', 2, before),
  ...run.slice(4, 5),
  sampled('after', 4, after),
  ...run.slice(5),
];

const sampled = (phase: ClockPhase, second: number, [low, high]: Told): BenchmarkEvent => {
  const [t1, t2, t3, t4] = [second, second + high, second + high, second + high - low].map(at) as [number, number, number, number];
  // The other one was longer on its way back.
  const worse = { t1, t2, t3, t4: t4 + 5_000 };
  return { type: 'ClockSampled', data: { benchmark_id: benchmarkId, at: t4, phase, samples: [worse, { t1, t2, t3, t4 }] } };
};

const text = async (renderer: Renderer, events: readonly BenchmarkEvent[]) => rendered(renderer, await reported(events));

function clocksAgree(report: Awaited<ReturnType<typeof reported>>) {
  const check = checksOf(report).find(({ name }) => name === 'clocks agree')!;
  return [check.outcome, check.text];
}
