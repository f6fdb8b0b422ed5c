import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ask } from '#domain/testing';
import { World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
  for (const command of [ask.create({ deadline_seconds: 90 }), ask.plan(0, 'a.txt', 'b.txt'), ask.completePlan(2)]) {
    await worker.send(command);
  }
});
afterEach(() => world.close());

it('says of a run that nothing was sent of, and that had no trouble, that no worker may have been free for it', async () => {
  await worker.send(ask.project());
  await goOff();
  const reason = 'not done within 90 seconds: nothing was sent; perhaps no worker was free for it';
  expect(await world.told('BenchmarkTimedOut')).toMatchObject([{ reason }]);
});

it('says where a platform that was never heard of should have posted its instrumentation', async () => {
  for (const command of [ask.project(), ask.send('a.txt', 'b.txt'), ask.upload(['a.txt', 'b.txt'])]) await worker.send(command);
  await goOff();
  const [timedOut] = await world.told('BenchmarkTimedOut');
  expect(timedOut!.reason).toContain('no instrumentation arrived');
  expect(timedOut!.reason).toContain('http://slowking:8091/api/v1/benchmarks/documents/');
});

it('says of one that wanted its target for itself that other runs may have been there', async () => {
  await world.close();
  world = new World();
  worker = await world.process();
  await worker.send(ask.create({ deadline_seconds: 90, exclusive: true }));
  await goOff();
  const reason = 'not done within 90 seconds: nothing was sent; perhaps other runs were at its target, or no worker was free for it';
  expect(await world.told('BenchmarkTimedOut')).toMatchObject([{ reason }]);
});

it('says neither when the platform has spoken', async () => {
  for (const command of [ask.project(), ask.send('a.txt', 'b.txt'), ask.update('a.txt', { start: 5 })]) await worker.send(command);
  await goOff();
  expect(await world.told('BenchmarkTimedOut')).toMatchObject([{ reason: 'not done within 90 seconds' }]);
});

it('ends a run once, and lets one that is over be', async () => {
  await goOff();
  await goOff();
  expect(await world.told('BenchmarkTimedOut')).toHaveLength(1);
});

const goOff = () => worker.perform('enforce-deadline', 'BenchmarkCreated');
