import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from './node.js';
import { LevelLinks } from './storage/level.links.js';
import { LevelStorage } from './storage/level.storage.js';
import { PowerCut, type Level } from './testing/power-cut.js';
import { rounds } from './testing/rounds.js';
import { eventually, freshFolder, withClient, type TestNode } from './testing/running-node.js';
import { faults, Writers } from './testing/writers.js';

it('has synced what it acknowledges: all of it is there when the power fails under sixteen writers', async () => {
  await fc.assert(fc.asyncProperty(fc.nat({ max: 300 }), async (later) => {
    const [writers, power] = [new Writers(), new PowerCut(await level(), await level())];
    const node = await nodeOn(power.level);
    const writing = writers.write(node.client);
    await eventually(() => writers.areUnderWay, 'writers under way');
    await sleep(later);
    const found = await power.cut();
    await node.kill();
    await writing;
    const again = await nodeOn(found);
    expect(await faults(again.client, writers)).toEqual([]);
    await writers.repeat(again.client);
    expect(await faults(again.client, writers)).toEqual([]);
    await again.stop();
  }), rounds(3));
}, 3_600_000);

async function nodeOn(database: Level): Promise<TestNode> {
  const links = new LevelLinks(join(folder.path, randomUUID()));
  return withClient(await serve(new LevelStorage(database, links, async () => undefined), {}));
}

async function level(): Promise<Level> {
  const opened: Level = new ClassicLevel(join(folder.path, randomUUID()), { keyEncoding: 'buffer', valueEncoding: 'buffer' });
  await opened.open();
  return opened;
}

let folder: Awaited<ReturnType<typeof freshFolder>>;
beforeEach(async () => void (folder = await freshFolder()));
afterEach(() => folder.remove());
