import { v5 } from 'uuid';
import { BENCHMARK_STREAMS, benchmarkUpcasters, type BenchmarkEvent } from '#domain';
import type { Projection } from '#eventsourcing';

/** A target that is benchmarked, as one of its users. Mirrors `BenchmarkInstance` in prisma/schema.prisma. */
export interface BenchmarkInstance {
  readonly id: string;
  readonly url: string;
  readonly host: string;
  readonly username: string;
  /** As the last benchmark said. */
  readonly infra: string;
  readonly eigenVersion: string | null;
  /** How many there were. */
  readonly benchmarks: number;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
}

const NAMESPACE = '0b7de5ba-66c9-4b3c-9d0f-6a3f5f0f8b51';

/** The same url and user name have the same id, whoever asks, for ever. */
export const instanceId = (url: string, username: string): string => v5(JSON.stringify([url, username]), NAMESPACE);

/** Every target that was ever benchmarked. */
export const benchmarkInstance: Projection<BenchmarkInstance, BenchmarkEvent> = {
  name: 'benchmark-instance.v1',
  streamPrefix: BENCHMARK_STREAMS,
  types: ['BenchmarkCreated'],
  upcasters: benchmarkUpcasters,
  keysOf: ({ type, data }) => (type === 'BenchmarkCreated' ? [instanceId(data.benchmark_url, data.username)] : []),
  evolve(row, { type, data }, id) {
    if (type !== 'BenchmarkCreated') return row;
    const at = new Date(Math.floor(data.at / 1000));
    return {
      id,
      url: data.benchmark_url,
      host: data.benchmark_host,
      username: data.username,
      infra: data.benchmark_infra,
      eigenVersion: data.eigen_version,
      benchmarks: (row?.benchmarks ?? 0) + 1,
      createdAt: row?.createdAt ?? at,
      lastUsedAt: at,
    };
  },
};
