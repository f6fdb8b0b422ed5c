import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream } from '#domain';
import { Refusal } from '#eventsourcing';
import { BenchmarkSummaries, ReadSideUnavailable, type BenchmarkDetails } from '#read-models';

/** Milliseconds that a read model may be behind before it counts as away, and between looks at it. */
const PATIENCE = 3000;
const LOOK = 50;

/** Knows the difference between a benchmark that does not exist and one that the read models have not heard of yet. */
@Injectable()
export class ReadSide {
  constructor(
    private readonly summaries: BenchmarkSummaries,
    private readonly benchmarks: BenchmarkAggregates,
  ) {}

  /** Throws the refusal NotFound, or ReadSideUnavailable where the read model stays behind. */
  async benchmark(benchmarkId: string): Promise<BenchmarkDetails> {
    const found = await this.summaries.find(benchmarkId);
    if (found) return found;
    const exists = await this.benchmarks.query(benchmarkStream(benchmarkId), ({ request }) => request !== undefined);
    if (!exists) throw new Refusal('NotFound', 'There is no such benchmark.');
    for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(LOOK)) {
      const late = await this.summaries.find(benchmarkId);
      if (late) return late;
    }
    throw new ReadSideUnavailable(`The read model does not know ${benchmarkId} yet.`);
  }
}
