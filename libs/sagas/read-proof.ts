import { Injectable } from '@nestjs/common';
import { BENCHMARK_STREAMS, benchmarkStream, benchmarkUpcasters, END_TYPES, type BenchmarkEvent } from '#domain';
import { AuditKeys, EventStore, proofOf, upcast, type Proof, type Proving, type Recorded } from '#eventsourcing';

const ENDS: ReadonlySet<string> = new Set(END_TYPES);

/** Proves that a run's end and its report are in the log that was sealed. */
@Injectable()
export class ReadProof {
  constructor(
    private readonly store: EventStore,
    private readonly keys: AuditKeys,
  ) {}

  /** Undefined: there is no report yet, or no checkpoint that covers it. */
  async of(benchmarkId: string): Promise<Proof | undefined> {
    const events = await this.toldBy(benchmarkStream(benchmarkId));
    return events && proofOf(await this.proving(), events);
  }

  /** What any event of a benchmark is proven with. */
  async proving(): Promise<Proving> {
    return { store: this.store, prefix: BENCHMARK_STREAMS, keys: await this.keys.list() };
  }

  /** The end of the run and its report. */
  private async toldBy(stream: string): Promise<readonly Recorded[] | undefined> {
    const events = new Map<number, Recorded>();
    for await (const event of this.store.read<BenchmarkEvent>(stream)) {
      const today = upcast(event, benchmarkUpcasters);
      if (today?.type !== 'ReportCompleted') {
        if (ENDS.has(event.type)) events.set(Number(event.revision), event);
        continue;
      }
      const end = events.get(today.data.revision);
      return end ? [end, event] : [event];
    }
    return undefined;
  }
}
