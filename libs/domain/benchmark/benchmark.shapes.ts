import { z } from 'zod';
import type { DataOf, Recorded } from '#eventsourcing';
import { benchmarkStream, type BenchmarkEvent } from './benchmark.events.js';

type Type = BenchmarkEvent['type'];

/** What every store of ours can hold. */
const text = z.string().refine((value) => value.isWellFormed() && !value.includes('\u0000'));
const textOrNone = text.nullable();
const texts = z.array(text).readonly();
/** As long as an index of ours can hold. */
const digest = text.max(64);
const moment = z.int();
const size = z.int().min(0);
const count = z.int().min(0).max(2 ** 31 - 1);
const chunk = z.int().min(0).max(100_000);

const fact = { benchmark_id: text, at: moment };
const ended = z.object({ ...fact, reason: text });
const settled = z.object({ ...fact, done: count, failed: count });
const reported = {
  ...fact,
  document_name: text,
  eigen_document_id: textOrNone,
  eigen_project_id: text,
  received_at: moment,
};

const selection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), path: text }),
  z.object({ kind: z.literal('files'), count }),
]);
const order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('given') }),
  z.object({ kind: z.literal('shuffled'), seed: size }),
]);
const rate = z.number().positive();
const passes = { repeat: count, warmup: count, order };
const workload = z.discriminatedUnion('mode', [
  z.object({ ...passes, mode: z.literal('closed'), in_flight: count, batch: count }),
  z.object({ ...passes, mode: z.literal('burst'), batch: z.union([count, z.literal('all')]) }),
  z.object({
    ...passes,
    mode: z.literal('arrival'),
    process: z.enum(['constant', 'poisson']),
    rate_per_second: rate,
    seed: size,
    batch: count,
  }),
  z.object({
    ...passes,
    mode: z.literal('search'),
    objective: text,
    process: z.enum(['constant', 'poisson']),
    rate_per_second: rate,
    seed: size,
    batch: count,
  }),
]);
const planned = z.object({
  document_name: text,
  path: text,
  bytes: size,
  sha256: text,
  pass: count.exactOptional(),
  warmup: z.literal(true).exactOptional(),
});
const sample = z.object({ t1: moment, t2: moment, t3: moment, t4: moment });
const uploaded = z.object({ document_name: text, scheduled_at: moment, sent_at: moment, acknowledged_at: moment });
const verdict = z.enum(['pass', 'fail', 'inconclusive', 'no-baseline', 'measured']);
const answer = z.object({ question: text, verdict: verdict.exclude(['measured']), reason: text });
const baseline = z.object({ benchmark_id: text, revision: count, hash: text });
const processing = z.object({ n: count, p50: z.number(), p95: z.number().nullable() });
// Zero: an earlier build told slow searches to the thousandth.
const found = z.object({ kept: rate.nullable(), missed: rate.nullable(), throughput: z.number().min(0).nullable() });
const acknowledgement = z.object({ reason: text, by: textOrNone, at: text });
const earlier = z.object({
  benchmark_id: text,
  benchmark_name: text,
  eigen_version: textOrNone,
  started_at: moment,
  processing,
  verdict: verdict.nullable(),
  load: text,
  acknowledged: acknowledgement.nullable(),
});
const file = z.object({ format: text, renderer_version: count, file: text, bytes: size, sha256: text });

/** What the data of each event must be, to be folded; fields that nobody knows yet make no difference. */
const shapes = {
  BenchmarkCreated: z.object({
    ...fact,
    benchmark_name: text,
    benchmark_type: text,
    benchmark_url: text,
    benchmark_host: text,
    benchmark_infra: text,
    eigen_version: textOrNone,
    username: text,
    documents: selection,
    workload,
    slo: texts,
    baseline: textOrNone,
    notify: texts,
    deadline_seconds: count,
    exclusive: z.literal(true).exactOptional(),
    request_sha256: text,
  }),
  DocumentsSelected: z.object({ ...fact, chunk, paths: texts }),
  DocumentsPlanned: z.object({ ...fact, chunk, documents: z.array(planned).readonly() }),
  BaselineChosen: z.object({ ...fact, baseline: baseline.nullable(), seed: size }),
  SeriesNoted: z.object({ ...fact, runs: z.array(earlier).readonly() }),
  PlanCompleted: z.object({ ...fact, count, bytes: size, sha256: digest }),
  ProjectCreated: z.object({ ...fact, eigen_project_id: text, eigen_project_guid: textOrNone }),
  ClockSampled: z.object({ ...fact, phase: z.enum(['before', 'after']), samples: z.array(sample).readonly() }),
  RateChosen: z.object({ ...fact, pass: count, rate_per_second: rate, kept: rate.nullable(), missed: rate.nullable() }),
  OverlapNoted: z.object({ ...fact, other_id: text, other_name: text }),
  GeneratorMeasured: z.object({ ...fact, delay_p99: size, delay_max: size, cpu: z.number().min(0) }),
  DocumentsSending: z.object({ ...fact, document_names: texts }),
  DocumentsUploaded: z.object({ ...fact, documents: z.array(uploaded).readonly() }),
  DocumentUploadFailed: z.object({
    ...fact,
    document_name: text,
    reason: text,
    scheduled_at: moment.exactOptional(),
    sent_at: moment.exactOptional(),
  }),
  DocumentsInterrupted: z.object({ ...fact, document_names: texts, pass: count.exactOptional() }),
  DocumentUploadStarted: z.object({ ...reported, platform_start: moment }),
  DocumentUploadCompleted: z.object({ ...reported, platform_end: moment }),
  AllDocumentsUploaded: settled,
  BenchmarkCompleted: settled,
  BenchmarkFailed: ended,
  BenchmarkTimedOut: ended,
  BenchmarkCancelled: ended,
  ReportCompleted: z.object({
    ...fact,
    revision: count,
    hash: text,
    algorithm_version: count,
    verdict: verdict.exactOptional(),
    answers: z.array(answer).readonly().exactOptional(),
    processing: processing.exactOptional(),
    search: found.exactOptional(),
    files: z.array(file).readonly(),
  }),
  ChangeAcknowledged: z.object({ ...fact, reason: text, by: textOrNone }),
  NotificationSent: z.object({ ...fact, about: text, to: texts, message_id: text }),
  ErrorOccurred: z.object({ ...fact, step: text, message: text, will_retry: z.boolean() }),
} satisfies { readonly [Each in Type]: z.ZodType<DataOf<BenchmarkEvent, Each>> };

/** The data that fits the shape of a type. */
export type Readable<Each extends Type> = z.output<(typeof shapes)[Each]>;

const isType = (type: string): type is Type => Object.hasOwn(shapes, type);

/** Whether an event is what its type says, and tells of the benchmark whose stream it is in. */
export function fitsBenchmark({ stream, type, data }: Recorded): boolean {
  const told = isType(type) ? shapes[type].safeParse(data).data : undefined;
  return told !== undefined && stream === benchmarkStream(told.benchmark_id);
}
