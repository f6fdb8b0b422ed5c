import { html, Markup, type Content } from '../html/markup.js';
import { moment } from '../html/heading.js';
import { POLICY, STYLE } from '../html/style.js';
import { SIGNS } from '../html/tables.js';
import { counted, duration } from '../wording.js';
import { isOtherLoad, labelOf, type Series, type SeriesRun } from './series.js';
import { changeTable, number, titles } from './change-table.js';

/** What the runs of a series have in common. */
export interface SeriesSubject {
  readonly target: string;
  readonly type: string;
  /** SHA-256 of the corpus. */
  readonly corpus: string;
}

/** With what a series' page is sent: it is a page, and may do nothing but show itself. */
export const SERIES_PAGE = {
  mediaType: 'text/html; charset=utf-8',
  headers: { 'content-security-policy': `${POLICY}; frame-ancestors 'none'; sandbox`, 'x-content-type-options': 'nosniff' },
} as const;

/** One page that needs nothing but itself: the runs of a series in a chart, with its changes. */
export async function seriesPage(series: Series, subject: SeriesSubject): Promise<string> {
  const { runs, changes, verdict, reason } = series;
  const [tone, sign] = SIGNS[verdict];
  return html`${head(subject)}<header>
<p class="kicker">slowking series</p>
<h1 dir="auto">${subject.target}, ${subject.type}</h1>
<p><span class="badge ${tone}">${sign}</span>${reason}</p>
<p class="quiet">${counted(runs.length, 'run')} of the corpus <code>${subject.corpus}</code>, oldest first. The times are processing times.</p>
</header>
${runs.length > 0 ? html`<figure>${await chart(series)}</figure>` : undefined}
${changes.length > 0 ? section('Changes', changeTable(series)) : undefined}
${runs.length > 0 ? section('Runs', runTable(runs)) : undefined}
</main></body>
</html>
`.text;
}

/** Only now: what draws takes a second to load. */
const chart = async (series: Series): Promise<Markup> => (await import('./series-chart.js')).seriesChart(series);

const head = ({ target, type }: SeriesSubject): Markup => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="referrer" content="no-referrer">
<title>${target}, ${type}: slowking series</title>
${new Markup(`<style>${STYLE}</style>`)}
</head>
<body><main>
`;

const section = (title: string, content: Content): Markup => html`<section>
<h2>${title}</h2>
${content}
</section>
`;

function runTable(runs: readonly SeriesRun[]): Content {
  const columns = ['Run', 'Started', 'n', 'Median', 'p95', 'Verdict', 'Load'];
  return html`<div class="scroll"><table>
${titles(columns, ['n', 'Median', 'p95'])}
<tbody>${runs.map((run, at) => runRow(run, isOtherLoad(runs, at)))}</tbody></table></div>`;
}

function runRow(run: SeriesRun, hasOtherLoad: boolean): Content {
  const { processing, verdict, load } = run;
  const figures = [String(processing.n), duration(processing.p50), processing.p95 === null ? '–' : duration(processing.p95)].map(number);
  const shown = hasOtherLoad ? html`<b>${load}</b>` : load;
  return html`<tr><td class="name" dir="auto">${labelOf(run)}<small>${run.id}</small></td><td>${moment(run.startedAt)}</td>${figures}<td>${verdict ?? '–'}</td><td>${shown}</td></tr>\n`;
}
