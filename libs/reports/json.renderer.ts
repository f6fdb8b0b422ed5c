import { isoOf, type GeneratorLoad } from '#domain';
import { latencyHistogram, type Bounded, type ClockOffset, type Concurrency, type Drift, type Extremes, type NtpOffset, type QuantileSummary, type Summary, type WarmUp } from '#measurement';
import { checksOf } from './checks.js';
import { isMeasured } from './document-status.js';
import { shownComparison, shownObjective } from './judgement/shown.js';
import { millis } from './millis.js';
import { perSecond } from './per-second.js';
import type { Renderer } from './renderer.js';
import type { Metric, Report, ReportedDocument, ReportedSearch } from './report.model.js';
import { shownSeries } from './series/shown-series.js';

const DOCUMENTS_PER_CHUNK = 1000;

/**
 * The whole report for programs, as docs/report.schema.json says: durations in milliseconds (`…_ms`), moments in
 * ISO 8601 with microseconds, `null` where nothing is known. One document a line.
 */
export const json = {
  format: 'json',
  version: 5,
  mediaType: 'application/json; charset=utf-8',
  extension: 'json',
  disposition: 'attachment',
  async *render(report) {
    yield '{\n';
    yield* lines(aboutRun(report));
    yield '"metrics": {';
    for (const [at, [name, metric]] of METRICS.entries()) {
      yield `${at === 0 ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(await shownMetric(report, metric))}`;
    }
    yield '},\n';
    yield* lines(findingsOf(report));
    yield '"documents": [';
    for (let from = 0; from < report.documents.length; from += DOCUMENTS_PER_CHUNK) {
      const rows = report.documents.slice(from, from + DOCUMENTS_PER_CHUNK);
      yield `${from === 0 ? '\n' : ',\n'}${rows.map((row) => JSON.stringify(shownDocument(row))).join(',\n')}`;
    }
    yield '\n]\n}\n';
  },
} satisfies Renderer;

function* lines(values: object): Generator<string> {
  for (const [name, value] of Object.entries(values)) yield `${JSON.stringify(name)}: ${JSON.stringify(value)},\n`;
}

const METRICS: readonly (readonly [string, Metric])[] = [
  ['processing_ms', 'processing'],
  ['upload_ms', 'upload'],
  ['queue_wait_ms', 'queueWait'],
  ['end_to_end_ms', 'endToEnd'],
  ['schedule_delay_ms', 'scheduleDelay'],
];

const aboutRun = (report: Report) => ({
  schema: report.schema,
  run: shownRun(report),
  target: { url: report.run.url, infra: report.run.infra, eigen_version: report.run.eigenVersion ?? null },
  counts: report.counts,
});

const findingsOf = (report: Report) => ({
  offset: shownOffset(report.offset),
  platform_clock: shownClock(report),
  overlaps: report.overlaps.map(({ id, name }) => ({ benchmark_id: id, benchmark_name: name })),
  generator: report.generator ? shownGenerator(report.generator) : null,
  concurrency: report.concurrency ? shownConcurrency(report.concurrency) : null,
  warm_up: report.warmUp ? shownWarmUp(report.warmUp) : null,
  verdict: report.verdict,
  slo: report.objectives.map(shownObjective),
  comparison: report.comparison ? shownComparison(report.comparison) : null,
  series: report.series ? shownSeries(report.series) : null,
  search: report.search ? shownSearch(report.search) : null,
  checks: checksOf(report),
  notes: report.notes,
});

const shownRun = ({ run }: Report) => ({
  id: run.id,
  name: run.name,
  type: run.type,
  outcome: run.outcome,
  reason: run.reason ?? null,
  interrupted: run.interrupted,
  started_at: isoOf(run.startedAt),
  ended_at: isoOf(run.endedAt),
  stream: run.stream,
  last_revision: run.revision,
  chain_hash: run.hash,
  algorithm_version: run.algorithmVersion,
  corpus_sha256: run.corpus ?? null,
  workload: run.workload,
});

/** A metric in its summary and its histogram. */
async function shownMetric({ metrics, documents }: Report, name: Metric) {
  const found = metrics[name];
  return found ? { ...summary(found), histogram: await shownHistogram(documents, name) } : null;
}

/** Of what is not negative, in whole microseconds. */
async function shownHistogram(documents: Report['documents'], name: Metric) {
  const values: number[] = [];
  for (const row of documents) {
    const figure = row.figures[name];
    const value = typeof figure === 'object' ? figure.value : figure;
    if (value !== undefined && isMeasured(row)) values.push(Math.round(value));
  }
  const found = await latencyHistogram(values);
  return found ? found.buckets.map(({ from, to, count }) => ({ from: millis(from), to: millis(to), count })) : [];
}

function summary({ n, min, max, mean, quantiles, bounds }: Summary) {
  const figures = { n, min: millis(min), max: millis(max), mean: millis(mean), quantiles: quantiles.map(quantile) };
  if (!bounds) return { ...figures, bounds: null };
  return { ...figures, bounds: { min: between(bounds.min), max: between(bounds.max), mean: between(bounds.mean) } };
}

/** Without an interval the value says nothing of the platform, so it is not given. */
function quantile({ p, value, interval, needs }: QuantileSummary) {
  if (!interval) return { p, estimable: false, needs, value: null, interval: null };
  const { low, high, coverage } = interval;
  const between = { low: millis(low), high: millis(high), coverage: Number(coverage.toFixed(6)) };
  return { p, estimable: true, needs, value: millis(value), interval: between };
}

function shownOffset(offset: ClockOffset) {
  if (offset.kind === 'unknown') return { kind: offset.kind, value_ms: null, low_ms: null, high_ms: null };
  const value = offset.kind === 'bounded' ? offset.value : undefined;
  return { kind: offset.kind, value_ms: millis(value), low_ms: millis(offset.low), high_ms: millis(offset.high) };
}

const between = ({ low, high }: Extremes) => ({ low: millis(low), high: millis(high) });

const shownClock = ({ clock: { before, after, drift } }: Report) => ({
  before: shownNtp(before),
  after: shownNtp(after),
  drift_ppm: drift ? shownDrift(drift) : null,
});

const shownSearch = ({ objective, kept, missed, best, passes }: ReportedSearch) => ({
  objective,
  kept_per_second: kept,
  missed_per_second: missed,
  throughput_per_second: perSecond(best?.throughput),
  passes: passes.map(({ pass, rate_per_second, isKept, observed, throughput, documents, done }) => ({
    pass,
    rate_per_second,
    kept: isKept ?? null,
    observed_ms: millis(observed),
    throughput_per_second: perSecond(throughput),
    documents,
    done,
  })),
});

const shownConcurrency = ({ greatest, mean, rate, meanTime, makespan }: Concurrency) => ({
  greatest,
  mean: Number(mean.toPrecision(6)),
  per_second: perSecond(rate),
  mean_time_ms: millis(meanTime),
  makespan_ms: millis(makespan),
});

const shownGenerator = ({ delay_p99, delay_max, cpu }: GeneratorLoad) => ({ delay_p99_ms: millis(delay_p99), delay_max_ms: millis(delay_max), cpu });

const shownWarmUp = ({ cut, mean, meanAfter }: WarmUp) => ({ suggested_cut: cut, mean_ms: millis(mean), mean_after_ms: millis(meanAfter) });

const shownNtp = (told: NtpOffset | undefined) =>
  told ? { at: isoOf(Math.round(told.at)), ...bounded(told), delay_ms: millis(told.delay) } : null;

const shownDrift = ({ value, low, high, isProven }: Drift) => {
  const [likely, least, greatest] = [value, low, high].map((ppm) => Number(ppm.toFixed(3)));
  return { value: likely, low: least, high: greatest, proven: isProven };
};

const shownDocument = ({ facts, status, reason, figures, isOutlier }: ReportedDocument) => ({
  name: facts.name,
  path: facts.path,
  sha256: facts.sha256,
  bytes: facts.bytes,
  warmup: facts.warmup,
  status,
  reason: reason ?? null,
  scheduled_at: moment(facts.scheduledAt),
  sent_at: moment(facts.sentAt),
  acknowledged_at: moment(facts.acknowledgedAt),
  platform_start: moment(facts.platformStart),
  platform_end: moment(facts.platformEnd),
  start_received_at: moment(facts.startReceivedAt),
  end_received_at: moment(facts.endReceivedAt),
  upload_ms: millis(figures.upload),
  schedule_delay_ms: millis(figures.scheduleDelay),
  processing_ms: millis(figures.processing),
  queue_wait_ms: bounded(figures.queueWait),
  end_to_end_ms: bounded(figures.endToEnd),
  outlier: isOutlier ?? null,
  event_numbers: facts.eventNumbers,
});

const bounded = (figure: Bounded | undefined) =>
  figure ? { value: millis(figure.value), low: millis(figure.low), high: millis(figure.high) } : null;

const moment = (micros: number | undefined) => (micros === undefined ? null : isoOf(micros));
