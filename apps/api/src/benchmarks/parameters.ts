import { z } from 'zod';
import type { Verdict } from '#measurement';
import type { BenchmarkStatus } from '#read-models';
import { asOf, isOneMoment, TWO_MOMENTS } from '../past/past.request.js';

/** How a benchmark may stand; the last four are ends. */
export const STATUSES = [
  'created',
  'planned',
  'uploading',
  'completed',
  'failed',
  'timed_out',
  'cancelled',
] as const satisfies readonly BenchmarkStatus[];

/** What a report can say. */
export const VERDICTS = ['pass', 'fail', 'inconclusive', 'no-baseline', 'measured'] as const satisfies readonly Verdict[];

/** The id of a benchmark in a path. What is no UUID names none. */
export const benchmarkId = z.uuid('The id of a benchmark is a UUID.').describe('As its start was answered with.');

/** How many items a page may hold. */
export const limit = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback).describe('How many at most.');

/** Where the page before ended. */
export const cursor = z.string().max(500).optional().describe('`next_cursor` of the page before.');

/** Which benchmarks. */
export const benchmarksQuery = z.strictObject({
  limit: limit(50, 1000),
  cursor,
  status: z.enum(STATUSES).optional(),
  name: z.string().max(200).optional(),
  type: z.string().max(200).optional(),
  verdict: z.enum(VERDICTS).optional(),
});
/** The same, once validated. */
export type BenchmarksQuery = z.infer<typeof benchmarksQuery>;

/** Which documents of a benchmark. */
export const documentsQuery = z.strictObject({ limit: limit(100, 5000), cursor, ...asOf }).refine(isOneMoment, TWO_MOMENTS);
/** The same, once validated. */
export type DocumentsQuery = z.infer<typeof documentsQuery>;
