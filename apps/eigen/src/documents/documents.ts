import type { ReceivedFile } from './received-upload.js';

/** The two moments that are posted of each document. */
export type Phase = 'start' | 'end';

/** What became of a post: `refused` by a 4xx, `given_up` after too long, `lost` by misbehaviour. */
export type PostOutcome = 'pending' | 'accepted' | 'refused' | 'given_up' | 'lost';

/** One document, as the platform itself knows it; times in microseconds by its own clock. */
export interface PlatformDocument extends ReceivedFile {
  readonly id: number;
  readonly documentTypeId: number;
  /** How the platform was addressed when it was uploaded. */
  readonly host: string;
  readonly receivedAt: number;
  start: number | null;
  end: number | null;
  readonly posting: Record<Phase, PostOutcome>;
}

/** What all documents of one request share. */
export type Arrival = Pick<PlatformDocument, 'documentTypeId' | 'host' | 'receivedAt'>;

/** Every document since the platform was started: the truth that a benchmark's figures are held against. */
export class Documents {
  private readonly all: PlatformDocument[] = [];

  /** A name may come twice; the platform does not mind. */
  take(files: readonly ReceivedFile[], arrival: Arrival): readonly PlatformDocument[] {
    return files.map((file) => this.record(file, arrival));
  }

  of(documentTypeId?: number): readonly PlatformDocument[] {
    return this.all.filter((document) => documentTypeId === undefined || document.documentTypeId === documentTypeId);
  }

  private record(file: ReceivedFile, arrival: Arrival): PlatformDocument {
    const posting = { start: 'pending', end: 'pending' } as const;
    const document = { ...file, ...arrival, id: this.all.length + 1, start: null, end: null, posting: { ...posting } };
    this.all.push(document);
    return document;
  }
}
