import type { BenchmarkEvent } from '#domain';
import type { Recorded } from '#eventsourcing';
import type { DocumentRow } from './document.row.js';

/** What an event tells of one document. */
export type DocumentNews = Partial<DocumentRow>;

type NewsByName = ReadonlyMap<string, DocumentNews>;

/** More than a chunk of the plan can hold, so that ordinals of two chunks never meet. */
const CHUNK = 10_000;
const NONE: NewsByName = new Map();
/** An event of many documents is asked about each of them: it is taken apart once. */
const known = new WeakMap<object, NewsByName>();

/** What an event tells, by document name. */
export function documentNews(event: Recorded<BenchmarkEvent>): NewsByName {
  const news = known.get(event) ?? takeApart(event);
  known.set(event, news);
  return news;
}

function takeApart({ type, data }: Recorded<BenchmarkEvent>): NewsByName {
  switch (type) {
    case 'DocumentsPlanned': {
      const { benchmark_id: benchmarkId, chunk } = data;
      return byName(data.documents, ({ document_name: documentName, path, bytes, sha256, warmup = false }, index) => {
        return { benchmarkId, documentName, ordinal: chunk * CHUNK + index, path, bytes, sha256, warmup };
      });
    }
    case 'DocumentsSending':
      return new Map(data.document_names.map((name) => [name, { upload: 'sending' }]));
    case 'DocumentsInterrupted':
      return new Map(data.document_names.map((name) => [name, { upload: 'interrupted' }]));
    case 'DocumentsUploaded':
      return byName(data.documents, ({ scheduled_at: scheduledAt, sent_at: sentAt, acknowledged_at: acknowledgedAt }) => {
        return { upload: 'uploaded', scheduledAt, sentAt, acknowledgedAt };
      });
    case 'DocumentUploadFailed': {
      const { reason, scheduled_at: scheduledAt = null, sent_at: sentAt = null } = data;
      return byName([data], () => ({ upload: 'failed', reason, scheduledAt, sentAt }));
    }
    case 'DocumentUploadStarted':
      return byName([data], ({ eigen_document_id, platform_start: platformStart, received_at: startReceivedAt }) => {
        return { platformStart, startReceivedAt, ...idOf(eigen_document_id) };
      });
    case 'DocumentUploadCompleted':
      return byName([data], ({ eigen_document_id, platform_end: platformEnd, received_at: endReceivedAt }) => {
        return { platformEnd, endReceivedAt, ...idOf(eigen_document_id) };
      });
    default:
      return NONE;
  }
}

function byName<Told extends { readonly document_name: string }>(
  told: readonly Told[],
  newsOf: (told: Told, index: number) => DocumentNews,
): NewsByName {
  return new Map(told.map((one, index) => [one.document_name, newsOf(one, index)]));
}

/** Either of the two moments may come without it. */
const idOf = (eigenDocumentId: string | null): DocumentNews => (eigenDocumentId === null ? {} : { eigenDocumentId });
