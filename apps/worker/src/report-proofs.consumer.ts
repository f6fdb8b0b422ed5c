import { Checkpoint, type Database } from '#adapters';
import { AUDIT_STREAM, CHECKPOINT_SEALED, type Batch, type Consumer } from '#eventsourcing';
import type { ReportProofs } from '#sagas';

/** Follows the checkpoints of the log, and has proofs written. */
export class ReportProofsConsumer implements Consumer {
  readonly name = 'report-proofs';
  readonly filter = { prefix: AUDIT_STREAM, types: [CHECKPOINT_SEALED] };
  private readonly place: Checkpoint;

  constructor(
    database: Database,
    private readonly proofs: ReportProofs,
  ) {
    this.place = new Checkpoint(database, this.name);
  }

  checkpoint(): Promise<bigint | undefined> {
    return this.place.load();
  }

  async consume({ events, position }: Batch): Promise<void> {
    if (events.length === 0) return this.place.skip(position);
    for (const event of events) await this.proofs.write(event);
    await this.place.advance(position, async () => undefined);
  }
}
