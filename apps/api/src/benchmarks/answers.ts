import { z } from 'zod';
import { benchmarkStream, EVENT_TYPES, OUTSIDE_COMMANDS } from '#domain';
import type { Revision } from '#eventsourcing';
import { valuesNeeded } from '#measurement';
import { named, pagesOf } from '../http/shapes.js';
import { STATUSES, VERDICTS } from './parameters.js';

const moment = z.string().describe('ISO 8601, UTC.');
const later = moment.nullable();
const count = z.int().min(0);
const millis = z.number();

/** What every command is answered with, once its events are durable. */
export const accepted = named(
  'Accepted',
  z.object({
    benchmark_id: z.string(),
    stream: z.string(),
    revision: z.int().describe('Of the last event that the command led to; of the stream where it was so already.'),
  }),
);

/** The answer to a command. */
export function acceptedAt(benchmarkId: string, revision: Revision): z.infer<typeof accepted> {
  return { benchmark_id: benchmarkId, stream: benchmarkStream(benchmarkId), revision: Number(revision) };
}

const progress = z
  .object({
    planned: count,
    sent: count,
    uploaded: count.describe('The platform acknowledged the request.'),
    interrupted: count.describe('Left on their way by a worker that died.'),
    started: count.describe('The platform told when it began with the document.'),
    completed: count.describe('The platform told when it was through with it.'),
    failed: count,
  })
  .describe('Counts of documents.');

/** One benchmark, in a list and while it is watched. */
export const benchmark = named(
  'Benchmark',
  z.object({
    benchmark_id: z.string(),
    benchmark_name: z.string(),
    benchmark_type: z.string(),
    benchmark_url: z.string(),
    benchmark_infra: z.string(),
    eigen_version: z.string().nullable(),
    benchmark_instance_id: z.string().describe('The same for every run against this target by this user.'),
    status: z.enum(STATUSES),
    reason: z.string().nullable().describe('Why it failed, timed out or was cancelled.'),
    errors: count.describe('How many steps went wrong, tried again or not.'),
    last_error: z.string().nullable(),
    eigen_project_id: z.string().nullable(),
    corpus: z.object({ bytes: count, sha256: z.string() }).nullable().describe('null until the plan is whole.'),
    progress,
    created_at: moment,
    deadline_at: moment,
    ended_at: later,
    reported_at: later,
    notified_at: later,
    verdict: z.enum(VERDICTS).nullable().describe('Of the report: the worst answer; measured: nothing was asked; null: there is no report yet, or an older one.'),
    answers: z.array(z.object({ question: z.string(), verdict: z.string(), reason: z.string() })).describe('To each objective, and to the comparison with the baseline.'),
    search: z
      .object({ kept_per_second: z.number().nullable(), missed_per_second: z.number().nullable(), throughput_per_second: z.number().nullable() })
      .nullable()
      .describe('Of a search: the greatest rate that was kept, the least that was not, and documents done a second; null: there is no report yet, or an older one.'),
    report_revision: z.int().nullable().describe('The report tells the stream up to here; null: there is none yet.'),
    revision: z.int().describe('Of the last event that is told here.'),
  }),
);

const quantile = (p: number) => millis.nullable().describe(`null: not estimable from fewer than ${valuesNeeded(p)} documents.`);

const latencies = z.object({
  n: count,
  min: millis,
  max: millis,
  mean: millis,
  p50: quantile(0.5),
  p90: quantile(0.9),
  p95: quantile(0.95),
  p99: quantile(0.99),
});

/** One benchmark by itself. */
export const benchmarkDetails = named(
  'BenchmarkDetails',
  benchmark.extend({ processing_ms: latencies.nullable().describe('Milliseconds; null: none is known yet.') }),
);

/** Benchmarks, newest first. */
export const benchmarkList = pagesOf('BenchmarkList', benchmark);

/** One document of a benchmark. */
export const document = named(
  'Document',
  z.object({
    document_name: z.string(),
    path: z.string().describe('Below the artifacts directory.'),
    bytes: count,
    sha256: z.string(),
    warmup: z.boolean().describe('Sent to warm the platform up: in no figure.'),
    status: z.enum(['planned', 'sending', 'uploaded', 'interrupted', 'failed', 'processing', 'completed']),
    reason: z.string().nullable(),
    eigen_document_id: z.string().nullable(),
    scheduled_at: later,
    sent_at: later,
    acknowledged_at: later,
    platform_start: later.describe("By the platform's clock."),
    platform_end: later.describe("By the platform's clock."),
    upload_ms: millis.nullable(),
    processing_ms: millis.nullable().describe('Negative: the end lies before the start; no valid figure.'),
  }),
);

/** Documents in the order of the plan. */
export const documentList = pagesOf('DocumentList', document);

/** What can be asked, and what can have happened. */
export const channels = named(
  'Channels',
  z.object({ commands: z.array(z.enum(OUTSIDE_COMMANDS)), events: z.array(z.enum(EVENT_TYPES)) }),
);

const difference = z.object({
  line: z.int().min(1),
  column: z.int().min(1),
  stored: z.string().nullable().describe('The line in the file that lies there, cut around the place; null: it has ended.'),
  rebuilt: z.string().nullable().describe('The same of what was made again.'),
});

/** One file of a report, made again. */
export const rebuiltFile = z.object({
  format: z.string(),
  renderer_version: count,
  file: z.string(),
  sha256: z.string().describe('On record.'),
  stored_sha256: z.string().nullable().describe('Of the file that lies there; null: it is gone.'),
  rebuilt_sha256: z.string().nullable().describe('null: this build cannot make it again.'),
  matches: z.boolean().describe('What was made again is what is on record.'),
  not_rebuilt: z.string().nullable().describe('Why this build cannot make it again.'),
  first_difference: difference.nullable().describe('Where the file that lies there differs first from what was made again.'),
});

/** A report that was made again. */
export const rebuiltReport = named('RebuiltReport', accepted.extend({ files: z.array(rebuiltFile) }));
