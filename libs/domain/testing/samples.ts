import { ONE_PASS, type BenchmarkEvent, type EarlierRun, type PlannedDocument } from '../index.js';

type Sample<Type extends BenchmarkEvent['type']> = Extract<BenchmarkEvent, { type: Type }>;

/** A benchmark of two documents, told in its events. Its clock starts on 1 January 2025 and ticks in seconds. */
export const benchmarkId = '11111111-1111-4111-8111-111111111111';
const START = Date.UTC(2025, 0) * 1000;
/** So many seconds after the start. */
export const at = (seconds: number): number => START + Math.round(seconds * 1_000_000);
const fact = (seconds: number) => ({ benchmark_id: benchmarkId, at: at(seconds) });

/** As it is planned: its name is the path's last part. */
export const planned = (path: string): PlannedDocument => ({
  document_name: path.split('/').at(-1)!,
  path,
  bytes: 100,
  sha256: 'd'.repeat(64),
});

export const created: Sample<'BenchmarkCreated'> = {
  type: 'BenchmarkCreated',
  data: {
    ...fact(0),
    benchmark_name: 'Release 5.11',
    benchmark_type: 'latency',
    benchmark_url: 'http://platform:8283',
    benchmark_host: 'platform:8283',
    benchmark_infra: 'docker',
    eigen_version: '5.11.0',
    username: 'bench',
    documents: { kind: 'folder', path: '' },
    workload: { mode: 'closed', in_flight: 4, batch: 1, ...ONE_PASS },
    slo: [],
    baseline: null,
    notify: ['team@example.org'],
    deadline_seconds: 3600,
    request_sha256: 'a'.repeat(64),
  },
};

export const documentsPlanned: Sample<'DocumentsPlanned'> = {
  type: 'DocumentsPlanned',
  data: { ...fact(1), chunk: 0, documents: [planned('a.txt'), planned('b.txt')] },
};
/** Another run, with the documents of this one. */
export const otherId = '22222222-2222-4222-8222-222222222222';
export const baselineChosen: Sample<'BaselineChosen'> = {
  type: 'BaselineChosen',
  data: { ...fact(1), baseline: { benchmark_id: otherId, revision: 11, hash: 'e'.repeat(64) }, seed: 1 },
};
export const earlierRun: EarlierRun = {
  benchmark_id: otherId,
  benchmark_name: 'Release 5.10',
  eigen_version: '5.10.0',
  started_at: at(-3600),
  processing: { n: 72, p50: 98_500, p95: 180_250 },
  verdict: 'pass',
  load: 'closed, 4 in flight, 1 a request',
  acknowledged: { reason: 'the new parser', by: 'nightly', at: '2025-01-01T00:00:00.000Z' },
};
export const seriesNoted = (...runs: readonly EarlierRun[]): Sample<'SeriesNoted'> => ({ type: 'SeriesNoted', data: { ...fact(1), runs } });
export const planCompleted: Sample<'PlanCompleted'> = {
  type: 'PlanCompleted',
  data: { ...fact(1), count: 2, bytes: 200, sha256: 'c'.repeat(64) },
};
export const projectCreated: Sample<'ProjectCreated'> = {
  type: 'ProjectCreated',
  data: { ...fact(2), eigen_project_id: '7', eigen_project_guid: 'g-7' },
};
export const clockSampled: Sample<'ClockSampled'> = {
  type: 'ClockSampled',
  data: { ...fact(2), phase: 'before', samples: [{ t1: at(2), t2: at(2.003), t3: at(2.003), t4: at(2.004) }] },
};
export const overlapNoted: Sample<'OverlapNoted'> = { type: 'OverlapNoted', data: { ...fact(2), other_id: otherId, other_name: 'Release 5.10' } };
export const generatorMeasured: Sample<'GeneratorMeasured'> = { type: 'GeneratorMeasured', data: { ...fact(3), delay_p99: 12_000, delay_max: 30_000, cpu: 0.25 } };
export const sending = (...document_names: string[]): Sample<'DocumentsSending'> => ({
  type: 'DocumentsSending',
  data: { ...fact(3), document_names },
});
export const uploaded = (...names: string[]): Sample<'DocumentsUploaded'> => ({
  type: 'DocumentsUploaded',
  data: {
    ...fact(4),
    documents: names.map((document_name) => ({
      document_name,
      scheduled_at: at(3),
      sent_at: at(3),
      acknowledged_at: at(3.1),
    })),
  },
});
export const uploadFailed = (document_name: string): Sample<'DocumentUploadFailed'> => ({
  type: 'DocumentUploadFailed',
  data: { ...fact(4), document_name, reason: 'the platform answered 500', scheduled_at: at(3), sent_at: at(3) },
});
const reported = { eigen_document_id: '70', eigen_project_id: '7' };
export const started = (document_name: string, seconds = 5): Sample<'DocumentUploadStarted'> => ({
  type: 'DocumentUploadStarted',
  data: {
    ...fact(seconds + 0.01),
    document_name,
    ...reported,
    platform_start: at(seconds),
    received_at: at(seconds + 0.01),
  },
});
export const completed = (document_name: string, seconds = 7): Sample<'DocumentUploadCompleted'> => ({
  type: 'DocumentUploadCompleted',
  data: {
    ...fact(seconds + 0.01),
    document_name,
    ...reported,
    platform_end: at(seconds),
    received_at: at(seconds + 0.01),
  },
});
export const allUploaded: Sample<'AllDocumentsUploaded'> = {
  type: 'AllDocumentsUploaded',
  data: { ...fact(8.01), done: 2, failed: 0 },
};
export const benchmarkCompleted: Sample<'BenchmarkCompleted'> = {
  type: 'BenchmarkCompleted',
  data: { ...fact(8.01), done: 2, failed: 0 },
};
export const benchmarkFailed: Sample<'BenchmarkFailed'> = {
  type: 'BenchmarkFailed',
  data: { ...fact(9), reason: 'CreateProject: the platform cannot be reached' },
};
export const timedOut: Sample<'BenchmarkTimedOut'> = {
  type: 'BenchmarkTimedOut',
  data: { ...fact(3600), reason: 'not done within 3600 seconds' },
};
export const cancelled: Sample<'BenchmarkCancelled'> = {
  type: 'BenchmarkCancelled',
  data: { ...fact(6), reason: 'asked to' },
};
export const reportCompleted: Sample<'ReportCompleted'> = {
  type: 'ReportCompleted',
  data: {
    ...fact(10),
    revision: 11,
    hash: 'e'.repeat(64),
    algorithm_version: 1,
    files: [
      { format: 'csv', renderer_version: 1, file: `${benchmarkId}-11.csv`, bytes: 400, sha256: 'f'.repeat(64) },
    ],
  },
};
export const changeAcknowledged: Sample<'ChangeAcknowledged'> = {
  type: 'ChangeAcknowledged',
  data: { ...fact(12), reason: 'the new parser', by: 'nightly' },
};
export const notificationSent: Sample<'NotificationSent'> = {
  type: 'NotificationSent',
  data: { ...fact(11), about: 'report', to: ['team@example.org'], message_id: '<1@slowking>' },
};
export const errorOccurred: Sample<'ErrorOccurred'> = {
  type: 'ErrorOccurred',
  data: { ...fact(9), step: 'CreateProject', message: 'the platform cannot be reached', will_retry: false },
};

/** A run with a plan and a project, ready to upload. */
export const ready: readonly BenchmarkEvent[] = [created, documentsPlanned, planCompleted, projectCreated];

/** A run without a hitch, up to its completion: 12 events, a.txt took 2 s, b.txt 2.5 s. */
export const run: readonly BenchmarkEvent[] = [
  ...ready,
  sending('a.txt', 'b.txt'),
  uploaded('a.txt', 'b.txt'),
  started('a.txt', 5),
  started('b.txt', 5.5),
  completed('a.txt', 7),
  completed('b.txt', 8),
  allUploaded,
  benchmarkCompleted,
];
