import type { ReportFile } from '#domain';
import type { ReportRow } from './report.projection.js';

/** A file of a report, with what it is about. */
export interface FoundReport extends Omit<ReportRow, 'files'>, ReportFile {}

/** Port for readers of the reports; answered by Prisma. */
export abstract class Reports {
  /** The report in one format; undefined: there is none, or not yet. */
  abstract find(benchmarkId: string, format: string): Promise<FoundReport | undefined>;
  /** In all its formats. */
  abstract list(benchmarkId: string): Promise<readonly FoundReport[]>;
}
