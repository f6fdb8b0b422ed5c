import { z } from 'zod';
import { limit } from '../benchmarks/parameters.js';
import { plainString } from '../benchmarks/start.request.js';

const NAMED_TWICE = 'Name a series by `benchmark`, or by `target` and `corpus`.';

/** Which series, and by which measure. */
export const seriesQuery = z
  .strictObject({
    benchmark: z.uuid('The id of a benchmark is a UUID.').optional().describe('The series that this run belongs to.'),
    target: plainString(2000).optional().describe('Its address, as runs were started with.'),
    corpus: z.string().regex(/^[0-9a-f]{64}$/, 'A corpus is named by its SHA-256, 64 hexadecimal digits.').optional(),
    type: plainString(200).optional().describe('Of the runs; with `target` only, and `latency` where it is missing.'),
    name: plainString(200).optional().describe('Only runs of exactly this name.'),
    limit: limit(100, 1000),
    threshold: z.coerce.number().min(0).max(10).optional().describe('The relative change that matters; 0.05 unless said otherwise.'),
  })
  .refine(({ benchmark, target, corpus, type }) => (benchmark ? !target && !corpus && !type : target && corpus), NAMED_TWICE);
/** The same, once validated. */
export type SeriesQuery = z.infer<typeof seriesQuery>;
