import { BENCHMARK_STREAMS, benchmarkUpcasters, loadText, type BenchmarkEvent, type EndType, type FoundRate, type Micros, type ProcessingFigures, type ReportAnswer } from '#domain';
import type { DataOf, Projection, Recorded } from '#eventsourcing';
import type { Verdict } from '#measurement';
import { instanceId } from '../benchmark-instance/benchmark-instance.projection.js';

/** How a benchmark stands; the last four are ends. */
export type BenchmarkStatus = 'created' | 'planned' | 'uploading' | 'completed' | 'failed' | 'timed_out' | 'cancelled';

/** One line of the benchmarks list. Mirrors `Benchmark` in prisma/schema.prisma. */
export interface BenchmarkSummary {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly host: string;
  readonly infra: string;
  readonly eigenVersion: string | null;
  readonly instanceId: string;
  /** How documents are sent, in words; empty: the row is of the time before `slowking rebuild read-models`. */
  readonly load: string;
  readonly status: BenchmarkStatus;
  /** Counts of documents: in the plan, and of these sent by us, acknowledged, … */
  readonly planned: number;
  readonly sent: number;
  readonly uploaded: number;
  /** … left on their way by a worker that died, begun and ended by the platform, and those we could not upload. */
  readonly interrupted: number;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  /** Of the corpus; null until the plan is whole. */
  readonly bytes: number | null;
  readonly corpusSha256: string | null;
  readonly projectId: string | null;
  readonly projectGuid: string | null;
  /** Why it failed, timed out or was cancelled. */
  readonly reason: string | null;
  readonly errors: number;
  readonly lastError: string | null;
  /** The revision that the report tells; null: there is none yet. */
  readonly reportRevision: number | null;
  /** The report's; null: there is none yet, or nobody judged runs then. */
  readonly verdict: Verdict | null;
  /** To all that was asked of the run. */
  readonly answers: readonly ReportAnswer[];
  /** What the report says was measured; null: nothing, or reports did not say then. */
  readonly processing: ProcessingFigures | null;
  /** What a search found; null: it was none, or reports did not say then. */
  readonly search: FoundRate | null;
  /** Why the change in the series that begins with this run is known. */
  readonly acknowledged: Acknowledgement | null;
  readonly createdAt: Date;
  readonly deadlineAt: Date;
  readonly endedAt: Date | null;
  readonly reportedAt: Date | null;
  readonly notifiedAt: Date | null;
  /** Of the last event told here. */
  readonly revision: number;
}

/** Somebody knows of a change. `by`: null while the API was open. */
export interface Acknowledgement {
  readonly reason: string;
  readonly by: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/** How each benchmark stands. */
export const benchmarkSummary: Projection<BenchmarkSummary, BenchmarkEvent> = {
  name: 'benchmark-summary.v2',
  streamPrefix: BENCHMARK_STREAMS,
  upcasters: benchmarkUpcasters,
  keysOf: ({ data }) => [data.benchmark_id],
  evolve(row, event) {
    const revision = Number(event.revision);
    if (event.type === 'BenchmarkCreated') return { ...newRow(event.data), revision };
    return row && { ...row, ...news(row, event), revision };
  },
};

function newRow(data: DataOf<BenchmarkEvent, 'BenchmarkCreated'>): BenchmarkSummary {
  return {
    id: data.benchmark_id,
    name: data.benchmark_name,
    type: data.benchmark_type,
    url: data.benchmark_url,
    host: data.benchmark_host,
    infra: data.benchmark_infra,
    eigenVersion: data.eigen_version,
    instanceId: instanceId(data.benchmark_url, data.username),
    load: loadText(data.workload),
    createdAt: dateOf(data.at),
    deadlineAt: dateOf(data.at + data.deadline_seconds * 1_000_000),
    ...NOTHING_YET,
  };
}

const NOTHING_YET = {
  status: 'created',
  planned: 0,
  sent: 0,
  uploaded: 0,
  interrupted: 0,
  started: 0,
  completed: 0,
  failed: 0,
  bytes: null,
  corpusSha256: null,
  projectId: null,
  projectGuid: null,
  reason: null,
  errors: 0,
  lastError: null,
  reportRevision: null,
  verdict: null,
  answers: [],
  processing: null,
  search: null,
  acknowledged: null,
  endedAt: null,
  reportedAt: null,
  notifiedAt: null,
  revision: 0,
} as const;

const ENDED = {
  BenchmarkCompleted: 'completed',
  BenchmarkFailed: 'failed',
  BenchmarkTimedOut: 'timed_out',
  BenchmarkCancelled: 'cancelled',
} as const;

/** What changes. Both sides' reports may come in any order, and after the end. */
function news(row: BenchmarkSummary, event: Recorded<BenchmarkEvent>): Partial<BenchmarkSummary> {
  const { type, data } = event;
  switch (type) {
    case 'BenchmarkCreated':
    case 'DocumentsSelected':
    case 'BaselineChosen':
    case 'SeriesNoted':
    case 'ClockSampled':
    case 'RateChosen':
    case 'OverlapNoted':
    case 'GeneratorMeasured':
    case 'AllDocumentsUploaded':
      return {};
    case 'DocumentsPlanned':
      return { planned: row.planned + data.documents.length };
    case 'PlanCompleted':
      return { ...during(row, 'planned'), bytes: data.bytes, corpusSha256: data.sha256 };
    case 'ProjectCreated':
      return { projectId: data.eigen_project_id, projectGuid: data.eigen_project_guid };
    case 'DocumentsSending':
      return { ...during(row, 'uploading'), sent: row.sent + data.document_names.length };
    case 'DocumentsUploaded':
      return { uploaded: row.uploaded + data.documents.length };
    case 'DocumentsInterrupted':
      return { interrupted: row.interrupted + data.document_names.length };
    case 'DocumentUploadFailed':
    case 'DocumentUploadStarted':
    case 'DocumentUploadCompleted':
      return counted(row, COUNTED[type]);
    case 'BenchmarkCompleted':
    case 'BenchmarkFailed':
    case 'BenchmarkTimedOut':
    case 'BenchmarkCancelled':
    case 'ReportCompleted':
    case 'ChangeAcknowledged':
    case 'NotificationSent':
    case 'ErrorOccurred':
      return lateNews(row, event);
  }
}

type LateEvent = Extract<Recorded<BenchmarkEvent>, { type: EndType | 'ReportCompleted' | 'ChangeAcknowledged' | 'NotificationSent' | 'ErrorOccurred' }>;

/** The end, and what may come after it. */
function lateNews(row: BenchmarkSummary, { type, data }: LateEvent): Partial<BenchmarkSummary> {
  switch (type) {
    case 'BenchmarkCompleted':
    case 'BenchmarkFailed':
    case 'BenchmarkTimedOut':
    case 'BenchmarkCancelled':
      return ended(row, ENDED[type], data.at, 'reason' in data ? data.reason : undefined);
    case 'ReportCompleted':
      return reported(data);
    case 'ChangeAcknowledged':
      return acknowledged(data);
    case 'NotificationSent':
      return { notifiedAt: dateOf(data.at) };
    case 'ErrorOccurred':
      return { errors: row.errors + 1, lastError: `${data.step}: ${data.message}` };
  }
}

const COUNTED = {
  DocumentUploadFailed: 'failed',
  DocumentUploadStarted: 'started',
  DocumentUploadCompleted: 'completed',
} as const;

const counted = (row: BenchmarkSummary, what: (typeof COUNTED)[keyof typeof COUNTED]): Partial<BenchmarkSummary> => ({ [what]: row[what] + 1 });

const acknowledged = ({ reason, by, at }: DataOf<BenchmarkEvent, 'ChangeAcknowledged'>): Partial<BenchmarkSummary> => ({
  acknowledged: { reason, by, at: dateOf(at).toISOString() },
});

const reported = ({ at, revision, verdict, answers, processing, search }: DataOf<BenchmarkEvent, 'ReportCompleted'>): Partial<BenchmarkSummary> => ({
  reportRevision: revision,
  reportedAt: dateOf(at),
  verdict: verdict ?? null,
  answers: answers ?? [],
  processing: processing ?? null,
  search: search ?? null,
});

/** The first end stands. */
const ended = (row: BenchmarkSummary, status: BenchmarkStatus, at: Micros, reason?: string): Partial<BenchmarkSummary> =>
  row.endedAt ? {} : { status, endedAt: dateOf(at), reason: reason ?? null };

const during = (row: BenchmarkSummary, status: BenchmarkStatus): Partial<BenchmarkSummary> =>
  row.endedAt ? {} : { status };

const dateOf = (instant: Micros): Date => new Date(Math.floor(instant / 1000));
