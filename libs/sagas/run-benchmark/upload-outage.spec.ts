import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { closed } from '#domain/testing';
import { World, type WorkerProcess } from '../testing/index.js';

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
});
afterEach(() => world.close());

describe('A worker whose log is away for a while', () => {
  it('sends what is on record, and puts on record what came of it: the next try finds nothing interrupted', async () => {
    const paths = world.artifacts.fill(40);
    await worker.startAndPrepare({ workload: closed(4) });
    let isAway = false;
    world.store.onAppend = () => {
      if (isAway) throw new Error('the log is away');
    };
    world.platform.onUpload = async () => {
      if (world.platform.requests.length === 6) isAway = true;
      await sleep(300);
      if (world.platform.requests.length >= 8) isAway = false;
    };
    await expect(upload()).rejects.toThrow('the log is away');
    expect([...world.platform.sent].sort()).toEqual(await sending());
    expect(await uploaded()).toEqual(await sending());
    await upload();
    expect([...world.platform.sent].sort()).toEqual(paths);
    expect(await world.types()).not.toContain('DocumentsInterrupted');
  });
});

const upload = () => worker.perform('run-benchmark', 'ProjectCreated');
const uploaded = async () =>
  (await world.told('DocumentsUploaded')).flatMap(({ documents }) => documents.map(({ document_name }) => document_name)).sort();
const sending = async () => (await world.told('DocumentsSending')).flatMap(({ document_names }) => document_names).sort();
