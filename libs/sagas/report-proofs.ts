import { Injectable } from '@nestjs/common';
import { BENCHMARK_STREAMS } from '#domain';
import { checkpointBefore, EventStore, isSealedCheckpoint, type Recorded } from '#eventsourcing';
import { ReportFiles } from '#ports';
import { proofFileName } from '#reports';
import { ReadProof } from './read-proof.js';

/** Writes the proof of each report beside it, once a checkpoint covers it. Again is no harm. */
@Injectable()
export class ReportProofs {
  constructor(
    private readonly store: EventStore,
    private readonly proofs: ReadProof,
    private readonly files: ReportFiles,
  ) {}

  /** For all reports that are new to a checkpoint. */
  async write(sealed: Recorded): Promise<void> {
    if (!isSealedCheckpoint(sealed)) return;
    const before = await checkpointBefore(this.store, sealed.revision);
    // Events of all types: the first one beyond the checkpoint ends it, and the next report may be far away.
    const events = this.store.readAll({ prefix: BENCHMARK_STREAMS }, before && BigInt(before.data.position));
    for await (const { stream, position, type } of events) {
      if (position > BigInt(sealed.data.position)) return;
      if (type === 'ReportCompleted') await this.writeOne(stream.slice(BENCHMARK_STREAMS.length));
    }
  }

  private async writeOne(benchmarkId: string): Promise<void> {
    const proof = await this.proofs.of(benchmarkId);
    const end = proof?.events[0];
    if (!end || !BENCHMARK_ID.test(benchmarkId)) return;
    await this.files.write(proofFileName(benchmarkId, end.revision), [`${JSON.stringify(proof, undefined, 2)}\n`]);
  }
}

/** What else a stream may be called is no name for a file. */
const BENCHMARK_ID = /^[0-9a-f-]{36}$/;
