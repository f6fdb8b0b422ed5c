import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandBus } from '@nestjs/cqrs';
import { TargetPolicy } from '#adapters';
import { BenchmarkAggregates, BenchmarkCommandHandler } from '#commands';
import { ManualClock, MemoryArtifacts, MemoryBaselines, MemoryCredentials, WatchedEventStore } from '#sagas/testing';
import { Corpus } from './corpus.js';
import { NamedBaseline } from './named-baseline.js';
import { StartBenchmark } from './start-benchmark.js';
import type { StartRequest } from './start.request.js';

describe('A start that comes again with the same key', () => {
  it('counts with its password as long as there is no benchmark', async () => {
    store.onAppend = () => {
      throw new Error('the log is away');
    };
    await expect(start('mistyped')).rejects.toThrow('the log is away');
    store.onAppend = () => {};
    const { benchmarkId } = await start('corrected');
    expect(await credentials.find(benchmarkId)).toEqual({ username: 'bench', password: 'corrected' });
  });

  it('is a repeat once there is one, whatever its password is', async () => {
    const first = await start('correct');
    expect(await start('another')).toEqual(first);
    expect(await credentials.find(first.benchmarkId)).toEqual({ username: 'bench', password: 'correct' });
  });

  it('is a repeat also where both come at once', async () => {
    const [first, second] = await Promise.all([start('correct'), start('another')]);
    expect(second).toEqual(first);
    expect(await credentials.find(first.benchmarkId)).toEqual({ username: 'bench', password: 'correct' });
  });
});

let store: WatchedEventStore;
let credentials: MemoryCredentials;
let starter: StartBenchmark;
beforeEach(() => {
  [store, credentials] = [new WatchedEventStore(), new MemoryCredentials()];
  const [artifacts, benchmarks] = [new MemoryArtifacts(), new BenchmarkAggregates(store)];
  artifacts.fill(1);
  const bus = new BenchmarkCommandHandler(benchmarks) as unknown as CommandBus;
  const [corpus, baselines, targets] = [new Corpus(artifacts), new NamedBaseline(benchmarks, new MemoryBaselines()), TargetPolicy.parse(undefined)];
  starter = new StartBenchmark(bus, benchmarks, corpus, baselines, credentials, targets, new ManualClock(), { mailTo: 'team@example.org' });
});

const REQUEST = { benchmark_name: 'Release 5.11', benchmark_type: 'latency', benchmark_url: 'http://127.0.0.1:8283', username: 'bench' };
const start = (password: string) => starter.start({ ...REQUEST, password } as StartRequest, 'nightly');
