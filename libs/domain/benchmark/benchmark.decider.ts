import type { DataOf, Decider } from '#eventsourcing';
import { isBenchmarkType } from '../benchmark-types/index.js';
import type { BenchmarkCommand } from './benchmark.commands.js';
import type { BenchmarkEvent } from './benchmark.events.js';
import { errorKey, evolve } from './benchmark.evolve.js';
import { decideNote } from './benchmark.notes.js';
import { decidePlan } from './benchmark.planning.js';
import { refusal } from './benchmark.refusals.js';
import { isRunning, noBenchmark, overlayBenchmark, type Benchmark } from './benchmark.state.js';
import { benchmarkUpcasters } from './benchmark.upcasters.js';
import { interrupt, recordUploads, sendDocuments, updateDocument } from './benchmark.uploading.js';

type Facts = readonly BenchmarkEvent[];
type Ask<Type extends BenchmarkCommand['type']> = DataOf<BenchmarkCommand, Type>;

function decide(command: BenchmarkCommand, benchmark: Benchmark): Facts {
  if (command.type === 'CreateBenchmark') return create(command.data, benchmark);
  if (!benchmark.request) throw refusal('NotFound');
  switch (command.type) {
    case 'SelectDocuments':
    case 'PlanDocuments':
    case 'ChooseBaseline':
    case 'NoteSeries':
    case 'CompletePlan':
      return decidePlan(command, benchmark);
    case 'RecordProject':
      return recordProject(command.data, benchmark);
    case 'RecordClock':
    case 'ChooseRate':
    case 'NoteOverlap':
    case 'RecordGenerator':
      return decideNote(command, benchmark);
    case 'SendDocuments':
      return sendDocuments(command.data, benchmark);
    case 'RecordUploads':
      return recordUploads(command.data, benchmark);
    case 'RecordInterruption':
      return interrupt(command.data, benchmark);
    case 'UpdateDocument':
      return updateDocument(command.data, benchmark);
    case 'CancelBenchmark':
      return cancel(command.data, benchmark);
    case 'FailBenchmark':
      return end('BenchmarkFailed', command.data, benchmark);
    case 'TimeOutBenchmark':
      return end('BenchmarkTimedOut', command.data, benchmark);
    case 'RecordReport':
    case 'AcknowledgeChange':
    case 'RecordNotification':
    case 'RecordError':
      return decideAfterwards(command, benchmark);
  }
}

type Afterwards = Extract<BenchmarkCommand, { type: 'RecordReport' | 'AcknowledgeChange' | 'RecordNotification' | 'RecordError' }>;

/** What may come after the end. */
function decideAfterwards(command: Afterwards, benchmark: Benchmark): Facts {
  switch (command.type) {
    case 'RecordReport':
      return recordReport(command.data, benchmark);
    case 'AcknowledgeChange':
      return acknowledgeChange(command.data, benchmark);
    case 'RecordNotification':
      return recordNotification(command.data, benchmark);
    case 'RecordError':
      return recordError(command.data, benchmark);
  }
}

/** A request that comes again with the same key is a repeat; another one with that key is refused. */
function create({ benchmarkId, at, ...request }: Ask<'CreateBenchmark'>, benchmark: Benchmark): Facts {
  if (benchmark.request) {
    if (benchmark.request.request_sha256 === request.request_sha256) return [];
    throw refusal('AlreadyCreated');
  }
  if (!isBenchmarkType(request.benchmark_type)) throw refusal('UnknownBenchmarkType', `(${request.benchmark_type})`);
  return [{ type: 'BenchmarkCreated', data: { benchmark_id: benchmarkId, at, ...request } }];
}

function recordProject({ benchmarkId, at, projectId, guid }: Ask<'RecordProject'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark) || benchmark.project) return [];
  const data = { benchmark_id: benchmarkId, at, eigen_project_id: projectId, eigen_project_guid: guid };
  return [{ type: 'ProjectCreated', data }];
}

function cancel(data: Ask<'CancelBenchmark'>, benchmark: Benchmark): Facts {
  if (benchmark.end && benchmark.end.type !== 'BenchmarkCancelled') throw refusal('BenchmarkOver');
  return end('BenchmarkCancelled', data, benchmark);
}

function end(
  type: 'BenchmarkFailed' | 'BenchmarkTimedOut' | 'BenchmarkCancelled',
  { benchmarkId, at, reason }: Ask<'FailBenchmark'>,
  benchmark: Benchmark,
): Facts {
  return isRunning(benchmark) ? [{ type, data: { benchmark_id: benchmarkId, at, reason } }] : [];
}

function recordReport({ benchmarkId, at, algorithmVersion, ...report }: Ask<'RecordReport'>, benchmark: Benchmark): Facts {
  if (!benchmark.end) throw refusal('BenchmarkRunning');
  if (benchmark.report) return [];
  const data = { benchmark_id: benchmarkId, at, algorithm_version: algorithmVersion, ...report };
  return [{ type: 'ReportCompleted', data }];
}

/** Only what completed is part of a series. What was said of a change first stands. */
function acknowledgeChange({ benchmarkId, at, reason, by }: Ask<'AcknowledgeChange'>, { end, acknowledged }: Benchmark): Facts {
  if (!end) throw refusal('BenchmarkRunning');
  if (end.type !== 'BenchmarkCompleted') throw refusal('NotCompleted');
  if (acknowledged === reason) return [];
  if (acknowledged !== undefined) throw refusal('AlreadyAcknowledged');
  return [{ type: 'ChangeAcknowledged', data: { benchmark_id: benchmarkId, at, reason, by } }];
}

function recordNotification(asked: Ask<'RecordNotification'>, { notified }: Benchmark): Facts {
  const { benchmarkId, at, about, to, messageId } = asked;
  if (notified.has(about)) return [];
  return [{ type: 'NotificationSent', data: { benchmark_id: benchmarkId, at, about, to, message_id: messageId } }];
}

/** An error of a step that the run cannot go on without ends it; any other is only put on record. */
function recordError(asked: Ask<'RecordError'>, benchmark: Benchmark): Facts {
  const { benchmarkId, at, step, message, willRetry, isFatal } = asked;
  if (benchmark.errors.has(errorKey(step, willRetry))) return [];
  const common = { benchmark_id: benchmarkId, at };
  const error: BenchmarkEvent = { type: 'ErrorOccurred', data: { ...common, step, message, will_retry: willRetry } };
  if (!isFatal || willRetry || !isRunning(benchmark)) return [error];
  return [error, { type: 'BenchmarkFailed', data: { ...common, reason: `${step}: ${message}` } }];
}

/** One benchmark, from its creation to its report. Every decision and every fact takes constant time a document. */
export const benchmarkDecider: Decider<Benchmark, BenchmarkCommand, BenchmarkEvent> = {
  decide,
  evolve,
  initialState: noBenchmark,
  overlay: overlayBenchmark,
  // In documents, of some 200 bytes each: a benchmark without any takes as much as twenty.
  weigh: ({ documents, request, plan }) => 20 + documents.size + (!plan && request?.documents.kind === 'files' ? request.documents.count : 0),
  upcasters: benchmarkUpcasters,
};
