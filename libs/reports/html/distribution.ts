import { ascending } from '#measurement';
import { isMeasured } from '../document-status.js';
import type { Report } from '../report.model.js';
import { counted, duration } from '../wording.js';
import { countAxis, durationAxis, legend } from './axes.js';
import { COLOURS, drawn } from './drawing.js';
import { bins } from './histogram.js';
import { html, type Content } from './markup.js';

/** A curve of more points looks the same. */
const MOST_POINTS = 500;
/** Where values are further apart than this, a straight axis shows only the largest. */
const WIDE = 50;

interface Series {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly dash: 'solid' | 'dashed';
  /** Ascending, in microseconds. */
  readonly values: Float64Array;
}

/** How processing and end to end are distributed: the share of documents done within a time, and histograms. */
export function distribution(report: Report): Content {
  const series = seriesOf(report).filter(({ values }) => values.length > 0);
  if (series.length === 0) return html`<p>Nothing was measured.</p>`;
  return html`<figure>${curves(series)}<figcaption>${caption(series)}</figcaption></figure>
<div class="pair">${series.map((each) => html`<figure>${histogram(each)}</figure>`)}</div>`;
}

function seriesOf({ documents }: Report): readonly Series[] {
  const measured = documents.filter(isMeasured);
  const processing = measured.flatMap(({ figures }) => figures.processing ?? []);
  const endToEnd = measured.flatMap(({ figures }) => figures.endToEnd?.value ?? []);
  return [
    { id: 'processing', name: 'Processing', colour: COLOURS.dark, dash: 'solid', values: ascending(processing) },
    { id: 'end-to-end', name: 'End to end', colour: COLOURS.middle, dash: 'dashed', values: ascending(endToEnd) },
  ];
}

function caption(series: readonly Series[]): string {
  const isThinned = series.some(({ values }) => values.length > MOST_POINTS);
  const text = 'Share of documents that took no longer (empirical distribution function).';
  return isThinned ? `${text} Drawn from ${MOST_POINTS} points of equal distance in rank; smallest and largest among them.` : text;
}

function curves(series: readonly Series[]): Content {
  const lows = series.map(({ values }) => values[0]!);
  const highs = series.map(({ values }) => values.at(-1)!);
  const isWide = Math.min(...lows) > 0 && Math.max(...highs) / Math.min(...lows) > WIDE;
  const axis = durationAxis(isWide ? { type: 'log', min: Math.min(...lows), max: Math.max(...highs) } : { min: 0 });
  return drawn({
    id: 'ecdf',
    title: 'Share of documents done within a time',
    description: series.map(inWords).join(' '),
    width: 1040,
    height: 300,
    option: {
      legend,
      grid: { left: 48, right: 28, top: 40, bottom: 30 },
      xAxis: axis,
      yAxis: countAxis({ max: 100, axisLabel: { color: COLOURS.soft, formatter: '{value} %' } }),
      series: series.map(curve),
    },
  });
}

const curve = ({ name, colour, dash, values }: Series) => ({
  type: 'line',
  name,
  step: 'end',
  symbol: 'none',
  silent: true,
  color: colour,
  lineStyle: { width: 2.5, type: dash },
  data: steps(values),
});

function steps(values: Float64Array): readonly (readonly [number, number])[] {
  const count = Math.min(values.length, MOST_POINTS);
  const ranks = Array.from({ length: count }, (_, at) => Math.round((at * (values.length - 1)) / Math.max(1, count - 1)));
  return [[values[0]!, 0], ...ranks.map((rank) => [values[rank]!, (100 * (rank + 1)) / values.length] as const)];
}

function histogram({ id, name, colour, values }: Series): Content {
  const found = bins(values);
  const width = found[0]!.to - found[0]!.from;
  const title = `${name}: documents by duration`;
  return html`${drawn({
    id: `histogram-${id}`,
    title,
    description: `${inWords({ name, values })} Bins are ${duration(width)} wide.`,
    width: 508,
    height: 240,
    option: {
      grid: { left: 44, right: 24, top: 12, bottom: 30 },
      xAxis: durationAxis({ min: found[0]!.from, max: found.at(-1)!.to, splitLine: { show: false } }),
      yAxis: countAxis({ minInterval: 1 }),
      series: [
        {
          type: 'custom',
          silent: true,
          color: colour,
          renderItem: bar,
          encode: { x: [0, 1], y: 2 },
          data: found.map(({ from, to, count }) => [from, to, count]),
        },
      ],
    },
  })}<figcaption>${title}; a bin is ${duration(width)} wide, ${counted(values.length, 'document')}.</figcaption>`;
}

interface Place {
  value(dimension: number): number;
  coord(point: readonly number[]): readonly number[];
  visual(name: 'color'): string;
}

function bar(_: unknown, place: Place) {
  const [left = 0, top = 0] = place.coord([place.value(0), place.value(2)]);
  const [right = 0, bottom = 0] = place.coord([place.value(1), 0]);
  const shape = { x: left + 0.5, y: top, width: Math.max(1, right - left - 1), height: bottom - top };
  return { type: 'rect', shape, style: { fill: place.visual('color') } };
}

const inWords = ({ name, values }: Pick<Series, 'name' | 'values'>): string =>
  `${name} of ${counted(values.length, 'document')}: from ${duration(values[0]!)} to ${duration(values.at(-1)!)}.`;
