import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream } from '#domain';
import { Clock, EarlierRuns } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';
import { inChunks, jsonSize } from './chunks.js';

/** What a chart can still show. */
const RUNS = 50;

/** Writes down which runs came before in a run's series, so that its report can show them for ever after. */
@Injectable()
export class NoteSeries {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly earlier: EarlierRuns,
    private readonly clock: Clock,
  ) {}

  async perform(benchmarkId: string, corpus: string, send: Send): Promise<void> {
    const { benchmark_host: host, benchmark_type: type } = await this.benchmarks.query(benchmarkStream(benchmarkId), ({ request }) => request!);
    const newestFirst = (await this.earlier.of({ host, type, corpus }, RUNS)).toReversed();
    const [thatFit = []] = inChunks(newestFirst, jsonSize);
    await send({ type: 'NoteSeries', data: { benchmarkId, at: this.clock.now(), runs: thatFit.toReversed() } });
  }
}
