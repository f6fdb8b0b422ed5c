import { BENCHMARK_STREAMS, benchmarkUpcasters, type BenchmarkEvent } from '#domain';
import type { Projection } from '#eventsourcing';
import { documentNews } from './document-news.js';
import type { DocumentRow, DocumentStatus, UploadStatus } from './document.row.js';

/** Where each document stands, and when it got there. */
export const documents: Projection<DocumentRow, BenchmarkEvent> = {
  name: 'document.v2',
  streamPrefix: BENCHMARK_STREAMS,
  types: [
    'DocumentsPlanned',
    'DocumentsSending',
    'DocumentsUploaded',
    'DocumentsInterrupted',
    'DocumentUploadFailed',
    'DocumentUploadStarted',
    'DocumentUploadCompleted',
  ],
  upcasters: benchmarkUpcasters,
  keysOf: (event) => [...documentNews(event).keys()].map((name) => documentKey(event.data.benchmark_id, name)),
  evolve(row, event, key) {
    const news = documentNews(event).get(nameIn(key));
    if (!news) return row;
    if (event.type === 'DocumentsPlanned') return { ...UNKNOWN, ...(news as Planned) };
    return row && settled({ ...row, ...news });
  },
};

type Planned = Omit<DocumentRow, keyof typeof UNKNOWN>;

/** Names its document among those of all benchmarks. */
export const documentKey = (benchmarkId: string, documentName: string): string => `${benchmarkId}/${documentName}`;

const nameIn = (key: string): string => key.slice(key.indexOf('/') + 1);

const UNKNOWN = {
  status: 'planned',
  upload: 'planned',
  eigenDocumentId: null,
  scheduledAt: null,
  sentAt: null,
  acknowledgedAt: null,
  platformStart: null,
  platformEnd: null,
  startReceivedAt: null,
  endReceivedAt: null,
  processingUs: null,
  reason: null,
} as const;

/** What follows from the rest of the row, whichever moment came last. */
function settled(row: DocumentRow): DocumentRow {
  const { upload, platformStart: start, platformEnd: end } = row;
  const processingUs = start === null || end === null ? null : end - start;
  return { ...row, status: statusOf(upload, start !== null, end !== null), processingUs };
}

function statusOf(upload: UploadStatus, hasStart: boolean, hasEnd: boolean): DocumentStatus {
  if (upload === 'failed') return upload;
  if (hasStart && hasEnd) return 'completed';
  return hasStart || hasEnd ? 'processing' : upload;
}
