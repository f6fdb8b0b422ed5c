import { expect, it } from '@jest/globals';
import type { EventStoreDBClient } from '@eventstore/db-client';
import fc from 'fast-check';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnCramped } from './testing/child-node.js';
import { clientOf, crash, programsOfEachTest } from './testing/programs.js';
import { rounds } from './testing/rounds.js';
import { eventually } from './testing/running-node.js';
import { faults, Writers } from './testing/writers.js';
import { verifyDirectory } from './verify.js';

/** Milliseconds: many rounds of `npm run test:chaos` take their time. */
const LONG = 3_600_000;

it('has after kill -9 under sixteen writers every acknowledged append once, and each other one once or not at all', async () => {
  const writers = new Writers();
  await fc.assert(fc.asyncProperty(fc.nat({ max: 600 }), async (later) => {
    await crashUnder(writers, later);
    await verifyDirectory(programs.data);
    await serving(async (client) => {
      expect(await faults(client, writers)).toEqual([]);
      await writers.repeat(client);
      expect(await faults(client, writers)).toEqual([]);
    });
  }), rounds(3));
  expect(writers.acknowledged.length).toBeGreaterThan(100);
}, LONG);

it('starts again when it is killed while it starts', async () => {
  const writers = new Writers();
  await crashUnder(writers, 100);
  await fc.assert(fc.asyncProperty(fc.nat({ max: 1500 }), async (later) => {
    const node = programs.run();
    await sleep(later);
    await crash(node);
  }), rounds(3));
  await serving(async (client) => expect(await faults(client, writers)).toEqual([]));
}, LONG);

it('acknowledges nothing once a file can grow no more, ends, and starts again when there is room', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 100, max: 1000 }), async (blocks) => {
    await rm(programs.data, { recursive: true, force: true });
    const writers = new Writers();
    const node = programs.keep(spawnCramped(blocks, '--data', programs.data, '--port', '0'));
    const client = await clientOf(node);
    await writers.write(client);
    await client.dispose();
    expect([await node.exited, node.complaints.join()]).toEqual([70, expect.stringContaining('a write failed')]);
    expect(writers.acknowledged.length).toBeGreaterThan(0);
    await serving(async (again) => {
      expect(await faults(again, writers)).toEqual([]);
      await writers.repeat(again);
      expect(await faults(again, writers)).toEqual([]);
    });
  }), rounds(2));
}, LONG);

/** Kills a node a while after all writers have begun. */
async function crashUnder(writers: Writers, later: number): Promise<void> {
  const node = programs.run();
  const client = await clientOf(node);
  const writing = writers.write(client);
  await eventually(() => writers.areUnderWay, 'writers under way');
  await sleep(later);
  await crash(node);
  await writing;
  await client.dispose();
}

/** What can be asked of a node that starts on what is there. */
async function serving(ask: (client: EventStoreDBClient) => Promise<void>): Promise<void> {
  const node = programs.run();
  const client = await clientOf(node);
  await ask(client);
  await client.dispose();
  node.process.kill('SIGTERM');
  expect(await node.exited).toBe(0);
}

const programs = programsOfEachTest();
