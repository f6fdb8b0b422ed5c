import { plainText } from '#domain';
import type { Report, ReportedDocument } from '../report.model.js';
import { counted, duration } from '../wording.js';
import { durationAxis, legend } from './axes.js';
import { COLOURS, drawn } from './drawing.js';
import { html, type Content } from './markup.js';
import { shownInTimeline } from './sample.js';

const ROW = 18;
const LONGEST = 34;

/** What happened to a document from one moment to another, by our clock. */
type Span = readonly [row: number, from: number, to: number];

/** A line for each document: its upload, its wait, its processing. */
export function timeline(report: Report): Content {
  const { rows, told } = shownInTimeline(report.documents);
  if (rows.length === 0) return html`<p>Nothing was sent.</p>`;
  const begin = Math.min(...rows.map(({ facts }) => facts.sentAt!));
  const theta = report.offset.kind === 'bounded' ? report.offset.value : undefined;
  const unplaced = theta === undefined ? ' The times of the platform cannot be placed: how far the clocks are apart is not known.' : '';
  const chart = drawn({
    id: 'timeline',
    title: 'What happened to each document, and when',
    description: `${counted(rows.length, 'document')} in the order in which they were sent. ${told}${unplaced}`,
    width: 1040,
    height: rows.length * ROW + 70,
    option: {
      legend,
      grid: { left: 250, right: 28, top: 34, bottom: 30 },
      xAxis: durationAxis({ min: 0 }),
      yAxis: rowAxis(rows.map(labelOf)),
      series: seriesOf(rows.map((row) => spansOf(row, theta).map((span) => span && [span[0] - begin, span[1] - begin]))),
    },
  });
  return html`<figure>${chart}<figcaption>Time since the first of them was sent, by our clock. ${told}${unplaced}</figcaption></figure>`;
}

type Interval = readonly [from: number, to: number];

/** Upload, queue, processing; processing may begin before we have the acknowledgement. */
function spansOf({ facts, figures }: ReportedDocument, ofRun: number | undefined): readonly (Interval | undefined)[] {
  const { sentAt, acknowledgedAt, platformStart, platformEnd } = facts;
  const theta = figures.offset?.value ?? ofRun;
  const ours = (moment: number | undefined) => (moment === undefined || theta === undefined ? undefined : moment - theta);
  const [start, end] = figures.isInvalid ? [] : [ours(platformStart), ours(platformEnd)];
  return [between(sentAt, acknowledgedAt), between(acknowledgedAt, start), between(start, end)];
}

const between = (from: number | undefined, to: number | undefined): Interval | undefined =>
  from === undefined || to === undefined || to < from ? undefined : [from, to];

const PHASES = [
  { name: 'Upload', color: COLOURS.middle },
  { name: 'Queue', color: COLOURS.light },
  { name: 'Processing', color: COLOURS.dark },
] as const;

const seriesOf = (rows: readonly (readonly (Interval | undefined)[])[]) =>
  PHASES.map(({ name, color }, phase) => ({
    type: 'custom',
    silent: true,
    name,
    color,
    renderItem: span,
    encode: { x: [1, 2], y: 0 },
    data: rows.flatMap((intervals, row): Span[] => (intervals[phase] ? [[row, ...intervals[phase]]] : [])),
  }));

interface Place {
  value(dimension: number): number;
  coord(point: readonly number[]): readonly number[];
  visual(name: 'color'): string;
}

function span(_: unknown, place: Place) {
  const [from = 0, middle = 0] = place.coord([place.value(1), place.value(0)]);
  const [to = 0] = place.coord([place.value(2), place.value(0)]);
  const shape = { x: from, y: middle - 5, width: Math.max(1, to - from), height: 10 };
  return { type: 'rect', shape, style: { fill: place.visual('color') } };
}

const rowAxis = (names: readonly string[]) => ({
  type: 'category' as const,
  inverse: true,
  data: names,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: COLOURS.soft } },
  axisLabel: { color: COLOURS.ink, interval: 0 },
});

/** The end of a name tells more than its middle. */
function labelOf({ facts, status, figures }: ReportedDocument): string {
  const name = [...plainText(facts.name)];
  const half = (LONGEST - 1) / 2;
  const short = name.length > LONGEST ? [...name.slice(0, Math.floor(half)), '…', ...name.slice(-Math.ceil(half))] : name;
  const took = figures.processing === undefined || figures.isInvalid ? status : duration(figures.processing);
  return `${short.join('')}  ${took}`;
}
