import { afterEach, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { MemoryStorage } from '../storage/memory.storage.js';
import { DamagedData, type EnteredId, type WriteBatch } from '../storage/storage.port.js';
import { CommitTimeout, LogStopped, type AppendOutcome } from './append.js';
import type { ExpectedRevision } from './append-rules.js';
import { EventLog } from './event-log.js';
import { verifyLog } from './verify.js';

it('enters no ids of a stream that is appended to by number alone', async () => {
  const storage = await opened();
  const ids = fresh(3);
  await append(ids.slice(0, 2), 'no_stream');
  await append(ids.slice(2), 1);
  expect(await storage.found(ids)).toEqual([-1, -1, -1]);
});

it.each(['any', 'stream_exists'] as const)('enters all there are when they are asked for with %s, and those that come later with their events', async (expected) => {
  const storage = await opened();
  const ids = fresh(2500);
  await append(ids.slice(0, 2400), 'no_stream');
  expect(await append(ids.slice(5, 7), expected)).toMatchObject({ kind: 'appended', revision: 6 });
  await append(ids.slice(2400), 2399);
  expect(await storage.found(ids)).toEqual(ids.map((_, revision) => revision));
  expect(storage.entered.map(({ revision }) => revision)).toEqual(ids.slice(0, 2400).map((_, revision) => revision));
});

it('goes on, after a start, where it had ended', async () => {
  const storage = await opened();
  const ids = fresh(40);
  await append(ids.slice(0, 10), 'any');
  await restart(storage);
  await append(ids.slice(10), 9);
  expect(await storage.found(ids)).toEqual(ids.map((_, n) => (n < 10 ? n : -1)));
  expect(await append([ids[15]!], 'any')).toMatchObject({ revision: 15 });
  expect(storage.entered.map(({ revision }) => revision)).toEqual(ids.slice(10).map((_, n) => n + 10));
  await restart(storage);
  expect(await append([ids[39]!], 'any')).toMatchObject({ revision: 39 });
  expect(storage.entered).toHaveLength(30);
});

it('takes an id that is there twice for the later of its events, and the earlier one alone for no end of what is entered', async () => {
  const storage = await opened();
  const [twice] = fresh(1) as [Buffer];
  await append([twice, ...fresh(3)], 'any');
  await restart(storage);
  await append([...fresh(3), twice], 3);
  expect(await append([twice], 'any')).toMatchObject({ revision: 7 });
  expect(storage.entered).toHaveLength(4);
});

it('lets nobody pass who comes while ids are being entered', async () => {
  const storage = await opened();
  await append(fresh(3), 'no_stream');
  storage.hold();
  const outcomes = [append(fresh(1), 'any'), append(fresh(1), 3), append(fresh(1), 'any'), append(fresh(1), 5)];
  const elsewhere = await append(fresh(1), 'no_stream', 'elsewhere');
  storage.release();
  expect(elsewhere).toMatchObject({ revision: 0 });
  expect(await Promise.all(outcomes)).toMatchObject([3, 4, 5, 6].map((revision) => ({ kind: 'appended', revision })));
});

it('enters also what is being written at the time', async () => {
  const storage = await opened();
  const ids = fresh(6);
  await append(ids.slice(0, 2), 'no_stream');
  storage.hold();
  const written = append(ids.slice(2), 1);
  await storage.reached;
  const repeated = append([ids[4]!], 'any');
  storage.release();
  await written;
  expect(await repeated).toMatchObject({ revision: 4 });
  expect(await storage.found(ids)).toEqual([0, 1, 2, 3, 4, 5]);
});

it('tells who waits too long that it is late, and then does not append it', async () => {
  const storage = await opened();
  await append(fresh(3), 'no_stream');
  storage.hold();
  const late = [append(fresh(1), 'any'), append(fresh(1), 2)];
  for (const one of late) await expect(one).rejects.toThrow(CommitTimeout);
  storage.release();
  expect(await append(fresh(1), 2)).toMatchObject({ revision: 3 });
});

it('finishes no long stream when the node stops', async () => {
  const storage = await opened();
  await append(fresh(3000), 'no_stream');
  storage.hold();
  const asked = append(fresh(1), 'any');
  await storage.reached;
  const closed = log.close();
  storage.release();
  await expect(asked).rejects.toThrow(LogStopped);
  await closed;
  expect(storage.entered).toHaveLength(1000);
});

it('lets who asks by number go on where ids cannot be entered, and tries again for who asks next', async () => {
  const storage = await opened();
  await append(fresh(3), 'no_stream');
  storage.damaged = 2;
  const [asked, numbered] = [append(fresh(1), 'any'), append(fresh(1), 2)];
  await expect(asked).rejects.toThrow(DamagedData);
  expect(await numbered).toMatchObject({ revision: 3 });
  storage.damaged = 0;
  expect(await append(fresh(1), 'any')).toMatchObject({ revision: 4 });
});

it('ends everything when they cannot be written', async () => {
  const storage = await opened();
  await append(fresh(3), 'no_stream');
  storage.full = true;
  await expect(append(fresh(1), 'any')).rejects.toThrow('disk full');
  await expect(append(fresh(1), 2)).rejects.toThrow(LogStopped);
  expect(failures).toHaveLength(1);
});

it('knows each repeat, whoever appended how and whenever the node has started', async () => {
  const step = fc.record({ stream: fc.constantFrom('a', 'b', '$$a'), by: fc.constantFrom<'any' | 'number'>('any', 'number'), count: fc.integer({ min: 1, max: 5 }), isRepeat: fc.boolean(), restarts: fc.boolean() });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
    const storage = await opened();
    const known = new Map<string, Buffer[]>();
    for (const { stream, by, count, isRepeat, restarts } of steps) {
      if (restarts) await restart(storage);
      const before = known.get(stream) ?? [];
      const from = Math.max(0, before.length - 2 * count);
      const ids = isRepeat && before.length > 0 ? before.slice(from, from + count) : fresh(count);
      const isKnown = isRepeat && before.length > 0;
      const expected = by === 'any' ? 'any' : isKnown ? from - 1 : before.length - 1;
      if (!isKnown) known.set(stream, [...before, ...ids]);
      expect(await append(ids, expected === -1 ? 'no_stream' : expected, stream)).toMatchObject({ kind: 'appended', revision: (isKnown ? from : before.length) + ids.length - 1 });
    }
    expect(await verifyLog(storage)).toMatchObject({ events: [...known.values()].flat().length });
    await log.close();
  }));
});

const fresh = (count: number): Buffer[] => Array.from({ length: count }, () => randomBytes(16));

const append = (ids: readonly Buffer[], expected: ExpectedRevision, stream = 's'): Promise<AppendOutcome> => log.append({
  stream, expected, events: ids.map((eventId) => ({ eventId, type: 'T', isJson: false, metadata: Buffer.alloc(0), data: Buffer.alloc(0) })),
});

/** Tells which ids were entered behind their events; its writes wait, or fail, and a record of it is damaged. */
class Watched extends MemoryStorage {
  readonly entered: EnteredId[] = [];
  full = false;
  damaged = 0;
  reached: Promise<void> = Promise.resolve();
  release = (): void => undefined;
  private held: Promise<void> = Promise.resolve();
  private reach = (): void => undefined;

  /** From now on, until it is released. */
  hold(): void {
    this.held = new Promise((resolve) => void (this.release = resolve));
    this.reached = new Promise((resolve) => void (this.reach = resolve));
  }

  override async enterIds(ids: readonly EnteredId[]): Promise<void> {
    if (this.full) throw new Error('disk full');
    this.reach();
    await this.held;
    this.entered.push(...ids);
    await super.enterIds(ids);
  }

  override async write(batch: WriteBatch): Promise<void> {
    if (batch.records.some(({ stream }) => stream === 's')) {
      this.reach();
      await this.held;
    }
    await super.write(batch);
  }

  override async fetch(places: Parameters<MemoryStorage['fetch']>[0]): Promise<(Buffer | undefined)[]> {
    const records = await super.fetch(places);
    return records.map((record, i) => (places[i]!.position === this.damaged ? record?.subarray(1) : record));
  }

  /** The revision by each id of the stream s. */
  found(ids: readonly Buffer[]): Promise<number[]> {
    return this.findIds(ids.map((eventId) => ({ stream: 's', eventId })));
  }
}

let log: EventLog;
let failures: Error[] = [];
afterEach(() => log.close());

async function opened(): Promise<Watched> {
  const storage = new Watched();
  failures = [];
  log = await EventLog.open(storage, (error) => failures.push(error));
  return storage;
}

/** A log that remembers nothing of the one before. */
async function restart(storage: Watched): Promise<void> {
  await log.close();
  log = await EventLog.open(storage, (error) => failures.push(error));
}
