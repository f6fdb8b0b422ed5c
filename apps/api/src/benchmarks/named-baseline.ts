import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, LAST_PASSING, type EndType } from '#domain';
import { Baselines } from '#ports';
import { RequestRefused } from '../problems/problem.js';

const isId = (text: string): boolean => z.uuid().safeParse(text).success;

/** What people call the run to compare with: its id, the name of the newest one, or the last that passed. */
@Injectable()
export class NamedBaseline {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly baselines: Baselines,
  ) {}

  /** Its id; LAST_PASSING as it is, for that one is known once the corpus is. Throws RequestRefused. */
  async asked(text: string): Promise<string> {
    if (text === LAST_PASSING) return text;
    const id = isId(text) ? text : await this.baselines.newest(text);
    if (id === undefined) throw unknown(`No benchmark of the name ${JSON.stringify(text)} has completed.`);
    await this.assertComplete(id);
    return id;
  }

  /** For a run whose corpus is known. */
  async of(text: string, benchmarkId: string): Promise<string> {
    const asked = await this.asked(text);
    if (asked !== LAST_PASSING) return asked;
    const { request, plan } = await this.benchmarks.query(benchmarkStream(benchmarkId), ({ request, plan }) => ({ request, plan }));
    const found =
      request && plan
        ? await this.baselines.lastPassing({ host: request.benchmark_host, type: request.benchmark_type, corpus: plan.sha256 }, benchmarkId)
        : undefined;
    if (found === undefined) throw unknown('No other run of this type with this corpus has passed against this target.');
    return found;
  }

  private async assertComplete(id: string): Promise<void> {
    const { request, end, report } = await this.benchmarks.query(benchmarkStream(id), ({ request, end, report }) => ({ request, end, report }));
    if (!request) throw unknown(`There is no benchmark ${id}.`);
    if (request.workload.mode === 'search') throw unknown(`The benchmark ${id} is a search, each pass at a rate of its own: it is no baseline.`);
    if (end && end.type !== 'BenchmarkCompleted') throw unknown(`The benchmark ${id} ${ENDED[end.type]}: it is no baseline.`);
    if (!report) throw unknown(`The benchmark ${id} has no report yet.`);
  }
}

const ENDED: Readonly<Record<Exclude<EndType, 'BenchmarkCompleted'>, string>> = {
  BenchmarkFailed: 'failed',
  BenchmarkTimedOut: 'timed out',
  BenchmarkCancelled: 'was cancelled',
};

const unknown = (message: string): RequestRefused => new RequestRefused('UnknownBaseline', message, [{ field: 'baseline', message }]);
