import type { BenchmarkEvent, EndEvent } from './benchmark.events.js';
import { isSettled, noBenchmark, type Benchmark, type DocumentProgress } from './benchmark.state.js';

/** The state after a fact. Changes the state it is given; each fact costs what it tells, whatever the corpus' size. */
export function evolve(benchmark: Benchmark, event: BenchmarkEvent): Benchmark {
  switch (event.type) {
    case 'BenchmarkCreated':
      benchmark.request = event.data;
      return benchmark;
    case 'DocumentsSelected':
    case 'DocumentsPlanned':
    case 'BaselineChosen':
    case 'SeriesNoted':
    case 'PlanCompleted':
    case 'ProjectCreated':
    case 'ClockSampled':
    case 'RateChosen':
    case 'OverlapNoted':
    case 'GeneratorMeasured':
      return evolveSetting(benchmark, event);
    case 'DocumentsSending':
    case 'DocumentsUploaded':
    case 'DocumentsInterrupted':
    case 'DocumentUploadFailed':
    case 'DocumentUploadStarted':
    case 'DocumentUploadCompleted':
      for (const [name, news] of newsOf(event)) progress(benchmark, name, news);
      return benchmark;
    case 'AllDocumentsUploaded':
      return benchmark;
    case 'BenchmarkCompleted':
    case 'BenchmarkFailed':
    case 'BenchmarkTimedOut':
    case 'BenchmarkCancelled':
      benchmark.end = endOf(event);
      return benchmark;
    case 'ReportCompleted':
    case 'ChangeAcknowledged':
    case 'NotificationSent':
    case 'ErrorOccurred':
      return evolveAfterwards(benchmark, event);
  }
}

type LateEvent = Extract<BenchmarkEvent, { type: 'ReportCompleted' | 'ChangeAcknowledged' | 'NotificationSent' | 'ErrorOccurred' }>;

/** What may come after the end. */
function evolveAfterwards(benchmark: Benchmark, event: LateEvent): Benchmark {
  switch (event.type) {
    case 'ReportCompleted':
      benchmark.report = event.data;
      return benchmark;
    case 'ChangeAcknowledged':
      benchmark.acknowledged = event.data.reason;
      return benchmark;
    case 'NotificationSent':
      benchmark.notified.add(event.data.about);
      return benchmark;
    case 'ErrorOccurred':
      benchmark.errors.add(errorKey(event.data.step, event.data.will_retry));
      return benchmark;
  }
}

type SettingEvent = Extract<
  BenchmarkEvent,
  {
    type:
      | 'DocumentsSelected'
      | 'DocumentsPlanned'
      | 'BaselineChosen'
      | 'SeriesNoted'
      | 'PlanCompleted'
      | 'ProjectCreated'
      | 'ClockSampled'
      | 'RateChosen'
      | 'OverlapNoted'
      | 'GeneratorMeasured';
  }
>;

/** What is to be uploaded, where to, what time it is there, and what is around it. */
function evolveSetting(benchmark: Benchmark, event: SettingEvent): Benchmark {
  switch (event.type) {
    case 'DocumentsSelected':
      benchmark.selection.set(event.data.chunk, event.data.paths);
      return benchmark;
    case 'DocumentsPlanned':
      benchmark.plannedChunks += 1;
      for (const { document_name } of event.data.documents) benchmark.documents.set(document_name, {});
      return benchmark;
    case 'BaselineChosen':
      benchmark.hasBaseline = true;
      return benchmark;
    case 'SeriesNoted':
      benchmark.hasSeries = true;
      return benchmark;
    case 'PlanCompleted': {
      const { count, bytes, sha256 } = event.data;
      benchmark.plan = { count, bytes, sha256 };
      benchmark.selection = noBenchmark().selection;
      return benchmark;
    }
    case 'ProjectCreated':
      benchmark.project = { id: event.data.eigen_project_id, guid: event.data.eigen_project_guid };
      return benchmark;
    case 'ClockSampled':
      benchmark.clock.add(event.data.phase);
      return benchmark;
    case 'RateChosen':
      benchmark.rates.set(event.data.pass, event.data.rate_per_second);
      return benchmark;
    case 'OverlapNoted':
      benchmark.overlaps.add(event.data.other_id);
      return benchmark;
    case 'GeneratorMeasured':
      benchmark.hasGenerator = true;
      return benchmark;
  }
}

/** A step's first trouble and its end are worth a fact each; further tries are not. */
export const errorKey = (step: string, willRetry: boolean): string => `${step}:${willRetry}`;

/** A fact about documents. */
export type DocumentEvent = Extract<
  BenchmarkEvent,
  {
    type:
      | 'DocumentsSending'
      | 'DocumentsUploaded'
      | 'DocumentsInterrupted'
      | 'DocumentUploadFailed'
      | 'DocumentUploadStarted'
      | 'DocumentUploadCompleted';
  }
>;

/** What a fact tells of each document it names. */
export function newsOf(event: DocumentEvent): readonly (readonly [name: string, news: DocumentProgress])[] {
  switch (event.type) {
    case 'DocumentsSending':
      return event.data.document_names.map((name) => [name, { upload: 'sending' }]);
    case 'DocumentsUploaded':
      return event.data.documents.map(({ document_name }) => [document_name, { upload: 'uploaded' }]);
    case 'DocumentsInterrupted':
      return event.data.document_names.map((name) => [name, { upload: 'interrupted' }]);
    case 'DocumentUploadFailed':
      return [[event.data.document_name, { upload: 'failed' }]];
    case 'DocumentUploadStarted':
      return [[event.data.document_name, { start: event.data.platform_start }]];
    case 'DocumentUploadCompleted':
      return [[event.data.document_name, { end: event.data.platform_end }]];
  }
}

function progress(benchmark: Benchmark, name: string, news: DocumentProgress): void {
  const before = benchmark.documents.get(name);
  if (!before) return;
  const after = { ...before, ...news };
  benchmark.documents.set(name, after);
  if (after.upload !== undefined && before.upload === undefined) benchmark.sent += 1;
  if (isSettled(after) && !isSettled(before)) benchmark.settled += 1;
  if (after.upload === 'failed' && before.upload !== 'failed') benchmark.failed += 1;
  if (hasReport(after) && !hasReport(before)) benchmark.reported += 1;
}

const hasReport = ({ start, end }: DocumentProgress): boolean => start !== undefined || end !== undefined;

function endOf({ type, data }: EndEvent): Benchmark['end'] {
  return { type, at: data.at, reason: 'reason' in data ? data.reason : undefined };
}
