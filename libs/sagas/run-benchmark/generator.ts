import type { PlannedDocument } from '#domain';
import type { Clock } from '#ports';
import type { Sender } from './sender.js';
import type { UploadLedger } from './upload-ledger.js';

/** What sends the documents of one pass. */
export interface Generator {
  readonly pass: number;
  /** That a rate is too much for the platform is an answer, and no fault. */
  readonly isSearch: boolean;
  readonly ledger: UploadLedger;
  readonly sender: Sender;
  readonly clock: Clock;
  /** The worker has to stop: what is on record as on its way leaves at once. */
  readonly stopping: AbortSignal;
  /** The run is over: nothing more leaves. */
  readonly over: AbortSignal;
}

/** The documents of the next request. Undefined: there is none, or the run is over. */
export async function take({ ledger, over }: Generator, batch: number): Promise<readonly PlannedDocument[] | undefined> {
  const documents: PlannedDocument[] = [];
  while (documents.length < batch) {
    const next = await ledger.next();
    if (!next) break;
    documents.push(next);
  }
  return documents.length === 0 || over.aborted ? undefined : documents;
}

/** Work that fails stops the others, once they are through with what they have. */
export async function stoppingAll(ledger: UploadLedger, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    ledger.stop();
    throw error;
  }
}
