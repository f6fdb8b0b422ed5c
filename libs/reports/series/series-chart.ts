import { percent } from '#measurement';
import { plainText } from '#domain';
import { durationAxis, legend } from '../html/axes.js';
import { COLOURS, drawn } from '../html/drawing.js';
import type { Markup } from '../html/markup.js';
import { counted } from '../wording.js';
import { labelOf, type Series, type SeriesChange } from './series.js';

const LONGEST = 18;
const UP = '#a63a00';

/** Median and p95 of each run, the levels between changes, and the changes. */
export function seriesChart(series: Series): Markup {
  const { runs, changes, reason } = series;
  const levels = levelsOf(series);
  const p95 = runs.map(({ processing }) => processing.p95);
  return drawn({
    id: 'series',
    title: 'Processing time of each run',
    description: `${counted(runs.length, 'run')}, oldest first. ${reason}`,
    width: 1040,
    height: 380,
    option: {
      legend,
      grid: { left: 72, right: 36, top: 56, bottom: 44 },
      xAxis: axisOf(runs.map((run) => harmless(shortened(plainText(labelOf(run)))))),
      yAxis: durationAxis({ scale: true }),
      series: [
        ...(p95.some((each) => each !== null) ? [line('p95', COLOURS.light, p95, 'dotted')] : []),
        { ...line('Median', COLOURS.dark, runs.map(({ processing }) => processing.p50), 'solid'), markLine: markLine(changes) },
        ...(changes.length > 0 ? [{ ...line('Level', COLOURS.middle, levels, 'dashed'), step: 'middle', symbol: 'none' }] : []),
      ],
    },
  });
}

const axisOf = (labels: readonly string[]) => ({
  type: 'category' as const,
  data: labels,
  axisTick: { alignWithLabel: true },
  axisLine: { lineStyle: { color: COLOURS.soft } },
  axisLabel: { color: COLOURS.soft, hideOverlap: true },
});

const line = (name: string, color: string, data: readonly (number | null)[], type: 'solid' | 'dashed' | 'dotted') => ({
  type: 'line',
  name,
  color,
  data,
  silent: true,
  symbol: 'circle',
  symbolSize: data.length > 200 ? 2 : 5,
  showAllSymbol: true,
  connectNulls: false,
  lineStyle: { width: 2, type },
});

/** Between which medians of medians the series changed, run by run. */
function levelsOf({ runs, changes }: Series): readonly number[] {
  return runs.map((_, index) => {
    const last = changes.findLast(({ at }) => at <= index);
    return last?.after ?? changes[0]?.before ?? 0;
  });
}

const markLine = (changes: readonly SeriesChange[]) => ({
  silent: true,
  symbol: 'none',
  data: changes.map(({ at, change, isAcknowledged }) => {
    const color = change > 0 && !isAcknowledged ? UP : COLOURS.soft;
    const text = `${change > 0 ? '▲' : '▼'} ${percent(change)}${isAcknowledged ? ', known' : ''}`;
    return { xAxis: at, lineStyle: { color, width: 1.5, type: 'solid' }, label: { formatter: text, color, position: 'end' } };
  }),
});

function shortened(label: string): string {
  const letters = [...label];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : label;
}

/** The library looks widths of texts up in a plain object: by `__proto__` it would find, and change, what all objects share. */
const harmless = (label: string): string => (label in Object.prototype ? `${label} ` : label);
