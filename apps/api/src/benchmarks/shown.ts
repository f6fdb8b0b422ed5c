import type { z } from 'zod';
import { isoOf } from '#domain';
import { valuesNeeded } from '#measurement';
import type { BenchmarkDetails, BenchmarkSummary, DocumentRow, LatencySummary } from '#read-models';
import type { benchmark, benchmarkDetails, document } from './answers.js';

/** A benchmark as the API shows it: snake_case, moments in ISO 8601. */
export function shownBenchmark(row: BenchmarkSummary): z.infer<typeof benchmark> {
  return {
    benchmark_id: row.id,
    benchmark_name: row.name,
    benchmark_type: row.type,
    benchmark_url: row.url,
    benchmark_infra: row.infra,
    eigen_version: row.eigenVersion,
    benchmark_instance_id: row.instanceId,
    status: row.status,
    reason: row.reason,
    errors: row.errors,
    last_error: row.lastError,
    eigen_project_id: row.projectId,
    corpus: row.corpusSha256 === null ? null : { bytes: row.bytes ?? 0, sha256: row.corpusSha256 },
    progress: {
      planned: row.planned,
      sent: row.sent,
      uploaded: row.uploaded,
      interrupted: row.interrupted,
      started: row.started,
      completed: row.completed,
      failed: row.failed,
    },
    created_at: row.createdAt.toISOString(),
    deadline_at: row.deadlineAt.toISOString(),
    ended_at: row.endedAt?.toISOString() ?? null,
    reported_at: row.reportedAt?.toISOString() ?? null,
    notified_at: row.notifiedAt?.toISOString() ?? null,
    verdict: row.verdict,
    answers: [...row.answers],
    search: row.search && {
      kept_per_second: row.search.kept,
      missed_per_second: row.search.missed,
      throughput_per_second: row.search.throughput,
    },
    report_revision: row.reportRevision,
    revision: row.revision,
  };
}

/** The same with its processing latencies, in milliseconds. */
export function shownDetails({ latency, ...row }: BenchmarkDetails): z.infer<typeof benchmarkDetails> {
  return { ...shownBenchmark(row), processing_ms: latency && inMillis(latency) };
}

const inMillis = ({ n, min, max, mean, p50, p90, p95, p99 }: LatencySummary) => ({
  n,
  min: millis(min),
  max: millis(max),
  mean: millis(mean),
  p50: estimable(n, 0.5, p50),
  p90: estimable(n, 0.9, p90),
  p95: estimable(n, 0.95, p95),
  p99: estimable(n, 0.99, p99),
});

/** As in reports: of fewer values it would say little of the platform. */
const estimable = (n: number, p: number, micros: number) => (n >= valuesNeeded(p) ? millis(micros) : null);

/** A document of a benchmark. */
export function shownDocument(row: DocumentRow): z.infer<typeof document> {
  return {
    document_name: row.documentName,
    path: row.path,
    bytes: row.bytes,
    sha256: row.sha256,
    warmup: row.warmup,
    status: row.status,
    reason: row.reason,
    eigen_document_id: row.eigenDocumentId,
    scheduled_at: moment(row.scheduledAt),
    sent_at: moment(row.sentAt),
    acknowledged_at: moment(row.acknowledgedAt),
    platform_start: moment(row.platformStart),
    platform_end: moment(row.platformEnd),
    upload_ms: between(row.sentAt, row.acknowledgedAt),
    processing_ms: row.processingUs === null ? null : millis(row.processingUs),
  };
}

const moment = (instant: number | null): string | null => (instant === null ? null : isoOf(instant));

const between = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : millis(to - from);

const millis = (micros: number): number => Math.round(micros) / 1000;
