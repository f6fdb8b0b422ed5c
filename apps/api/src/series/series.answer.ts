import { z } from 'zod';
import { VERDICTS } from '../benchmarks/parameters.js';
import { named } from '../http/shapes.js';

const count = z.int().min(0);
const millis = z.number();
const label = { benchmark_id: z.string(), benchmark_name: z.string(), eigen_version: z.string().nullable() };

const acknowledgement = z.object({
  reason: z.string(),
  by: z.string().nullable().describe('The name of the key; null: the API was open.'),
  at: z.string().describe('ISO 8601, UTC.'),
});

const run = z.object({
  ...label,
  started_at: z.string().describe('ISO 8601, UTC.'),
  n: count.describe('Documents that count.'),
  median_ms: millis,
  p95_ms: millis.nullable().describe('null: so few documents do not tell it.'),
  verdict: z.enum(VERDICTS).nullable(),
  load: z.string().nullable().describe('How documents were sent; null: not known until the read models are rebuilt.'),
  other_load: z.boolean().describe('Than that of the run before.'),
  acknowledged: acknowledgement.nullable().describe('Why the change that begins with it is known.'),
});

const change = z.object({
  at: count.describe('The index of the run that it begins with.'),
  ...label,
  before_ms: millis.describe("The median of the runs' medians since the change before."),
  after_ms: millis.describe('The same until the next change.'),
  change: z.number().describe('Relative: 0.05 is 5 % slower.'),
  p_value: z.number().nullable().describe('Of the permutation test; null: the change is acknowledged, and so taken as given.'),
  acknowledged: z.boolean(),
  other_load: z.boolean().describe('The load changed there, too.'),
});

/** Runs of one target, type and corpus, and where their processing time changed. */
export const series = named(
  'Series',
  z.object({
    target: z.string(),
    benchmark_type: z.string(),
    corpus_sha256: z.string(),
    verdict: z.enum(['pass', 'fail', 'inconclusive']),
    reason: z.string(),
    threshold: z.number().describe('The relative change that matters.'),
    runs: z.array(run).describe('Those that completed, oldest first.'),
    left_out: z.boolean().describe('There are older ones, too: see `limit`.'),
    changes: z.array(change),
  }),
);
