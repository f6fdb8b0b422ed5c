import type { Report } from '../report.model.js';
import { changeTable } from '../series/change-table.js';
import { seriesChart } from '../series/series-chart.js';
import type { Series } from '../series/series.js';
import { html, type Content } from './markup.js';

/** The run at the end of its series. Undefined: there was none before it. */
export function series({ series: found, run }: Report): Content {
  if (!found) return undefined;
  return html`<p>${found.reason}</p>
<figure>${seriesChart(found)}</figure>
${found.changes.length > 0 ? changeTable(found) : undefined}
<p class="quiet">The newest runs of this target, type and corpus that were known when this one was planned, ${itself(found, run)}. What came after it tells <code>slowking series ${run.id}</code>.</p>`;
}

function itself({ runs }: Series, { id, outcome }: Report['run']): string {
  if (runs.at(-1)?.id === id) return 'and this one at the end';
  return `without this one, ${outcome === 'completed' ? 'of which nothing was measured' : 'which did not complete'}`;
}
