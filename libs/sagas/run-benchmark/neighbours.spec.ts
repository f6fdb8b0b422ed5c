import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { benchmarkStream, type BenchmarkCommand } from '#domain';
import { ask, benchmarkId, created, otherId } from '#domain/testing';
import { NotYet } from '#eventsourcing';
import { eventually } from '../testing/eventually.js';
import { World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
  world.artifacts.documents.set('a.txt', 'first');
});
afterEach(() => world.close());

describe('Two runs at one target at the same time', () => {
  it('both have it on record, once, and what was before it is untouched', async () => {
    await another([ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project(), ask.send('a.txt')]);
    await worker.startAndPrepare();
    await upload();
    expect(await world.told('OverlapNoted')).toMatchObject([{ other_id: otherId, other_name: created.data.benchmark_name }]);
    expect(await toldByOther()).toMatchObject([{ other_id: benchmarkId, other_name: created.data.benchmark_name }]);
    const types = await world.types();
    expect(types.indexOf('OverlapNoted')).toBeLessThan(types.indexOf('DocumentsSending'));
  });

  it.each<[string, readonly BenchmarkCommand[]]>([
    ['has sent nothing yet', [ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project()]],
    ['is over', [ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project(), ask.send('a.txt'), ask.cancel()]],
    ['is none, whatever the list says', []],
  ])('have nothing on record where the other one %s', async (_, commands) => {
    await another(commands);
    await worker.startAndPrepare();
    await upload();
    expect(await world.types()).not.toContain('OverlapNoted');
    expect(await toldByOther()).toEqual([]);
  });
});

describe('A run that wants its target for itself', () => {
  it.each<[string, number, readonly BenchmarkCommand[]]>([
    ['that was created before it and is ready', -1, []],
    ['that has begun, also one that was created after it', 1, [ask.send('a.txt')]],
  ])('waits for one %s, and then is alone', async (_, seconds, begun) => {
    await another([ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project(), ...begun], created.data.at + seconds * 1_000_000);
    await worker.startAndPrepare({ exclusive: true });
    await expect(upload()).rejects.toThrow(NotYet);
    expect(world.platform.sent).toEqual([]);
    await send(ask.cancel());
    await upload();
    expect(world.platform.sent).toEqual(['a.txt']);
    for (const type of ['OverlapNoted', 'ErrorOccurred']) expect(await world.types()).not.toContain(type);
  });

  it.each<[string, number, readonly BenchmarkCommand[]]>([
    ['was created after it and has not begun', 1, [ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project()]],
    ['was created before it and is not ready', -1, [ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1)]],
  ])('does not wait for one that %s', async (_, seconds, commands) => {
    await another(commands, created.data.at + seconds * 1_000_000);
    await worker.startAndPrepare({ exclusive: true });
    await upload();
    expect(world.platform.sent).toEqual(['a.txt']);
  });

  it('goes on with what it has begun: one that came before it may wait for that', async () => {
    await worker.startAndPrepare({ exclusive: true });
    await worker.send(ask.send('a.txt'));
    await another([ask.create({ exclusive: true }), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project()]);
    const stopping = new AbortController();
    const uploading = upload(stopping.signal);
    await eventually(async () => (await world.types()).includes('DocumentsInterrupted'));
    stopping.abort();
    await uploading.catch(() => undefined);
  });

  it('looks the less often the more it waits for, and every ten seconds at least', async () => {
    await another([ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project()]);
    await worker.startAndPrepare({ exclusive: true });
    const [one] = world.running.runs;
    for (const [others, seconds] of [[1, 1], [3, 3], [25, 10]] as const) {
      world.running.runs = Array.from({ length: others }, () => one!);
      await expect(upload()).rejects.toMatchObject({ name: 'NotYet', seconds });
    }
  });

  it('waits no longer than it goes on itself', async () => {
    await another([ask.create(), ask.plan(0, 'a.txt'), ask.completePlan(1), ask.project()]);
    await worker.startAndPrepare({ exclusive: true });
    await expect(upload()).rejects.toThrow(NotYet);
    await worker.send(ask.cancel());
    await upload();
    expect(world.platform.sent).toEqual([]);
  });
});

it('The process that sends says how busy it was, before the run is over', async () => {
  await worker.startAndPrepare();
  await upload();
  const [load] = await world.told('GeneratorMeasured');
  expect(load!.delay_max).toBeGreaterThanOrEqual(load!.delay_p99);
  expect(load!.cpu).toBeGreaterThan(0);
  await eventually(async () => (await world.types()).includes('DocumentsUploaded'));
  const types = await world.types();
  expect(types.indexOf('GeneratorMeasured')).toBeLessThan(types.indexOf('DocumentsUploaded'));
});

const upload = (signal = new AbortController().signal) => worker.perform('run-benchmark', 'ProjectCreated', { signal });

const send = ({ type, data }: BenchmarkCommand) => worker.send({ type, data: { ...data, benchmarkId: otherId } } as BenchmarkCommand);

/** Another run at the same target, as far as these commands lead, and on the list of those that go on. */
async function another(commands: readonly BenchmarkCommand[], createdAt = created.data.at - 1_000_000): Promise<void> {
  world.running.runs = [{ id: otherId, name: created.data.benchmark_name, createdAt }];
  for (const command of commands) await send(command);
}

const toldByOther = async () => {
  const facts = await world.store.stored(benchmarkStream(otherId));
  return facts.filter(({ type }) => type === 'OverlapNoted').map(({ data }) => data);
};
