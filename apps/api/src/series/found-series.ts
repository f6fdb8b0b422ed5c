import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, hostOf } from '#domain';
import { Refusal } from '#eventsourcing';
import { BenchmarkSummaries, type SeriesKey } from '#read-models';
import { seriesOf, type Series, type SeriesRun, type SeriesSubject } from '#reports';
import { RequestRefused } from '../problems/problem.js';
import type { SeriesQuery } from './series.request.js';
import { seriesRunOf } from './series-run.js';

/** A series as it was asked for. */
export interface Found {
  readonly series: Series;
  readonly subject: SeriesSubject;
  /** There are older runs, too. */
  readonly hasMore: boolean;
}

/** Finds the runs of a series in the read model, and its changes. */
@Injectable()
export class FoundSeries {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly summaries: BenchmarkSummaries,
  ) {}

  /** Throws a refusal of a benchmark that is part of none, or RequestRefused. */
  async of({ name, limit, threshold, ...asked }: SeriesQuery): Promise<Found> {
    const key = asked.benchmark === undefined ? keyOf(asked) : await this.keyOfRun(asked.benchmark);
    const runs = (await this.summaries.series({ ...key, name }, limit + 1)).map(seriesRunOf);
    const subject = { target: key.host, type: key.type, corpus: key.corpus };
    return { series: await unhurriedly(runs.slice(-limit), threshold), subject, hasMore: runs.length > limit };
  }

  private async keyOfRun(id: string): Promise<SeriesKey> {
    const { request, plan, end } = await this.benchmarks.query(benchmarkStream(id), ({ request, plan, end }) => ({ request, plan, end }));
    if (!request) throw new Refusal('NotFound', 'There is no such benchmark.');
    if (!plan && !end) throw new Refusal('BenchmarkRunning', 'The benchmark is not over yet, and its corpus not known.');
    if (!plan) throw new Refusal('NotCompleted', 'The run ended before its corpus was known, so it is part of no series.');
    return { host: request.benchmark_host, type: request.benchmark_type, corpus: plan.sha256 };
  }
}

function keyOf({ target = '', corpus = '', type = 'latency' }: Omit<SeriesQuery, 'limit'>): SeriesKey {
  const host = hostOf(target);
  if (host === undefined) throw new RequestRefused('InvalidTarget', 'target is not an http or https address without user information.');
  return { host, type, corpus };
}

/** A long series takes seconds; whoever else asks meanwhile has a turn between its steps. */
async function unhurriedly(runs: readonly SeriesRun[], threshold: number | undefined): Promise<Series> {
  const search = seriesOf(runs, threshold);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
    await turn();
  }
}
