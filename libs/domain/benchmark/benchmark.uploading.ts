import type { DataOf } from '#eventsourcing';
import type { Micros } from '../instant.js';
import type { BenchmarkCommand, FailedUpload } from './benchmark.commands.js';
import type { BenchmarkEvent, UploadedDocument } from './benchmark.events.js';
import { newsOf, type DocumentEvent } from './benchmark.evolve.js';
import { refusal } from './benchmark.refusals.js';
import { isRunning, isSettled, type Benchmark, type DocumentProgress } from './benchmark.state.js';

type Facts = readonly BenchmarkEvent[];
type Ask<Type extends BenchmarkCommand['type']> = DataOf<BenchmarkCommand, Type>;

/** A document of a whole plan may be sent once. Nothing: there is none of them left to send, or the run is over. */
export function sendDocuments({ benchmarkId, at, names }: Ask<'SendDocuments'>, benchmark: Benchmark): Facts {
  if (!benchmark.plan) throw refusal('IncompletePlan');
  if (!benchmark.project) throw refusal('NoProject');
  if (!isRunning(benchmark)) return [];
  const document_names = unique(names).filter((name) => known(benchmark, name).upload === undefined);
  if (document_names.length === 0) return [];
  return [{ type: 'DocumentsSending', data: { benchmark_id: benchmarkId, at, document_names } }];
}

/** Our side of what was sent. An outcome stands; after the end of the run none is waited for. */
export function recordUploads(asked: Ask<'RecordUploads'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark)) return [];
  const { benchmarkId, at } = asked;
  const told = new Set<string>();
  const isNew = ({ document_name }: UploadedDocument | FailedUpload) =>
    isOpen(known(benchmark, document_name)) && told.size < told.add(document_name).size;
  const documents = asked.uploaded.filter(isNew);
  const failed = asked.failed.filter(isNew);
  const events: DocumentEvent[] = failed.map((failure) => ({
    type: 'DocumentUploadFailed',
    data: { benchmark_id: benchmarkId, at, ...failure },
  }));
  if (documents.length > 0) {
    events.unshift({ type: 'DocumentsUploaded', data: { benchmark_id: benchmarkId, at, documents } });
  }
  return withEnd(events, at, benchmark);
}

/** Whoever carries on after another worker says which documents that left on their way, and in the middle of which pass of a search. */
export function interrupt({ benchmarkId, at, names, pass }: Ask<'RecordInterruption'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark)) return [];
  const document_names = unique(names).filter((name) => known(benchmark, name).upload === 'sending');
  if (document_names.length === 0 && pass === undefined) return [];
  const data = { benchmark_id: benchmarkId, at, document_names, ...(pass !== undefined && { pass }) };
  return withEnd([{ type: 'DocumentsInterrupted', data }], at, benchmark);
}

/** The platform's side. The last missing moment also completes the benchmark, in the same append. */
export function updateDocument(asked: Ask<'UpdateDocument'>, benchmark: Benchmark): Facts {
  if (!benchmark.project) throw refusal('NoProject');
  const { at, name, start, end } = asked;
  if (start === undefined && end === undefined) throw refusal('NoTime');
  const before = known(benchmark, name);
  const events: DocumentEvent[] = [];
  if (isNews(start, before.start)) events.push(started(asked, start));
  if (isNews(end, before.end)) events.push(completed(asked, end));
  if (events.length > 0 && !isRunning(benchmark)) throw refusal('BenchmarkOver');
  return withEnd(events, at, benchmark);
}

/** Undefined is no news, and what is known already neither; another value than the known one is refused. */
function isNews(told: Micros | undefined, knownAs: Micros | undefined): told is Micros {
  if (told !== undefined && knownAs !== undefined && told !== knownAs) throw refusal('TimeConflict');
  return told !== undefined && knownAs === undefined;
}

const moment = ({ benchmarkId, at, name, eigenDocumentId, eigenProjectId }: Ask<'UpdateDocument'>) => ({
  benchmark_id: benchmarkId,
  at,
  document_name: name,
  eigen_document_id: eigenDocumentId,
  eigen_project_id: eigenProjectId,
  received_at: at,
});

const started = (asked: Ask<'UpdateDocument'>, platform_start: Micros): DocumentEvent => ({
  type: 'DocumentUploadStarted',
  data: { ...moment(asked), platform_start },
});

const completed = (asked: Ask<'UpdateDocument'>, platform_end: Micros): DocumentEvent => ({
  type: 'DocumentUploadCompleted',
  data: { ...moment(asked), platform_end },
});

/** Adds the end of the run where these events settle its last document. */
function withEnd(events: readonly DocumentEvent[], at: Micros, benchmark: Benchmark): Facts {
  const after = new Map<string, DocumentProgress>();
  for (const [name, news] of events.flatMap(newsOf)) {
    after.set(name, { ...(after.get(name) ?? known(benchmark, name)), ...news });
  }
  let { settled, failed } = benchmark;
  for (const [name, document] of after) {
    const before = known(benchmark, name);
    if (isSettled(document) && !isSettled(before)) settled += 1;
    if (document.upload === 'failed' && before.upload !== 'failed') failed += 1;
  }
  if (events.length === 0 || settled !== benchmark.plan?.count) return events;
  return [...events, ...endOfRun(at, settled - failed, failed, benchmark)];
}

/** A run without a single document that was processed has measured nothing: it failed. */
function endOfRun(at: Micros, done: number, failed: number, { request }: Benchmark): Facts {
  const common = { benchmark_id: request!.benchmark_id, at };
  if (done === 0) return [{ type: 'BenchmarkFailed', data: { ...common, reason: 'none of the documents was uploaded' } }];
  return [
    { type: 'AllDocumentsUploaded', data: { ...common, done, failed } },
    { type: 'BenchmarkCompleted', data: { ...common, done, failed } },
  ];
}

function known({ documents }: Benchmark, name: string): DocumentProgress {
  const document = documents.get(name);
  if (!document) throw refusal('UnknownDocument', `(${name})`);
  return document;
}

/** On its way, or believed to have been: an outcome is still missing. */
const isOpen = ({ upload }: DocumentProgress): boolean => upload === 'sending' || upload === 'interrupted';

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
