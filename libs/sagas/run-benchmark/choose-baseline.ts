import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, LAST_PASSING, type ChosenBaseline } from '#domain';
import { Baselines, Clock } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';

/** Of the test that compares the two runs: any will do, as long as it is on record. */
const SEED = 1;

/** Settles what a run is compared with, once its corpus is known. */
@Injectable()
export class ChooseBaseline {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly baselines: Baselines,
    private readonly clock: Clock,
  ) {}

  async perform(benchmarkId: string, corpus: string, send: Send): Promise<void> {
    const request = await this.benchmarks.query(benchmarkStream(benchmarkId), (benchmark) => benchmark.request!);
    const { baseline: asked, benchmark_host: host, benchmark_type: type } = request;
    if (asked === null) return;
    const found = asked === LAST_PASSING ? await this.baselines.lastPassing({ host, type, corpus }, benchmarkId) : asked;
    const baseline = found === undefined ? null : await this.reported(found);
    await send({ type: 'ChooseBaseline', data: { benchmarkId, at: this.clock.now(), baseline, seed: SEED } });
  }

  /** The log has the last word on what a read model names. */
  private async reported(id: string): Promise<ChosenBaseline | null> {
    const report = await this.benchmarks.query(benchmarkStream(id), (benchmark) => benchmark.report);
    return report ? { benchmark_id: id, revision: report.revision, hash: report.hash } : null;
  }
}
