import { html, type Content } from '../html/markup.js';
import { duration } from '../wording.js';
import { isOtherLoad, labelOf, type Series, type SeriesChange, type SeriesRun } from './series.js';

/** A cell. */
export const number = (text: string): Content => html`<td class="number">${text}</td>`;

/** The head of a table; `numbers` are to the right. */
export const titles = (texts: readonly string[], numbers: readonly string[]): Content =>
  html`<thead><tr>${texts.map((text) => html`<th scope="col"${numbers.includes(text) ? html` class="number"` : undefined}>${text}</th>`)}</tr></thead>`;

/** The changes of a series. */
export function changeTable({ runs, changes }: Series): Content {
  const columns = ['From', 'Before', 'After', 'Change', 'p', 'Known'];
  return html`<div class="scroll"><table>
${titles(columns, ['Before', 'After', 'Change', 'p'])}
<tbody>${changes.map((change) => changeRow(runs, change))}</tbody></table></div>
<p class="quiet">Before and after: medians of the runs' medians between two changes. What is known was not tested again.</p>`;
}

function changeRow(runs: readonly SeriesRun[], { at, before, after, change, p }: SeriesChange): Content {
  const run = runs[at]!;
  const known = run.acknowledged && `${run.acknowledged.reason}${run.acknowledged.by === null ? '' : ` (${run.acknowledged.by})`}`;
  const load = isOtherLoad(runs, at) ? html`<small>the load changed, too: ${run.load}</small>` : undefined;
  const figures = [duration(before), duration(after), signed(change), p === undefined ? '–' : p.toPrecision(2)].map(number);
  return html`<tr><td class="name" dir="auto">${labelOf(run)}<small>${run.id}</small>${load}</td>${figures}<td class="name" dir="auto">${known ?? 'no'}</td></tr>\n`;
}

const signed = (change: number): string => `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;
