import { benchmarkStream, benchmarkUpcasters, type BenchmarkEvent } from '#domain';
import { upcast, type EventStore, type Recorded } from '#eventsourcing';

/** What a benchmark's stream holds, in today's shapes; what this build cannot read is passed over. */
export async function* readHistory(store: EventStore, benchmarkId: string): AsyncGenerator<Recorded<BenchmarkEvent>> {
  for await (const event of store.read<BenchmarkEvent>(benchmarkStream(benchmarkId))) {
    const today = upcast(event, benchmarkUpcasters);
    if (today) yield today;
  }
}
