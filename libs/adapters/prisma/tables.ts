import type { BenchmarkInstance, BenchmarkSummary, DocumentRow, ReportRow } from '#read-models';
import { layoutOf, tableOf } from './table.js';

/** Rows of the benchmarks list. */
export const benchmarkLayout = layoutOf<BenchmarkSummary>({
  name: 'benchmark',
  key: ['id'],
  columns: {
    id: 'text',
    name: 'text',
    type: 'text',
    url: 'text',
    host: 'text',
    infra: 'text',
    eigenVersion: 'text',
    instanceId: 'text',
    load: 'text',
    status: 'text',
    planned: 'int',
    bytes: 'bigint',
    corpusSha256: 'text',
    sent: 'int',
    uploaded: 'int',
    interrupted: 'int',
    started: 'int',
    completed: 'int',
    failed: 'int',
    projectId: 'text',
    projectGuid: 'text',
    reason: 'text',
    errors: 'int',
    lastError: 'text',
    reportRevision: 'int',
    verdict: 'text',
    answers: 'jsonb',
    processing: 'jsonb',
    search: 'jsonb',
    acknowledged: 'jsonb',
    createdAt: 'timestamptz',
    deadlineAt: 'timestamptz',
    endedAt: 'timestamptz',
    reportedAt: 'timestamptz',
    notifiedAt: 'timestamptz',
    revision: 'int',
  },
});

/** Rows of the targets. */
export const benchmarkInstanceLayout = layoutOf<BenchmarkInstance>({
  name: 'benchmark_instance',
  key: ['id'],
  columns: {
    id: 'text',
    url: 'text',
    host: 'text',
    username: 'text',
    infra: 'text',
    eigenVersion: 'text',
    benchmarks: 'int',
    createdAt: 'timestamptz',
    lastUsedAt: 'timestamptz',
  },
});

/** Rows of the documents. */
export const documentLayout = layoutOf<DocumentRow>({
  name: 'document',
  key: ['benchmarkId', 'documentName'],
  split: (key) => [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)],
  columns: {
    benchmarkId: 'text',
    documentName: 'text',
    ordinal: 'int',
    path: 'text',
    bytes: 'bigint',
    sha256: 'text',
    warmup: 'boolean',
    status: 'text',
    upload: 'text',
    eigenDocumentId: 'text',
    scheduledAt: 'bigint',
    sentAt: 'bigint',
    acknowledgedAt: 'bigint',
    platformStart: 'bigint',
    platformEnd: 'bigint',
    startReceivedAt: 'bigint',
    endReceivedAt: 'bigint',
    processingUs: 'bigint',
    reason: 'text',
  },
});

/** Rows of the reports. */
export const reportLayout = layoutOf<ReportRow>({
  name: 'report',
  key: ['benchmarkId'],
  columns: {
    benchmarkId: 'text',
    status: 'text',
    revision: 'int',
    hash: 'text',
    algorithmVersion: 'int',
    files: 'jsonb',
    createdAt: 'timestamptz',
  },
});

export const benchmarkTable = tableOf(benchmarkLayout);
export const benchmarkInstanceTable = tableOf(benchmarkInstanceLayout);
export const documentTable = tableOf(documentLayout);
export const reportTable = tableOf(reportLayout);
