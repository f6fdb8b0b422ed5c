import { levels, type Concurrency } from '#measurement';
import { spansOf } from '../load.js';
import type { Report } from '../report.model.js';
import { counted, duration } from '../wording.js';
import { countAxis, durationAxis } from './axes.js';
import { COLOURS, drawn } from './drawing.js';
import { html, type Content } from './markup.js';

/** More steps than the page has room for look like their peaks. */
const MOST_STEPS = 500;

type Step = readonly [since: number, count: number];

/** How many documents the platform had under way, from moment to moment. Undefined: nobody knows. */
export function load({ documents, concurrency }: Report): Content {
  if (!concurrency) return undefined;
  const { steps, isThinned } = thinned([...levels(spansOf(documents))], concurrency.makespan);
  const words = inWords(concurrency);
  const peaks = isThinned ? ' Drawn as the most in each of 500 equal parts of that time.' : '';
  return html`<figure>${chart(steps, words)}<figcaption>Documents under way on the platform, since it began with the first, by its own clock. ${words}${peaks}</figcaption></figure>`;
}

/** Little's law, with the run's own figures. */
function inWords({ mean, rate, meanTime, greatest, makespan }: Concurrency): string {
  const most = counted(greatest, 'document');
  return `L = λW: ${rounded(mean)} on average = ${rounded(rate)} a second × ${duration(meanTime)} each; at most ${most} at once, all within ${duration(makespan)}.`;
}

const rounded = (value: number): string => String(Number(value.toPrecision(3)));

function thinned(found: readonly { readonly at: number; readonly count: number }[], makespan: number) {
  const first = found[0]?.at ?? 0;
  const steps = found.map(({ at, count }): Step => [at - first, count]);
  return steps.length <= MOST_STEPS ? { steps, isThinned: false } : { steps: peaksOf(steps, makespan / MOST_STEPS), isThinned: true };
}

/** The most that were under way in each part; what was under way before counts in the next, too. */
function peaksOf(steps: readonly Step[], width: number): readonly Step[] {
  const peaks: Step[] = [];
  let [index, current] = [0, 0];
  for (let part = 0; part <= MOST_STEPS; part++) {
    let most = current;
    for (; index < steps.length && steps[index]![0] < (part + 1) * width; index++) {
      current = steps[index]![1];
      most = Math.max(most, current);
    }
    peaks.push([part * width, most]);
  }
  return peaks;
}

const chart = (steps: readonly Step[], words: string) =>
  drawn({
    id: 'load',
    title: 'Documents under way on the platform',
    description: words,
    width: 1040,
    height: 220,
    option: {
      grid: { left: 48, right: 28, top: 12, bottom: 30 },
      xAxis: durationAxis({ min: 0, max: steps.at(-1)?.[0] ?? 0 }),
      yAxis: countAxis({ minInterval: 1 }),
      series: [
        { type: 'line', step: 'end', symbol: 'none', silent: true, color: COLOURS.dark, lineStyle: { width: 2 }, areaStyle: { color: COLOURS.light, opacity: 0.5 }, data: steps },
      ],
    },
  });
