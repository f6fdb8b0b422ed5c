import { Injectable } from '@nestjs/common';
import { benchmarkStream, benchmarkUpcasters, isoOf, type BenchmarkEvent } from '#domain';
import { EventStore, Refusal, refusals, upcast, WeightedLru, type Recorded } from '#eventsourcing';
import { PastBenchmark } from '#read-models';
import type { AsOf } from './past.request.js';

/** Documents of benchmarks as they were that are kept in memory: pages are asked for one after the other. */
const REMEMBERED = 200_000;
/** Microseconds after which no event can still come that was stored before. */
const SETTLED = 60_000_000;

const refusal = refusals({
  UnknownRevision: 'The stream does not go that far.',
  UnknownTime: 'There is nothing to tell of that time.',
});

/** Benchmarks as they were, told from the log alone. */
@Injectable()
export class Past {
  private readonly known = new WeightedLru<string, PastBenchmark>(REMEMBERED);

  constructor(private readonly store: EventStore) {}

  /** Throws the refusals NotFound, UnknownRevision, UnknownTime. */
  async of(benchmarkId: string, asOf: AsOf): Promise<PastBenchmark> {
    const key = `${benchmarkId} ${asOf.at_revision ?? `${asOf.at}us`}`;
    const known = this.known.get(key);
    if (known) return known;
    const now = Date.now() * 1000;
    const past = await this.fold(benchmarkId, asOf);
    if (asOf.at === undefined || asOf.at < now - SETTLED) this.known.set(key, past, past.weight);
    return past;
  }

  /** Its events until then, from the first; once they are read, throws the refusals above. */
  async *history(benchmarkId: string, asOf: AsOf): AsyncGenerator<Recorded<BenchmarkEvent>> {
    if (asOf.at !== undefined && asOf.at > Date.now() * 1000) throw refusal('UnknownTime', 'It lies in the future.');
    let [first, last]: (Recorded | undefined)[] = [];
    for await (const event of this.store.read<BenchmarkEvent>(benchmarkStream(benchmarkId))) {
      first ??= event;
      if (isAfter(event, asOf)) break;
      last = event;
      const today = upcast(event, benchmarkUpcasters);
      if (today) yield today;
    }
    assertTold(first, last, asOf);
  }

  private async fold(benchmarkId: string, asOf: AsOf): Promise<PastBenchmark> {
    const past = new PastBenchmark(benchmarkId);
    for await (const event of this.history(benchmarkId, asOf)) past.take(event);
    return past;
  }
}

/** The store's clock says when an event was stored. */
const isAfter = ({ revision, created }: Recorded, { at_revision: atRevision, at }: AsOf): boolean =>
  (atRevision !== undefined && revision > BigInt(atRevision)) || (at !== undefined && created.getTime() * 1000 > at);

function assertTold(first: Recorded | undefined, last: Recorded | undefined, { at_revision: wanted }: AsOf): void {
  if (!first) throw new Refusal('NotFound', 'There is no such benchmark.');
  if (!last) throw refusal('UnknownTime', `The benchmark was created at ${isoOf(first.created.getTime() * 1000)}.`);
  if (wanted !== undefined && last.revision < BigInt(wanted)) throw refusal('UnknownRevision', `Its last revision is ${last.revision}.`);
}
