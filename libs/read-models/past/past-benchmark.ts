import type { BenchmarkEvent } from '#domain';
import { project, type Recorded } from '#eventsourcing';
import { summarise } from '#measurement';
import { benchmarkSummary, type BenchmarkSummary } from '../benchmark-summary/benchmark-summary.projection.js';
import type { BenchmarkDetails, LatencySummary } from '../benchmark-summary/benchmark-summary.queries.js';
import { documents } from '../document/document.projection.js';
import type { DocumentRow } from '../document/document.row.js';
import { pageOf, placeOf, type Page, type PageRequest } from '../page.js';

/** A benchmark as it was: the folds of the read models, over the beginning of its stream. */
export class PastBenchmark {
  private summary: BenchmarkSummary | undefined;
  private readonly rows = new Map<string, DocumentRow>();

  constructor(private readonly benchmarkId: string) {}

  take(event: Recorded<BenchmarkEvent>): void {
    this.summary = benchmarkSummary.evolve(this.summary, event, this.benchmarkId);
    if (!documents.types?.includes(event.type)) return;
    for (const [key, row] of project(documents, [event], this.rows)) this.rows.set(key, row);
  }

  /** As the list's port has it. Undefined: it had not been created. */
  details(): BenchmarkDetails | undefined {
    return this.summary && { ...this.summary, latency: latencyOf(this.rows.values()) };
  }

  /** As the documents' port has them. Throws a refusal of the cursor. */
  documents({ limit, cursor }: PageRequest): Page<DocumentRow> {
    const [after] = cursor === undefined ? [] : placeOf(cursor, ['number']);
    const rows = [...this.rows.values()].filter(({ ordinal }) => after === undefined || ordinal > after);
    return pageOf(rows.toSorted((one, other) => one.ordinal - other.ordinal), limit, ({ ordinal }) => [ordinal]);
  }

  /** How much there is to keep in memory. */
  get weight(): number {
    return 1 + this.rows.size;
  }
}

/** Of the documents that have a valid time, did not fail and were no warm-up. */
function latencyOf(rows: Iterable<DocumentRow>): LatencySummary | null {
  const known = [...rows].flatMap(({ upload, warmup, processingUs }) => (upload === 'failed' || warmup ? [] : (processingUs ?? [])));
  const summary = summarise(known.filter((micros) => micros >= 0));
  if (!summary) return null;
  const { quantiles, ...figures } = summary;
  const [p50, p90, p95, p99] = quantiles.map(({ value }) => value) as [number, number, number, number];
  return { ...figures, p50, p90, p95, p99 };
}
