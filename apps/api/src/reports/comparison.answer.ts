import { z } from 'zod';
import { named } from '../http/shapes.js';
import { plainString } from '../benchmarks/start.request.js';

const count = z.int().min(0);
const verdict = z.enum(['pass', 'fail', 'inconclusive', 'no-baseline']);

const run = z.object({
  benchmark_id: z.string(),
  name: z.string(),
  eigen_version: z.string().nullable(),
  stream: z.string(),
  last_revision: count.describe('Of the event that ended the run.'),
  chain_hash: z.string().describe("The stream's hash chain at that event."),
});

const findings = z.object({
  metric: z.literal('processing'),
  quantile: z.number().describe('Of each pass.'),
  paired: z.boolean().describe('Each document is compared with itself.'),
  passes: z.object({ current: count, baseline: count }),
  documents: count,
  left_out: count.describe('Documents that not every pass has.'),
  threshold: z.number().describe('The relative change that matters.'),
  confidence: z.number(),
  change: z.number().nullable().describe('Relative, by Hodges and Lehmann: 0.05 is 5 % slower than the baseline.'),
  interval: z.object({ low: z.number(), high: z.number(), coverage: z.number() }).nullable().describe('Of the change; null: too few passes.'),
  cliffs_delta: z.number().nullable().describe('1: every pass is slower than each of the baseline.'),
  p_value: z.number().nullable().describe("Two-sided, of the permutation test of the passes' labels."),
  test: z.object({ exact: z.boolean(), arrangements: count, seed: count }).nullable(),
});

const change = z.object({ document: z.string(), current_ms: z.number(), baseline_ms: z.number(), change: z.number() });

/** A run beside another, as their streams tell them up to their ends. */
export const comparison = named(
  'Comparison',
  z.object({
    verdict,
    reason: z.string(),
    current: run,
    baseline: run.nullable(),
    found: findings.nullable().describe('null: the two cannot be compared.'),
    largest_changes: z.array(change).describe('The documents that changed most, by their median over all passes.'),
  }),
);

/** With what, and by which measure. */
export const comparisonQuery = z.strictObject({
  with: plainString(200).describe('Id or name of the benchmark to compare with, or `last-passing`.'),
  threshold: z.coerce.number().min(0).max(10).optional().describe('The relative change that matters; 0.05 unless said otherwise.'),
});
/** The same, once validated. */
export type ComparisonQuery = z.infer<typeof comparisonQuery>;
