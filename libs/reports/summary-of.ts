import { plainText } from '#domain';
import type { QuantileSummary, Summary } from '#measurement';
import { offsetText } from './clock-words.js';
import { answersOf } from './judgement/answers.js';
import type { Outcome, Report } from './report.model.js';
import { foundText, passText } from './search-words.js';
import { counted, duration } from './wording.js';

/** A report in words, for mail and terminal. Every text is one line. */
export interface ReportSummary {
  /** What happened. */
  readonly headline: string;
  readonly rows: readonly SummaryRow[];
}

/** A line of it. */
export interface SummaryRow {
  readonly label: string;
  readonly value: string;
}

const LONGEST = 1000;

/** The report in words. */
export function summaryOf(report: Report): ReportSummary {
  const { run, metrics, search, notes, verdict } = report;
  const rows = [
    ['Benchmark', `${run.name} (${run.type})`],
    ['Benchmark id', run.id],
    ['Target', run.url],
    ['Infra', run.infra],
    ...(run.eigenVersion === undefined ? [] : [['Eigen version', run.eigenVersion]]),
    ['Outcome', run.reason === undefined ? WORDS[run.outcome] : `${WORDS[run.outcome]}: ${run.reason}`],
    ...(verdict === 'measured' ? [] : [['Verdict', verdict]]),
    ...answersOf(report).map(({ question, verdict: answer, reason }) => [question, `${answer}: ${reason}`]),
    ['Took', duration(run.endedAt - run.startedAt)],
    ['Documents', documentsText(report)],
    ...(search ? [['Rate', foundText(search)], ...search.passes.map((pass) => [`Pass ${pass.pass}`, passText(pass)])] : []),
    ...metricRows('Processing', metrics.processing),
    ...metricRows('Upload', metrics.upload),
    ...metricRows('Queue wait', metrics.queueWait),
    ...metricRows('End to end', metrics.endToEnd),
    ['Clock offset', offsetText(report)],
    ...notes.map(({ text }) => ['Note', text]),
    ['History', `${run.stream}, revision ${run.revision}, chain hash ${run.hash}`],
  ];
  return {
    headline: headline(report),
    rows: rows.map(([label = '', value = '']) => ({ label, value: plainText(value, LONGEST) })),
  };
}

const WORDS: Readonly<Record<Outcome, string>> = {
  running: 'is not over yet',
  completed: 'completed',
  failed: 'failed',
  timed_out: 'timed out',
  cancelled: 'cancelled',
};

function headline({ run, counts, metrics, verdict }: Report): string {
  const what = run.outcome === 'cancelled' ? 'was cancelled' : WORDS[run.outcome];
  const why = run.reason === undefined ? '' : ` (${run.reason})`;
  const done = `${counts.done} of ${counted(counts.planned, 'document')} done`;
  const failed = counts.failed === 0 ? [] : [`${counts.failed} failed`];
  const took = metrics.processing ? [`processing ${inShort(metrics.processing)}`] : [];
  const judged = verdict === 'measured' ? '' : `, verdict ${verdict}`;
  return plainText(`${run.name} ${what}${why}${judged}: ${[done, ...failed, ...took].join(', ')}`);
}

/** The quantiles that can be estimated; else all that is certain. */
function inShort({ quantiles, min, max }: Summary): string {
  const known = quantiles.filter(({ interval }) => interval !== undefined);
  if (known.length === 0) return range(min, max);
  return known.map(({ p, value }) => `${quantileName(p)} ${duration(value)}`).join(', ');
}

function documentsText({ counts }: Report): string {
  const { planned, sent, done, invalid, failed, unfinished } = counts;
  const ofThem = invalid === 0 ? '' : ` (${invalid} of them invalid)`;
  return `${planned} planned, ${sent} sent, ${done} done${ofThem}, ${failed} failed, ${unfinished} unfinished`;
}

function metricRows(label: string, summary: Summary | undefined): string[][] {
  if (!summary) return [[label, 'nothing measured']];
  const { n, min, max, mean, quantiles } = summary;
  return [
    [label, `${range(min, max)}, mean ${duration(mean)}, n ${n}`],
    ...quantiles.map((each) => [`${label} ${quantileName(each.p)}`, quantileText(each, n)]),
  ];
}

function quantileText({ value, interval, needs }: QuantileSummary, n: number): string {
  if (!interval) return `not estimable from ${counted(n, 'document')}, needs ${needs}`;
  return `${duration(value)} (95 % between ${duration(interval.low)} and ${duration(interval.high)})`;
}

const quantileName = (p: number): string => `p${Math.round(p * 100)}`;

const range = (min: number, max: number): string => `${duration(min)} to ${duration(max)}`;
