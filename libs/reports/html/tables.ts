import type { Extremes, QuantileSummary, Summary } from '#measurement';
import { checksOf, type CheckOutcome } from '../checks.js';
import { methodText } from '../clock-words.js';
import type { Report, ReportedDocument } from '../report.model.js';
import { duration } from '../wording.js';
import { html, type Content } from './markup.js';
import { shownInTable } from './sample.js';

/** Every metric with its quantiles and their intervals. */
export function figures({ metrics, ...clocks }: Report): Content {
  const rows: readonly (readonly [string, Summary | undefined])[] = [
    ['Processing', metrics.processing],
    ['End to end', metrics.endToEnd],
    ['Queue wait', metrics.queueWait],
    ['Upload', metrics.upload],
    ['Schedule delay', metrics.scheduleDelay],
  ];
  const head = ['n', 'min', 'mean', 'max', 'p50', 'p90', 'p95', 'p99'];
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Metric</th>${head.map((each) => html`<th scope="col" class="number">${each}</th>`)}</tr></thead>
<tbody>${rows.map(([name, summary]) => metricRow(name, summary, head.length))}</tbody></table></div>
<p class="quiet">Below each quantile: where it lies with 95 % confidence. ${doubtText(clocks)}</p>
<p class="quiet">${MEANINGS}</p>`;
}

/** For who gets the page and nothing else. */
const MEANINGS =
  'Upload lasts from when we began to send a document until the platform acknowledged it, queue wait from there until the platform began with it, processing from there until it was done. End to end is from when the document was due to be sent until it was done; schedule delay is how late we began to send it.';

function metricRow(name: string, summary: Summary | undefined, columns: number): Content {
  if (!summary) return html`<tr><th scope="row">${name}</th><td colspan="${columns}">nothing measured</td></tr>\n`;
  const { n, min, mean, max, quantiles, bounds } = summary;
  const plain = [extreme(min, bounds?.min), extreme(mean, bounds?.mean), extreme(max, bounds?.max)];
  return html`<tr><th scope="row">${name}</th>${number(String(n))}${plain}${quantiles.map(quantileCell)}</tr>\n`;
}

function quantileCell({ value, interval, needs }: QuantileSummary): Content {
  if (!interval) return html`<td class="number">–<small>needs n ≥ ${needs}</small></td>`;
  return html`<td class="number">${duration(value)}<small>${duration(interval.low)} – ${duration(interval.high)}</small></td>`;
}

/** With what it is for the extremes of the clock offset, where it rests on that. */
function extreme(value: number, bounds: Extremes | undefined): Content {
  if (!bounds) return number(duration(value));
  return html`<td class="number">${duration(value)}<small>${duration(bounds.low)} – ${duration(bounds.high)}</small></td>`;
}

const number = (text: string): Content => html`<td class="number">${text}</td>`;

function doubtText({ offset, clock }: Pick<Report, 'offset' | 'clock'>): string {
  if (offset.kind !== 'bounded') return 'Queue wait and end to end need the difference of the clocks, which is not known.';
  const doubt = duration((offset.high - offset.low) / 2);
  return `Queue wait and end to end rest on the difference of the clocks, found ${methodText(clock)}, and may be wrong by up to ${doubt}: what is below them holds that, too. The other metrics need one clock only.`;
}

/** How an answer looks. */
export const SIGNS: Readonly<Record<CheckOutcome, readonly [tone: string, text: string]>> = {
  pass: ['good', '✓ pass'],
  fail: ['bad', '✗ fail'],
  inconclusive: ['doubt', '? inconclusive'],
  'no-baseline': ['doubt', '? no baseline'],
};

/** Every check, and what it found. */
export const checks = (report: Report): Content => html`<table>
<thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">Found</th></tr></thead>
<tbody>${checksOf(report).map(({ name, outcome, text }) => {
  const [tone, sign] = SIGNS[outcome];
  return html`<tr><th scope="row">${name}</th><td class="${tone}">${sign}</td><td>${text}</td></tr>\n`;
})}</tbody></table>`;

const COLUMNS = ['Bytes', 'Upload, ms', 'Queue, ms', 'Processing, ms', 'End to end, ms'];

/** The documents; of many, those that matter most. */
export function documents(report: Report, csvName: string): Content {
  const { rows, told } = shownInTable(report.documents);
  return html`<p class="quiet">${told} Every document with all its times is in the CSV of this report, <code>${csvName}</code>; <code>slowking report ${report.run.id}</code> fetches it.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Document</th><th scope="col">Status</th>${COLUMNS.map((each) => html`<th scope="col" class="number">${each}</th>`)}</tr></thead>
<tbody>${rows.map(documentRow)}</tbody></table></div>`;
}

function documentRow({ facts, status, reason, figures: found, isOutlier }: ReportedDocument): Content {
  const times = [found.upload, found.queueWait?.value, found.processing, found.endToEnd?.value];
  const remark = reason ?? (facts.warmup ? 'warm-up' : isOutlier === true ? 'outlier' : undefined);
  return html`<tr><td class="name" dir="auto">${facts.name}</td><td>${status}${remark && html`<small>${remark}</small>`}</td>${[
    String(facts.bytes),
    ...times.map((micros) => (micros === undefined ? '' : (micros / 1000).toFixed(1))),
  ].map(number)}</tr>\n`;
}
