import { concurrency, type Bounded, type Figures, type MetricValues, type ObjectiveFigures, type ObjectiveMetric, type Subject } from '#measurement';
import { isMeasured } from '../document-status.js';
import type { Measured, ReportedDocument } from '../report.model.js';

/** What objectives about these subjects ask of a run; what none of them is about is not worked out. */
export function objectiveFigures({ documents, counts }: Measured, subjects: readonly Subject[]): ObjectiveFigures {
  const measured = documents.filter(isMeasured);
  const asked = new Set(subjects.flatMap((subject) => (subject.kind === 'metric' ? subject.metric : [])));
  const metrics = Object.fromEntries([...asked].map((metric) => [metric, valuesOf(measured, FIGURES[metric])]));
  const isThroughputAsked = subjects.some(({ kind }) => kind === 'throughput');
  return { metrics, counts, throughput: isThroughputAsked ? throughputOf(measured) : undefined };
}

type FigureOf = (figures: Figures) => number | Bounded | undefined;

const FIGURES: Readonly<Record<ObjectiveMetric, FigureOf>> = {
  processing: ({ processing }) => processing,
  upload: ({ upload }) => upload,
  queue_wait: ({ queueWait }) => queueWait,
  end_to_end: ({ endToEnd }) => endToEnd,
  schedule_delay: ({ scheduleDelay }) => scheduleDelay,
};

function valuesOf(documents: readonly ReportedDocument[], figureOf: FigureOf): MetricValues {
  const found = documents.flatMap(({ figures }) => figureOf(figures) ?? []);
  const sorted = (pick: (figure: Bounded) => number) =>
    Float64Array.from(found, (figure) => (typeof figure === 'number' ? figure : pick(figure))).sort();
  const values = sorted(({ value }) => value);
  if (!found.some((figure) => typeof figure === 'object')) return { values };
  return { values, low: sorted(({ low }) => low), high: sorted(({ high }) => high) };
}

/** From the first start to the last end, by the platform's clock alone. */
function throughputOf(documents: readonly ReportedDocument[]): number | undefined {
  const spans = documents.flatMap(({ facts: { platformStart: start, platformEnd: end } }) =>
    start === undefined || end === undefined ? [] : { start, end },
  );
  return concurrency(spans)?.rate;
}
