import { concurrency, warmUp, type Concurrency, type Span, type WarmUp } from '#measurement';
import type { Workload } from '#domain';
import { isMeasured } from './document-status.js';
import type { ReportedDocument } from './report.model.js';

type Row = Omit<ReportedDocument, 'isOutlier'>;

/** Ten batches of five: of fewer, chance alone makes a warm-up. */
const FEWEST = 50;

/** How busy the platform was. */
export const concurrencyOf = (rows: readonly Row[]): Concurrency | undefined => concurrency(spansOf(rows));

/** From when to when the platform worked on each document, by its own clock; warm-ups and what failed for us kept it busy, too. */
export function spansOf(rows: readonly Row[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { facts, figures } of rows) {
    const { platformStart: start, platformEnd: end } = facts;
    if (start !== undefined && end !== undefined && !figures.isInvalid) spans.push({ start, end });
  }
  return spans;
}

/** Of the documents that count, in the order in which the platform began with them. A search is never steady: each pass has another rate. */
export function warmUpOf(rows: readonly Row[], { mode }: Workload): WarmUp | undefined {
  const counting = rows.filter((row) => isMeasured(row) && row.figures.processing !== undefined);
  if (mode === 'search' || counting.length < FEWEST) return undefined;
  const inOrder = counting.toSorted((one, other) => one.facts.platformStart! - other.facts.platformStart!);
  return warmUp(inOrder.map(({ figures }) => figures.processing!));
}
