import { isoOf } from '#domain';
import type { QuantileSummary, Summary } from '#measurement';
import { checksOf } from '../checks.js';
import type { Outcome, Report } from '../report.model.js';
import { counted, duration } from '../wording.js';
import { html, type Content, type Markup } from './markup.js';
import { SIGNS } from './tables.js';

const OUTCOMES: Readonly<Record<Outcome, readonly [tone: string, text: string]>> = {
  running: ['doubt', '… not over yet'],
  completed: ['good', '✓ completed'],
  failed: ['bad', '✗ failed'],
  timed_out: ['bad', '✗ timed out'],
  cancelled: ['doubt', '– cancelled'],
};

/** What was measured, how it ended, and the figures that matter most. */
export function heading(report: Report): Markup {
  const { run, counts, metrics, notes } = report;
  const [tone, outcome] = OUTCOMES[run.outcome];
  return html`<header>
<p class="kicker">slowking ${run.type} report</p>
<h1 dir="auto">${run.name}</h1>
<p>${verdict(report)}<span class="badge ${tone}">${outcome}</span>${checkCounts(report)}</p>
${run.reason === undefined ? undefined : html`<p class="note">Why it did not complete: ${run.reason}</p>`}
<div class="cards">
${card('Documents done', `${counts.done} of ${counts.planned}`, `${counts.failed} failed, ${counts.unfinished} unfinished, ${counts.invalid} invalid`)}
${quantileCard('Processing', metrics.processing, 0.5)}
${quantileCard('Processing', metrics.processing, 0.95)}
${quantileCard('End to end', metrics.endToEnd, 0.95)}
${card('Took', duration(run.endedAt - run.startedAt), `from ${moment(run.startedAt)}`)}
</div>
${notes.map(({ text }) => html`<p class="note">${text}</p>\n`)}
${identity(report)}
</header>
`;
}

/** What was asked comes first. */
function verdict({ verdict: found }: Report): Content {
  if (found === 'measured') return undefined;
  const [tone, sign] = SIGNS[found];
  return html`<span class="badge ${tone}">${sign}</span>`;
}

function checkCounts(report: Report): Content {
  const checks = checksOf(report);
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length;
  const open = checks.filter(({ outcome }) => outcome !== 'fail' && outcome !== 'pass').length;
  if (!failed && !open) return html`<span class="badge good">✓ all ${counted(checks.length, 'check')} passed</span>`;
  return [
    failed ? html`<span class="badge bad">✗ ${counted(failed, 'check')} failed</span>` : undefined,
    open ? html`<span class="badge doubt">? ${counted(open, 'check')} cannot be answered</span>` : undefined,
  ];
}

const card = (name: string, value: Content, more: string): Content =>
  html`<div class="card"><span>${name}</span><b>${value}</b><span>${more}</span></div>`;

function quantileCard(name: string, summary: Summary | undefined, p: number): Content {
  const title = `${name}, ${p === 0.5 ? 'median' : `p${Math.round(p * 100)}`}`;
  const found = summary?.quantiles.find((each) => each.p === p);
  if (!summary || !found) return card(title, '–', 'nothing measured');
  if (found.interval) return card(title, duration(found.value), intervalText(found));
  const known = `${duration(summary.min)} to ${duration(summary.max)}`;
  return card(title, html`<i>not estimable</i>`, `needs ${counted(found.needs, 'document')}; ${summary.n} took ${known}`);
}

const intervalText = ({ interval }: QuantileSummary): string =>
  interval ? `95 %: ${duration(interval.low)} to ${duration(interval.high)}` : '';

function identity({ run }: Report): Content {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Benchmark id', run.id],
    ['Target', run.url],
    ['Infrastructure', run.infra],
    ['Eigen version', run.eigenVersion],
    ['Started', moment(run.startedAt)],
    ['Ended', moment(run.endedAt)],
  ];
  const given = facts.filter(([, value]) => value !== undefined);
  return html`<dl>${given.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** For people: milliseconds, UTC. */
export const moment = (micros: number): string => `${isoOf(micros).slice(0, 23).replace('T', ' ')} UTC`;
