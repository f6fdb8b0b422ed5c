import allDocumentsUploaded from '../benchmark/history/all-documents-uploaded.1.json' with { type: 'json' };
import baselineChosen from '../benchmark/history/baseline-chosen.1.json' with { type: 'json' };
import benchmarkCancelled from '../benchmark/history/benchmark-cancelled.1.json' with { type: 'json' };
import benchmarkCompleted from '../benchmark/history/benchmark-completed.1.json' with { type: 'json' };
import benchmarkCreated from '../benchmark/history/benchmark-created.1.json' with { type: 'json' };
import benchmarkCreated2 from '../benchmark/history/benchmark-created.2.json' with { type: 'json' };
import benchmarkFailed from '../benchmark/history/benchmark-failed.1.json' with { type: 'json' };
import benchmarkTimedOut from '../benchmark/history/benchmark-timed-out.1.json' with { type: 'json' };
import changeAcknowledged from '../benchmark/history/change-acknowledged.1.json' with { type: 'json' };
import clockSampled from '../benchmark/history/clock-sampled.1.json' with { type: 'json' };
import documentUploadCompleted from '../benchmark/history/document-upload-completed.1.json' with { type: 'json' };
import documentUploadFailed from '../benchmark/history/document-upload-failed.1.json' with { type: 'json' };
import documentUploadStarted from '../benchmark/history/document-upload-started.1.json' with { type: 'json' };
import documentsInterrupted from '../benchmark/history/documents-interrupted.1.json' with { type: 'json' };
import documentsPlanned from '../benchmark/history/documents-planned.1.json' with { type: 'json' };
import documentsSelected from '../benchmark/history/documents-selected.1.json' with { type: 'json' };
import documentsSending from '../benchmark/history/documents-sending.1.json' with { type: 'json' };
import documentsUploaded from '../benchmark/history/documents-uploaded.1.json' with { type: 'json' };
import errorOccurred from '../benchmark/history/error-occurred.1.json' with { type: 'json' };
import generatorMeasured from '../benchmark/history/generator-measured.1.json' with { type: 'json' };
import notificationSent from '../benchmark/history/notification-sent.1.json' with { type: 'json' };
import overlapNoted from '../benchmark/history/overlap-noted.1.json' with { type: 'json' };
import planCompleted from '../benchmark/history/plan-completed.1.json' with { type: 'json' };
import projectCreated from '../benchmark/history/project-created.1.json' with { type: 'json' };
import rateChosen from '../benchmark/history/rate-chosen.1.json' with { type: 'json' };
import reportCompleted from '../benchmark/history/report-completed.1.json' with { type: 'json' };
import seriesNoted from '../benchmark/history/series-noted.1.json' with { type: 'json' };
import type { BenchmarkEvent } from '../index.js';

/** An event as it lies in the store: its shape is the one of its time. */
export interface Stored {
  readonly type: string;
  readonly schema: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every event type with one stored sample of each shape it ever had, oldest first. Samples are added, never edited. */
export const storedEvents = {
  BenchmarkCreated: [benchmarkCreated, benchmarkCreated2],
  DocumentsSelected: [documentsSelected],
  DocumentsPlanned: [documentsPlanned],
  BaselineChosen: [baselineChosen],
  SeriesNoted: [seriesNoted],
  PlanCompleted: [planCompleted],
  ProjectCreated: [projectCreated],
  ClockSampled: [clockSampled],
  RateChosen: [rateChosen],
  OverlapNoted: [overlapNoted],
  GeneratorMeasured: [generatorMeasured],
  DocumentsSending: [documentsSending],
  DocumentsUploaded: [documentsUploaded],
  DocumentUploadFailed: [documentUploadFailed],
  DocumentsInterrupted: [documentsInterrupted],
  DocumentUploadStarted: [documentUploadStarted],
  DocumentUploadCompleted: [documentUploadCompleted],
  AllDocumentsUploaded: [allDocumentsUploaded],
  BenchmarkCompleted: [benchmarkCompleted],
  BenchmarkFailed: [benchmarkFailed],
  BenchmarkTimedOut: [benchmarkTimedOut],
  BenchmarkCancelled: [benchmarkCancelled],
  ReportCompleted: [reportCompleted],
  ChangeAcknowledged: [changeAcknowledged],
  NotificationSent: [notificationSent],
  ErrorOccurred: [errorOccurred],
} as const satisfies Record<BenchmarkEvent['type'], readonly Stored[]>;
