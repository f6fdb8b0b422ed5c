import type { Renderer } from '../renderer.js';
import type { Report } from '../report.model.js';
import { comparison } from './comparison.js';
import { heading } from './heading.js';
import { html, Markup, type Content } from './markup.js';
import { rates } from './rates.js';
import { POLICY, STYLE } from './style.js';
import { checks, documents, figures } from './tables.js';

const VERSION = 5;

/** One page that needs nothing but itself: for people, on a screen and on paper. */
export const page = {
  format: 'html',
  version: VERSION,
  mediaType: 'text/html; charset=utf-8',
  extension: 'html',
  disposition: 'inline',
  headers: { 'content-security-policy': `${POLICY}; frame-ancestors 'none'; sandbox` },
  async *render(report) {
    // Only now: it takes a second, and most programs never draw.
    const { distribution, load, series, timeline } = await import('./charts.js');
    yield head(report).text;
    yield heading(report).text;
    yield section('Figures', figures(report)).text;
    if (report.search) yield section('Rates', rates(report.search)).text;
    yield section('Checks', checks(report)).text;
    if (report.comparison) yield section('Comparison', comparison(report)).text;
    if (report.series) yield section('Series', series(report)).text;
    yield section('Distribution', distribution(report)).text;
    if (report.concurrency) yield section('Load', load(report)).text;
    yield section('Timeline', timeline(report)).text;
    yield section('Documents', documents(report, `${report.run.id}-${report.run.revision}.csv`)).text;
    yield foot(report).text;
  },
} satisfies Renderer;

const head = ({ run }: Report): Markup => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="referrer" content="no-referrer">
<title>${run.name}: slowking report</title>
${new Markup(`<style>${STYLE}</style>`)}
</head>
<body><main>
`;

const section = (title: string, content: Content): Markup => html`<section>
<h2>${title}</h2>
${content}
</section>
`;

/** What is needed to verify it without us. */
const foot = ({ run }: Report): Markup => html`<footer>
<dl>
<dt>Stream</dt><dd><code>${run.stream}</code></dd>
<dt>Revision</dt><dd><code>${run.revision}</code></dd>
<dt>Chain hash</dt><dd><code>${run.hash}</code></dd>
<dt>Made by</dt><dd>algorithms ${run.algorithmVersion}, HTML renderer ${VERSION}</dd>
</dl>
<p class="quiet">This report is a function of the stream up to that revision: <code>slowking report ${run.id} --check</code> makes it again and compares it to the byte.</p>
</footer>
</main></body>
</html>
`;
