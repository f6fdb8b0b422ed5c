import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { BenchmarkCommand } from '#domain';
import { ask, benchmarkId, created, otherId, reportCompleted } from '#domain/testing';
import { sha256Of, World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
  world.artifacts.documents.set('a.txt', 'first');
});
afterEach(() => world.close());

it('The baseline that was asked for is on record with revision and hash before the plan is whole, once', async () => {
  await another();
  await worker.start({ baseline: otherId });
  await plan();
  await plan();
  const { revision, hash } = reportCompleted.data;
  expect(await world.told('BaselineChosen')).toMatchObject([{ baseline: { benchmark_id: otherId, revision, hash }, seed: 1 }]);
  const types = await world.types();
  expect(types.indexOf('BaselineChosen')).toBe(types.indexOf('PlanCompleted') - 1);
});

it('The last run that passed is looked for by target, type and corpus', async () => {
  await another();
  world.baselines.passed = otherId;
  await worker.start({ baseline: 'last-passing' });
  await plan();
  const corpus = sha256Of(`${sha256Of('first')}  a.txt\n`);
  expect(world.baselines.asked).toEqual([{ host: created.data.benchmark_host, type: 'latency', corpus }]);
  expect(await world.told('BaselineChosen')).toMatchObject([{ baseline: { benchmark_id: otherId } }]);
});

it.each([
  ['no run has passed', undefined],
  ['the log knows nothing of the run that is said to have passed', otherId],
])('That there is none is on record, too, where %s', async (_, passed) => {
  world.baselines.passed = passed;
  await worker.start({ baseline: 'last-passing' });
  await plan();
  expect(await world.told('BaselineChosen')).toMatchObject([{ baseline: null }]);
  expect(await world.types()).toContain('PlanCompleted');
});

it('Nothing is looked for where nothing was asked', async () => {
  await worker.start();
  await plan();
  expect(world.baselines.asked).toEqual([]);
  expect(await world.types()).not.toContain('BaselineChosen');
});

it('A report is the verdict of a run, and says so in its event', async () => {
  await worker.start({ slo: ['failed == 0', 'max(processing) < 1s'] });
  await plan();
  for (const command of [ask.project(), ask.send('a.txt'), ask.upload(['a.txt']), ask.update('a.txt', { start: 5, end: 7 })]) {
    await worker.send(command);
  }
  await worker.perform('make-report', 'BenchmarkCompleted');
  const answers = [
    { question: 'failed == 0', verdict: 'pass', reason: '0 against 0' },
    { question: 'max(processing) < 1s', verdict: 'fail', reason: '2 s against 1 s' },
  ];
  expect(await world.told('ReportCompleted')).toMatchObject([{ verdict: 'fail', answers }]);
  await worker.perform('notify', 'ReportCompleted');
  expect(world.mailbox.mails[0]?.subject).toContain('completed, verdict fail: ');
  expect(world.mailbox.mails[0]?.text).toContain('fail: 2 s against 1 s');
});

const plan = () => worker.perform('run-benchmark', 'BenchmarkCreated');

/** Another run, which is over and has its report. */
async function another(): Promise<void> {
  for (const { type, data } of [ask.create(), ask.cancel(), ask.report()]) {
    await worker.send({ type, data: { ...data, benchmarkId: otherId } } as BenchmarkCommand);
  }
  expect(otherId).not.toBe(benchmarkId);
}
