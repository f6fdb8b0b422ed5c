import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hostOf, projectLinkKey, projectLinkStream } from '#domain';
import { ask, benchmarkId, created } from '#domain/testing';
import { PlatformRefused, PlatformUnavailable } from '#ports';
import { sha256Of, World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
  world.artifacts.fill(2);
  await worker.start();
  await worker.perform('run-benchmark', 'BenchmarkCreated');
});
afterEach(() => world.close());

describe('A project', () => {
  it('is made with the login that was given, and bears the name and the id of the benchmark', async () => {
    world.platform.onLogin = ({ username, password }) => expect([username, password]).toEqual(['bench', 'correct horse']);
    await create();
    expect(world.platform.urls).toEqual([created.data.benchmark_url]);
    expect(world.platform.projects).toEqual([`Release 5.11 ${benchmarkId}`]);
    expect(await world.told('ProjectCreated')).toMatchObject([{ eigen_project_id: '7', eigen_project_guid: 'g-7' }]);
    expect(world.platform.openSessions).toBe(0);
  });

  it('is linked under both its names before anybody hears that it was made', async () => {
    world.store.onAppend = async (events) => {
      if (!events.some(({ type }) => type === 'ProjectCreated')) return;
      expect(await linked('7')).toEqual([benchmarkId]);
      expect(await linked('g-7')).toEqual([benchmarkId]);
    };
    await create();
    expect(await world.types()).toContain('ProjectCreated');
  });

  it.each([null, '7'])('with the guid %j is linked once', async (guid) => {
    world.platform.project = { projectId: '7', guid };
    await create();
    expect(await linked('7')).toEqual([benchmarkId]);
    expect(world.store.appends.flat().filter(({ type }) => type === 'ProjectLinked')).toHaveLength(1);
  });

  it('is made once, however often the job comes', async () => {
    await create();
    await create();
    expect(world.platform.projects).toHaveLength(1);
    expect(await world.told('ProjectCreated')).toHaveLength(1);
  });

  it('is not made for a run that is over', async () => {
    await worker.send(ask.cancel());
    await create();
    expect(world.platform.urls).toEqual([]);
  });
});

describe('A platform that refuses the login', () => {
  it('fails the run at once', async () => {
    world.platform.onLogin = refuse('the platform refused the login');
    await create();
    expect(await world.told('ErrorOccurred')).toMatchObject([
      { step: 'CreateProject', message: 'the platform refused the login', will_retry: false },
    ]);
    expect(await world.told('BenchmarkFailed')).toMatchObject([{ reason: 'CreateProject: the platform refused the login' }]);
    expect(await world.types()).not.toContain('ProjectCreated');
  });

  it('is not asked again', async () => {
    world.platform.onLogin = refuse('the platform refused the login');
    await create();
    await create();
    expect(world.platform.urls).toHaveLength(1);
  });

  it('fails the run also when the login is not kept any more', async () => {
    await world.credentials.forget(benchmarkId);
    await create();
    expect(await world.told('BenchmarkFailed')).toHaveLength(1);
    expect(world.platform.urls).toEqual([]);
  });
});

describe('A platform that cannot be reached', () => {
  beforeEach(() => {
    world.platform.onProject = () => {
      throw new PlatformUnavailable('the platform gave no answer');
    };
  });

  it('is put on record once, however often it is tried', async () => {
    for (const attempt of [1, 2, 3]) {
      const turn = worker.perform('run-benchmark', 'PlanCompleted', { attempt });
      await expect(turn).rejects.toThrow('the platform gave no answer');
    }
    expect(await world.told('ErrorOccurred')).toMatchObject([{ step: 'CreateProject', will_retry: true }]);
    expect(await world.types()).not.toContain('BenchmarkFailed');
    expect(world.platform.openSessions).toBe(0);
  });

  it('fails the run with the last try', async () => {
    await expect(create()).rejects.toThrow('no answer');
    await worker.perform('run-benchmark', 'PlanCompleted', { attempt: 6, isLast: true });
    expect((await world.told('ErrorOccurred')).map(({ will_retry }) => will_retry)).toEqual([true, false]);
    expect(await world.told('BenchmarkFailed')).toMatchObject([{ reason: 'CreateProject: the platform gave no answer' }]);
  });

  it('is forgiven when it is back in time', async () => {
    await expect(create()).rejects.toThrow('no answer');
    world.platform.onProject = () => {};
    await create();
    expect(await world.types()).toContain('ProjectCreated');
  });

  it('is nobody’s fault while the worker has to stop', async () => {
    const turn = worker.perform('run-benchmark', 'PlanCompleted', { isLast: true, signal: AbortSignal.abort() });
    await expect(turn).rejects.toThrow('no answer');
    expect(await world.types()).not.toContain('ErrorOccurred');
  });
});

describe('A step', () => {
  it('whose worker died again and again fails the run', async () => {
    await worker.giveUp('run-benchmark', 'PlanCompleted', 'job heartbeat timeout');
    expect(await world.told('BenchmarkFailed')).toMatchObject([{ reason: 'CreateProject: job heartbeat timeout' }]);
  });

  it('that another worker has done in the meantime is not given up', async () => {
    await create();
    await worker.giveUp('run-benchmark', 'PlanCompleted', 'job heartbeat timeout');
    expect(await world.types()).not.toContain('ErrorOccurred');
  });
});

describe('What the platform says about an error', () => {
  it('is one line of text, well-formed and not endless, before it becomes a fact', async () => {
    world.platform.onProject = refuse(`bad\r\n\u0000\u001b[31mnews \ud800 ${'x'.repeat(1000)}`);
    await create();
    const [error] = await world.told('ErrorOccurred');
    expect(error!.message).toMatch(/^bad \[31mnews \ufffd x+…$/);
    expect(error!.message).toHaveLength(500);
  });
});

const create = () => worker.perform('run-benchmark', 'PlanCompleted');

const refuse = (reason: string) => () => {
  throw new PlatformRefused(reason);
};

async function linked(projectId: string): Promise<readonly string[]> {
  const key = projectLinkKey(hostOf(created.data.benchmark_url)!, projectId);
  const events = await world.store.stored(projectLinkStream(sha256Of(key)));
  return events.map(({ data }) => ('benchmark_id' in data ? String(data.benchmark_id) : ''));
}
