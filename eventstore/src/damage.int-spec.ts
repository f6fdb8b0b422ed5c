import { afterEach, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { appendFile, cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from './failure.js';
import { startNode } from './index.js';
import { rounds } from './testing/rounds.js';
import { freshFolder, happened, many, places, runNode, type TestNode } from './testing/running-node.js';
import { verifyDirectory } from './verify.js';

it('cuts a torn end, keeps what was acknowledged before it, and goes on', async () => {
  await crashed(40);
  const log = await writeAheadLog();
  await truncate(log, (await readFile(log)).length - 5);
  const node = await open();
  expect(await places(node.client.readStream('s'))).toHaveLength(39);
  expect((await node.client.appendToStream('s', many(1), { expectedRevision: 38n })).success).toBe(true);
  await node.stop();
  expect(await verifyDirectory(data)).toBe('sound: 40 events in 1 streams');
});

it('drops garbage behind the end', async () => {
  await crashed(40);
  await appendFile(await writeAheadLog(), Buffer.from('garbage '.repeat(5000)));
  const node = await open();
  expect(await places(node.client.readStream('s'))).toHaveLength(40);
  await node.stop();
});

it.each([0.05, 0.3, 0.6, 0.9])('refuses to start when the log is damaged at %d of its length, and names the place', async (part) => {
  await crashed(40);
  const log = await writeAheadLog();
  await flip(log, Math.floor((await readFile(log)).length * part));
  await expect(startNode({ data })).rejects.toThrow(/damaged log: \d+\.log at byte \d+$/);
});

it('shows what was written before, or refuses and names the place, wherever the log of a crash is cut, continued or damaged', async () => {
  await crashed(40);
  const intact = join(folder.path, 'intact');
  await cp(data, intact, { recursive: true });
  const log = await writeAheadLog();
  const { length } = await readFile(log);
  const place = fc.record({ harm: fc.constantFrom('cut', 'garbage', 'flip'), part: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), garbage: fc.uint8Array({ minLength: 1, maxLength: 70_000 }) });
  await fc.assert(fc.asyncProperty(place, async ({ harm, part, garbage }) => {
    await cp(intact, data, { recursive: true });
    const at = Math.floor(length * part);
    if (harm === 'cut') await truncate(log, at);
    else if (harm === 'flip') await flip(log, at);
    else await appendFile(log, garbage);
    const shown = await shownOrRefused();
    if (typeof shown === 'string') {
      expect([harm, shown]).toEqual(['flip', expect.stringMatching(/damaged log: \d+\.log at byte \d+$/)]);
      return expect(Number(/\d+$/.exec(shown)![0])).toBeLessThanOrEqual(at);
    }
    expect(shown).toEqual(shown.map((_, n) => n));
    expect(shown.length).toBeGreaterThanOrEqual({ cut: Math.floor(40 * part) - 2, flip: 39, garbage: 40 }[harm]);
  }), rounds(20));
}, 3_600_000);

it('misses the end of a log that had been stopped cleanly', async () => {
  await written(20);
  const log = await writeAheadLog();
  await truncate(log, (await readFile(log)).length - 5);
  await expect(startNode({ data })).rejects.toThrow('it ends at position 19, and position 20 had been acknowledged');
});

it('refuses to start whatever byte of its tables and their list is damaged', async () => {
  await written(300);
  await (await open()).stop();
  const intact = join(folder.path, 'intact');
  await cp(data, intact, { recursive: true });
  const files = (await readdir(join(data, 'log'))).filter((name) => /ldb$|MANIFEST|CURRENT/.test(name));
  let [noticed, tried] = [0, 0];
  for (const name of files) {
    const { length } = await readFile(join(data, 'log', name));
    for (let k = 0; k < 12; k++) {
      await cp(intact, data, { recursive: true });
      await flip(join(data, 'log', name), Math.floor(((k + 0.5) / 12) * length));
      tried++;
      if (await survives()) noticed++;
    }
  }
  expect([noticed, tried]).toEqual([tried, tried]);
});

it('takes no notice of a half-written table that a crash left behind', async () => {
  await written(20);
  await writeFile(join(data, 'log', '999999.ldb'), Buffer.alloc(5000, 7));
  const node = await open();
  expect(await places(node.client.readStream('s'))).toHaveLength(20);
  await node.stop();
});

const open = (): Promise<TestNode> => runNode({ data });

/** A folder as a clean stop leaves it. */
async function written(count: number): Promise<void> {
  const node = await open();
  for (let n = 0; n < count; n++) await node.client.appendToStream('s', happened(n));
  await node.stop();
}

/** A folder as a crash leaves it: what is in the files while the node runs. */
async function crashed(count: number): Promise<void> {
  const running = join(folder.path, 'running');
  const node = await runNode({ data: running });
  for (let n = 0; n < count; n++) await node.client.appendToStream('s', happened(n));
  await cp(running, data, { recursive: true });
  await node.stop();
}

async function writeAheadLog(): Promise<string> {
  const name = (await readdir(join(data, 'log'))).find((file) => file.endsWith('.log'));
  return join(data, 'log', name!);
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at]! ^= 0x10;
  await writeFile(file, bytes);
}

/** The numbers in all events, or why there are none to be had. */
async function shownOrRefused(): Promise<number[] | string> {
  try {
    const node = await open();
    const numbers: number[] = [];
    for await (const { event } of node.client.readAll()) numbers.push((event!.data as { n: number }).n);
    await node.stop();
    return numbers;
  } catch (error) {
    return messageOf(error);
  }
}

/** Opens and reads everything; true if the damage was noticed, throws if something false was shown. */
async function survives(): Promise<boolean> {
  try {
    const node = await open();
    try {
      const numbers: number[] = [];
      for await (const { event } of node.client.readStream('s')) numbers.push((event!.data as { n: number }).n);
      if (numbers.join() !== Array.from({ length: 300 }, (_, n) => n).join()) throw new Shown(`${numbers.length} events`);
      if ((await places(node.client.readAll())).length !== 300) throw new Shown('$all');
    } finally {
      await node.stop();
    }
    return false;
  } catch (error) {
    if (error instanceof Shown) throw error;
    return true;
  }
}

class Shown extends Error {}

let folder: Awaited<ReturnType<typeof freshFolder>>;
let data: string;
beforeEach(async () => {
  folder = await freshFolder();
  data = join(folder.path, 'data');
});
afterEach(() => folder.remove());
