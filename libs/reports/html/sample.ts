import type { ReportedDocument } from '../report.model.js';
import { counted } from '../wording.js';

/** What of a corpus is shown, and what is said about that. */
export interface Shown {
  readonly rows: readonly ReportedDocument[];
  /** A sentence; empty: these are all. */
  readonly told: string;
}

const SLOWEST = 20;
const SAMPLE = 20;
const MOST_ROWS = 100;

type Numbered = readonly [row: ReportedDocument, place: number];

/** The documents of the timeline: all of those sent, or the slowest and an even sample of the others; as they were sent. */
export function shownInTimeline(documents: readonly ReportedDocument[]): Shown {
  const sent = documents.filter(({ facts }) => facts.sentAt !== undefined).map((row, place): Numbered => [row, place]);
  const bySending = (rows: readonly Numbered[]) => rows.toSorted(([a, i], [b, j]) => a.facts.sentAt! - b.facts.sentAt! || i - j);
  if (sent.length <= SLOWEST + SAMPLE) return { rows: bySending(sent).map(([row]) => row), told: '' };
  const slowest = sent.toSorted(([a, i], [b, j]) => slowness(b) - slowness(a) || i - j).slice(0, SLOWEST);
  const taken = new Set(slowest.map(([, place]) => place));
  const others = bySending(sent.filter(([, place]) => !taken.has(place)));
  const sample = Array.from({ length: SAMPLE }, (_, at) => others[Math.floor((at * others.length) / SAMPLE)]!);
  const told = `Of ${counted(sent.length, 'document')} that were sent, the ${SLOWEST} slowest, and every so many of the others, ${SAMPLE} in all.`;
  return { rows: bySending([...slowest, ...sample]).map(([row]) => row), told };
}

/** The documents of the table: all of them in the order of the plan, or first those not done, then the slowest. */
export function shownInTable(documents: readonly ReportedDocument[]): Shown {
  if (documents.length <= MOST_ROWS) return { rows: documents, told: '' };
  const rows = documents
    .map((row, place): Numbered => [row, place])
    .toSorted(([a, i], [b, j]) => Number(a.status === 'done') - Number(b.status === 'done') || slowness(b) - slowness(a) || i - j)
    .slice(0, MOST_ROWS)
    .map(([row]) => row);
  return { rows, told: `${MOST_ROWS} of ${documents.length} documents: first those that are not done, then the slowest.` };
}

const slowness = ({ figures }: ReportedDocument): number => figures.endToEnd?.value ?? figures.processing ?? -Infinity;
