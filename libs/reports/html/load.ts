import { levels, type Concurrency, type Level } from '#measurement';
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
  const spans = spansOf(documents);
  const { steps, isThinned } = thinned(() => levels(spans), concurrency.makespan);
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

/** Of many documents there are too many steps to have them all in memory. */
function thinned(found: () => Iterable<Level>, makespan: number) {
  const steps: Step[] = [];
  let first: number | undefined;
  for (const { at, count } of found()) {
    first ??= at;
    steps.push([at - first, count]);
    if (steps.length > MOST_STEPS) return { steps: peaksOf(found(), first, makespan / MOST_STEPS), isThinned: true };
  }
  return { steps, isThinned: false };
}

/** The most that were under way in each part of the time; what was under way before counts in the next, too. */
function peaksOf(found: Iterable<Level>, first: number, width: number): readonly Step[] {
  const peaks: Step[] = [];
  let [current, most] = [0, 0];
  for (const { at, count } of found) {
    for (; at - first >= (peaks.length + 1) * width; most = current) peaks.push([peaks.length * width, most]);
    current = count;
    most = Math.max(most, current);
  }
  return [...peaks, [peaks.length * width, most]];
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
