import type { Micros } from '#domain';

/** Our side of a document. */
export type UploadStatus = 'planned' | 'sending' | 'uploaded' | 'interrupted' | 'failed';

/** Where a document stands, both sides considered. Processing: the platform has told one of its two moments. */
export type DocumentStatus = UploadStatus | 'processing' | 'completed';

/** One document of a benchmark. Mirrors `Document` in prisma/schema.prisma. */
export interface DocumentRow {
  readonly benchmarkId: string;
  readonly documentName: string;
  /** Orders the documents of a benchmark as planned; it may have gaps. */
  readonly ordinal: number;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Sent to warm the platform up: in no figure. */
  readonly warmup: boolean;
  readonly status: DocumentStatus;
  readonly upload: UploadStatus;
  readonly eigenDocumentId: string | null;
  /** By our clock. */
  readonly scheduledAt: Micros | null;
  readonly sentAt: Micros | null;
  readonly acknowledgedAt: Micros | null;
  /** By the platform's clock, … */
  readonly platformStart: Micros | null;
  readonly platformEnd: Micros | null;
  /** … and when we heard of it, by ours. */
  readonly startReceivedAt: Micros | null;
  readonly endReceivedAt: Micros | null;
  /** Microseconds from the platform's start to its end. Negative: its clock was set back; no valid figure. */
  readonly processingUs: number | null;
  /** Why the upload failed. */
  readonly reason: string | null;
}
