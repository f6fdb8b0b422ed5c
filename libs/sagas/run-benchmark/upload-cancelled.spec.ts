import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, burst, closed } from '#domain/testing';
import { World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
});
afterEach(() => world.close());

describe('A run that is cancelled while it uploads', () => {
  it('sends hardly anything any more, and nothing is on record as wrong', async () => {
    await prepare(1000, 2);
    world.platform.onUpload = async () => {
      await sleep(2);
      if (world.platform.requests.length >= 10) await worker.send(ask.cancel());
    };
    await upload();
    expect(world.platform.sent.length).toBeLessThan(200);
    expect((await world.types()).at(-1)).toBe('BenchmarkCancelled');
    expect(await world.types()).not.toContain('ErrorOccurred');
    expect(world.platform.openSessions).toBe(0);
  });

  it('sends nothing of a burst that has not left yet', async () => {
    world.artifacts.fill(300);
    await worker.startAndPrepare({ workload: burst() });
    const reallyOpen = world.artifacts.open.bind(world.artifacts);
    world.artifacts.open = async (path, expected) => {
      if (path === '0100.txt') await cancelAndWait();
      return reallyOpen(path, expected);
    };
    await upload();
    expect(world.platform.sent).toEqual([]);
    expect((await world.types()).at(-1)).toBe('BenchmarkCancelled');
  });

  it('is not even begun when it was cancelled before', async () => {
    await prepare(3, 2);
    await worker.send(ask.cancel());
    await upload();
    expect(world.platform.sent).toEqual([]);
  });
});

/** Until the worker has looked. */
async function cancelAndWait(): Promise<void> {
  await worker.send(ask.cancel());
  await sleep(200);
}

/** Plans so many documents. */
async function prepare(documents: number, in_flight: number): Promise<void> {
  world.artifacts.fill(documents);
  await worker.startAndPrepare({ workload: closed(in_flight) });
}

const upload = () => worker.perform('run-benchmark', 'ProjectCreated');
