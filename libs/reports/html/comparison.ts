import { percent } from '#measurement';
import type { Report, ReportedComparison } from '../report.model.js';
import { duration } from '../wording.js';
import { html, type Content } from './markup.js';

/** The run beside its baseline. Undefined: none was asked for. */
export function comparison({ comparison: compared }: Report): Content {
  if (!compared) return undefined;
  const { reason, baseline, changes } = compared;
  return html`<p>${reason}</p>
${baseline && html`<p class="quiet">Baseline: ${baseline.name}${baseline.eigenVersion && ` (${baseline.eigenVersion})`}, <code>${baseline.stream}</code>, revision ${baseline.revision}.</p>`}
${findings(compared)}
${changes.length > 0 ? html`<p class="quiet">The documents that changed most, by their median over all passes:</p>\n${table(changes)}` : undefined}`;
}

function findings({ found }: ReportedComparison): Content {
  if (!found) return undefined;
  const { passes, isPaired, documents, leftOut, change, cliffsDelta, test } = found;
  const interval = change?.interval;
  const unpaired = leftOut === 0 ? '' : `, ${leftOut} left out because not every pass has them`;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Processing, median', change && `${percent(change.value)} against the baseline`],
    [`${found.confidence * 100} % interval`, interval ? `${percent(interval.low)} to ${percent(interval.high)}` : 'not estimable'],
    ['Cliff’s δ of the passes', cliffsDelta?.toFixed(2)],
    ['p, two-sided', test && `${test.p.twoSided.toPrecision(2)} (${test.isExact ? 'all' : `seed ${test.seed}, `} ${test.arrangements} arrangements)`],
    ['Passes', `${passes.current} against ${passes.baseline}`],
    ['Documents', `${documents}${isPaired ? ', each compared with itself' : ''}${unpaired}`],
  ];
  const given = facts.filter(([, value]) => value !== undefined);
  return html`<dl>${given.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

const table = (changes: ReportedComparison['changes']): Content => html`<div class="scroll"><table>
<thead><tr><th scope="col">Document</th>${['Baseline', 'Now', 'Change'].map((each) => html`<th scope="col" class="number">${each}</th>`)}</tr></thead>
<tbody>${changes.map(
  ({ document, current, baseline, change }) =>
    html`<tr><td class="name" dir="auto">${document}</td>${[duration(baseline), duration(current), percent(change)].map(
      (text) => html`<td class="number">${text}</td>`,
    )}</tr>\n`,
)}</tbody></table></div>`;
