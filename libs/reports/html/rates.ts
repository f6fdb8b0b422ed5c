import type { ReportedPass, ReportedSearch } from '../report.model.js';
import { foundText, rateText } from '../search-words.js';
import { duration } from '../wording.js';
import { html, type Content } from './markup.js';

/** What a search has found, and every pass of it. */
export const rates = (search: ReportedSearch): Content => html`<p><b>${foundText(search)}</b></p>
<table>
<thead><tr><th scope="col">Pass</th>${['Rate', 'Observed', 'Done'].map((each) => html`<th scope="col" class="number">${each}</th>`)}<th scope="col">${search.objective}</th></tr></thead>
<tbody>${search.passes.map(row)}</tbody></table>
<p class="quiet">End to end is counted here until we heard of the end, by our clock alone. Done: documents a second, from when the first was due until we heard of the last.</p>`;

function row({ pass, rate_per_second, isKept, observed, throughput, documents, done }: ReportedPass): Content {
  const missing = done < documents ? html`<small>${done} of ${documents} documents done</small>` : undefined;
  const figures = [rateText(rate_per_second), observed === undefined ? '–' : duration(observed), throughput === undefined ? '–' : rateText(throughput)];
  const [colour, word] = isKept === undefined ? UNDECIDED : isKept ? KEPT : MISSED;
  return html`<tr><th scope="row">${pass}</th>${figures.map((each) => html`<td class="number">${each}</td>`)}<td class="${colour}">${word}${missing}</td></tr>\n`;
}

const KEPT = ['good', '✓ kept'] as const;
const MISSED = ['bad', '✗ missed'] as const;
const UNDECIDED = ['doubt', '? undecided'] as const;
