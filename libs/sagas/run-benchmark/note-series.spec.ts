import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { created, earlierRun } from '#domain/testing';
import { sha256Of, World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
  world.artifacts.documents.set('a.txt', 'first');
});
afterEach(() => world.close());

it('The runs before it, of the same target, type and corpus, are on record before the plan is whole, once', async () => {
  const runs = [earlierRun, { ...earlierRun, benchmark_id: '33333333-3333-4333-8333-333333333333' }];
  world.earlier.runs = runs;
  await worker.start();
  await plan();
  world.earlier.runs = [];
  await plan();
  expect(await world.told('SeriesNoted')).toMatchObject([{ runs }]);
  const types = await world.types();
  expect(types.indexOf('SeriesNoted')).toBe(types.indexOf('PlanCompleted') - 1);
  const corpus = sha256Of(`${sha256Of('first')}  a.txt\n`);
  expect(world.earlier.asked[0]).toEqual({ host: created.data.benchmark_host, type: 'latency', corpus });
});

it('Nothing is on record where there were none', async () => {
  await worker.start();
  await plan();
  expect(await world.types()).toEqual(['BenchmarkCreated', 'DocumentsPlanned', 'PlanCompleted']);
});

it('However long their names are, the newest that fit an event are on record, oldest first', async () => {
  const name = '\u0001'.repeat(4000);
  world.earlier.runs = Array.from({ length: 60 }, (_, index) => ({ ...earlierRun, benchmark_id: `${index}`, benchmark_name: name }));
  await worker.start();
  await plan();
  const [{ runs } = { runs: [] }] = await world.told('SeriesNoted');
  expect(Buffer.byteLength(JSON.stringify(runs))).toBeLessThanOrEqual(200_000);
  expect(runs.map(({ benchmark_id }) => Number(benchmark_id))).toEqual(Array.from({ length: runs.length }, (_, index) => 60 - runs.length + index));
  expect(runs.length).toBeGreaterThan(3);
});

const plan = () => worker.perform('run-benchmark', 'BenchmarkCreated');
