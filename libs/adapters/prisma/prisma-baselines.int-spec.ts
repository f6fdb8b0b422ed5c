import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { benchmarkStream, type BenchmarkEvent } from '#domain';
import { at, benchmarkCompleted, changeAcknowledged, created, earlierRun, planCompleted, reportCompleted, timedOut } from '#domain/testing';
import { recorded } from '#eventsourcing/testing';
import { benchmarkSummary } from '#read-models';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { Database } from './database.js';
import { openPool } from './pool.js';
import { PrismaBaselines } from './prisma-baselines.js';
import { PrismaBenchmarkSummaries } from './prisma-benchmark-summaries.js';
import { PrismaEarlierRuns } from './prisma-earlier-runs.js';
import { PrismaProjectionConsumer } from './prisma-projection.consumer.js';
import { PrismaRunningRuns } from './prisma-running-runs.js';
import { benchmarkTable } from './tables.js';

it('finds the newest run of that target, type and corpus that was green, but never the run itself', async () => {
  expect(await baselines.lastPassing(KIND, 'none')).toBe('measured');
  expect(await baselines.lastPassing(KIND, 'measured')).toBe('passed');
  for (const other of [{ host: 'elsewhere' }, { type: 'throughput' }, { corpus: 'f'.repeat(64) }]) {
    expect(await baselines.lastPassing({ ...KIND, ...other }, 'none')).toBeUndefined();
  }
});

it('finds the newest run of a name that has a report', async () => {
  expect(await baselines.newest('Release 5.11')).toBe('failed');
  expect(await baselines.newest('Release 5')).toBeUndefined();
  expect(await baselines.newest('no\0ne')).toBeUndefined();
});

it('tells a new run of the newest before it in its series as an event can hold them, oldest first', async () => {
  const found = await new PrismaEarlierRuns(new PrismaBenchmarkSummaries(prisma)).of(KIND, 2);
  expect(found).toEqual([
    { ...earlierRun, benchmark_id: 'unjudged', benchmark_name: 'Release 5.11', eigen_version: '5.11.0', started_at: at(3), processing, verdict: null, acknowledged: null },
    { ...earlierRun, benchmark_id: 'failed', benchmark_name: 'Release 5.11', eigen_version: '5.11.0', started_at: at(4), processing, verdict: 'fail', acknowledged: { reason: 'the new parser', by: 'nightly', at: '2025-01-01T00:00:12.000Z' } },
  ]);
});

it('finds the runs of a target that are not over, oldest first', async () => {
  const running = new PrismaRunningRuns(prisma);
  expect(await running.at(KIND.host)).toEqual([{ id: 'running', name: 'Release 5.11', createdAt: at(99) }]);
  expect(await running.at('elsewhere')).toEqual([]);
});

const processing = { n: 80, p50: 1000, p95: 2000 };

const KIND = { host: created.data.benchmark_host, type: 'latency', corpus: planCompleted.data.sha256 };

/** Oldest first: the name, and how it came out. */
const RUNS = [
  ['passed', benchmarkCompleted, { verdict: 'pass' }],
  ['measured', benchmarkCompleted, { verdict: 'measured' }],
  ['open', benchmarkCompleted, { verdict: 'inconclusive' }],
  ['unjudged', benchmarkCompleted, {}],
  ['failed', benchmarkCompleted, { verdict: 'fail' }],
  ['cut-short', timedOut, { verdict: 'measured' }],
] as const;

let database: FreshDatabase;
let prisma: Database;
let baselines: PrismaBaselines;
beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await freshDatabase();
  prisma = new Database(openPool(database.url));
  baselines = new PrismaBaselines(prisma);
  const facts = [...RUNS.flatMap(([id, end, judged], second) => run(id, second, end, judged)), { ...created, data: { ...created.data, benchmark_id: 'running', at: at(99) } }];
  const events = recorded('', facts).map((event) => ({ ...event, stream: benchmarkStream(event.data.benchmark_id) }));
  const consumer = new PrismaProjectionConsumer(prisma, benchmarkSummary, benchmarkTable);
  await consumer.checkpoint();
  await consumer.consume({ events, position: BigInt(facts.length) });
});
afterAll(async () => {
  await prisma?.onApplicationShutdown();
  await database?.discard();
});

function run(benchmark_id: string, second: number, end: BenchmarkEvent, judged: Partial<(typeof reportCompleted)['data']>) {
  const facts: readonly BenchmarkEvent[] = [
    { ...created, data: { ...created.data, at: at(second) } },
    planCompleted,
    end,
    { ...reportCompleted, data: { ...reportCompleted.data, processing, ...judged } },
    ...(benchmark_id === 'failed' ? [changeAcknowledged] : []),
  ];
  return facts.map((fact) => ({ ...fact, data: { ...fact.data, benchmark_id } }) as BenchmarkEvent);
}
