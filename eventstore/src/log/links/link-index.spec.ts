import { beforeEach, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryStorage } from '../../storage/memory.storage.js';
import type { LinkEntry } from '../../storage/storage.port.js';
import { EventLog } from '../event-log.js';

it.each<[string, readonly LinkEntry[], number]>([
  ['has a gap', [{ stream: '$ce-pets', revision: 1, position: 2 }], 3],
  ['leads to an event of another stream', [{ stream: '$ce-pets', revision: 0, position: 3 }], 3],
  ['leads beyond the end of the log', [{ stream: '$ce-pets', revision: 0, position: 70 }], 3],
  ['is that of a longer log', [{ stream: '$ce-pets', revision: 0, position: 1 }], 900],
])('is made again when it %s', async (_what, links, upTo) => {
  const [newest] = await log.readLog(upTo, 'forwards', 1);
  await storage.links.write(links, newest ?? { position: upTo, eventId: randomBytes(16) });
  expect(await numbers()).toEqual(['0@pets-1', '0@pets-2']);
});

it('is made again when it is that of another log that it would fit', async () => {
  await storage.links.write([{ stream: '$ce-pets', revision: 0, position: 1 }], { position: 3, eventId: randomBytes(16) });
  expect(await numbers()).toEqual(['0@pets-1', '0@pets-2']);
});

it('goes on where it was', async () => {
  expect(await numbers()).toHaveLength(2);
  await append('pets-1');
  log = await EventLog.open(storage, fail);
  expect(await numbers()).toEqual(['0@pets-1', '0@pets-2', '1@pets-1']);
  expect(await storage.links.newest()).toMatchObject({ position: 4 });
});

it('makes the same event of a link each time', async () => {
  const [once] = await log.readStream('$ce-pets', 0, 'forwards', 1);
  const [again] = await log.readStream('$ce-pets', 1, 'backwards', 2).then((page) => page.slice(-1));
  expect(again!.record.equals(once!.record)).toBe(true);
});

it('is of no interest to an append', async () => {
  expect(await storage.links.newest()).toBeUndefined();
});

it('is not waited for by the writer when a stream of links is deleted', async () => {
  const [written, release] = [storage.links.write.bind(storage.links), Promise.withResolvers<void>()];
  storage.links.write = async (links, newest) => {
    await release.promise;
    await written(links, newest);
  };
  const deleted = log.delete({ stream: '$ce-pets', expected: 1, isFinal: false });
  expect(await Promise.race([append('cars-1'), setTimeout(500, 'waits')])).toMatchObject({ kind: 'appended', revision: 1 });
  release.resolve();
  expect(await deleted).toMatchObject({ kind: 'appended', revision: 1 });
});

it.each([
  ['a delete that is not allowed', () => log.delete({ stream: '$ce-pets', expected: 'any', isFinal: false, allowedBy: () => false }), 'denied'],
  ['metadata of a stream of links', () => append('$$$ce-pets'), 'appended'],
] as const)('is of no interest to %s', async (_what, ask, kind) => {
  expect(await ask()).toMatchObject({ kind });
  expect(await storage.links.newest()).toBeUndefined();
});

it.each([
  ['it is made', () => log.readStream('$ce-pets', 0, 'forwards', 1)],
  ['the log is scavenged', () => log.scavenge(() => false)],
])('lets others have their turn while %s', async (_what, work) => {
  await append('pets-1', 5000);
  let turns = 0;
  const turning = setInterval(() => turns++, 0);
  await work();
  clearInterval(turning);
  expect(turns).toBeGreaterThan(1);
});

it('keeps no more in mind of long names than of short ones', async () => {
  storage.links.write = async () => undefined;
  for (let n = 0; n < 60; n++) {
    const metadata = Buffer.from(JSON.stringify({ $correlationId: `${n}`.padEnd(1_000_000, 'x') }));
    await log.append({ stream: 'pets-1', expected: 'any', events: [{ eventId: randomBytes(16), type: 'T', isJson: true, metadata, data: Buffer.from('{}') }] });
  }
  const begun = heap();
  await expect(log.readStream('$ce-pets', 0, 'forwards', 1)).rejects.toThrow('is missing');
  expect(heap() - begun).toBeLessThan(30_000_000);
});

function heap(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const numbers = async (): Promise<string[]> => (await log.readStream('$ce-pets', 0, 'forwards', 10)).map(({ data }) => data.toString());
const append = (stream: string, count = 1) => log.append({
  stream, expected: 'any', events: Array.from({ length: count }, () => ({ eventId: randomBytes(16), type: 'T', isJson: true, metadata: Buffer.alloc(0), data: Buffer.from('{}') })),
});

function fail(error: Error): never {
  throw error;
}

let storage: MemoryStorage;
let log: EventLog;
beforeEach(async () => {
  storage = new MemoryStorage();
  log = await EventLog.open(storage, fail);
  for (const stream of ['pets-1', 'pets-2', 'cars-1']) await append(stream);
});
