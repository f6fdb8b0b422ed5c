import { plainText, type Micros, type PlannedDocument } from '#domain';
import { UploadFailed, type Artifacts, type Clock, type PlatformSession, type Upload } from '#ports';
import type { UploadLedger } from './upload-ledger.js';

/** Bytes of documents that are held in memory at the same time; what is larger than its share is read from disk. */
const IN_MEMORY = 64 * 1024 * 1024;

/** Where documents go, and how many of them are open at a time at most, here and in other uploads. */
export interface Destination {
  readonly session: PlatformSession;
  readonly projectId: string;
  readonly openAtOnce: number;
}

/** Sends documents in one request each time, and tells the ledger what came of it. */
export class Sender {
  constructor(
    private readonly destination: Destination,
    private readonly artifacts: Artifacts,
    private readonly ledger: UploadLedger,
    private readonly clock: Clock,
  ) {}

  /** One by one: a burst of everything must not open all files at once. */
  async open(documents: readonly PlannedDocument[]): Promise<readonly Upload[]> {
    const share = Math.floor(IN_MEMORY / this.destination.openAtOnce);
    const files: Upload[] = [];
    for (const document of documents) {
      files.push({ name: document.document_name, content: await this.artifacts.open(document.path, document, share) });
    }
    return files;
  }

  /** One request. `scheduled_at`: when the workload wanted it sent; now, where it has no schedule. */
  async send(files: readonly Upload[], scheduled_at: Micros = this.clock.now()): Promise<void> {
    const { session, projectId } = this.destination;
    try {
      const { sentAt: sent_at, acknowledgedAt: acknowledged_at } = await session.upload(projectId, files);
      for (const { name } of files) this.ledger.uploaded({ document_name: name, scheduled_at, sent_at, acknowledged_at });
    } catch (error) {
      if (!(error instanceof UploadFailed)) throw error;
      const { message, sentAt: sent_at } = error;
      const reason = plainText(message);
      for (const { name } of files) this.ledger.failed({ document_name: name, reason, scheduled_at, sent_at });
    }
  }
}
