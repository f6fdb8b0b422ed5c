import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { MemoryStorage } from '../storage/memory.storage.js';
import { DamagedData, type Direction, type IndexEntry, type LogEntry } from '../storage/storage.port.js';
import type { ExpectedRevision } from './append-rules.js';
import { EventLog } from './event-log.js';
import type { StoredEvent } from './record.codec.js';

it('reads a stream in order from anywhere, however others lie between its events', async () => {
  const runs = fc.array(fc.record({ stream: fc.constantFrom('a', 'b', 'c'), count: fc.integer({ min: 1, max: 30 }) }), { maxLength: 20 });
  const reading = fc.record({ from: fc.nat({ max: 250 }), limit: fc.integer({ min: 1, max: 64 }), direction: fc.constantFrom<Direction>('forwards', 'backwards') });
  await fc.assert(
    fc.asyncProperty(runs, reading, async (written, { from, limit, direction }) => {
      const log = await openLog(new MemoryStorage());
      const kept: number[] = [];
      for (const { stream, count } of written) {
        const before = log.end;
        await append(log, stream, count);
        if (stream === 'a') for (let i = 1; i <= count; i++) kept.push(before + i);
      }
      const wanted = direction === 'forwards' ? kept.slice(from, from + limit) : kept.slice(0, from + 1).toReversed().slice(0, limit);
      expect((await log.readStream('a', from, direction, limit)).map(({ position }) => position)).toEqual(wanted);
    }),
  );
});

it('looks up the ends of what lies close together, and nothing between', async () => {
  const storage = new Watched();
  const log = await openLog(storage);
  await append(log, 'other', 3);
  await append(log, 'a', 120);
  await append(log, 'other', 50);
  await append(log, 'a', 80);
  storage.looks = [];
  expect(await log.readStream('a', 10, 'forwards', 100)).toHaveLength(100);
  expect(await log.readStream('a', 150, 'backwards', 100)).toHaveLength(100);
  expect(storage.looks).toEqual([1, 1, 1, 1]);
});

it('goes on behind a page without the index, past what lies between, until little of it is its own', async () => {
  const storage = new Watched();
  const log = await openLog(storage);
  for (const [stream, count] of [['a', 30], ['other', 3], ['a', 20], ['other', 60], ['a', 20], ['other', 3], ['a', 30]] as const) await append(log, stream, count);
  for (const direction of ['forwards', 'backwards'] as const) {
    const read = async (from: number, limit: number, before: StoredEvent[], expected: number, looks: number[]): Promise<StoredEvent[]> => {
      storage.looks = [];
      const page = await log.readStream('a', direction === 'forwards' ? from : 99 - from, direction, limit, before);
      const revisions = Array.from({ length: expected }, (_, n) => (direction === 'forwards' ? from + n : 99 - from - n));
      expect([page.map(({ revision }) => revision), storage.looks]).toEqual([revisions, looks]);
      return page;
    };
    const first = await read(0, 20, [], 20, [1, 1]);
    const second = await read(20, 33, first, 30, []);
    const third = await read(50, 30, second, 30, [1, 1]);
    await read(80, 20, third, 20, []);
  }
});

it.each(['forwards', 'backwards'] as const)('does not read what is large of others for the little that is its own: %s', async (direction) => {
  const storage = new Watched();
  const log = await openLog(storage);
  for (let n = 0; n < 40; n++) {
    await append(log, 'a', 1);
    await append(log, 'other', 1, 5000);
  }
  const first = direction === 'forwards' ? 0 : 39;
  expect(await log.readStream('a', first, direction, 40)).toHaveLength(40);
  expect(storage.looks).toEqual([1, 1, 40]);
});

it.each(['forwards', 'backwards'] as const)('reads past what is damaged of another stream, beside its own events: %s', async (direction) => {
  const storage = new Watched();
  const log = await openLog(storage);
  await append(log, 'a', 20);
  await append(log, 'other', 1);
  await append(log, 'a', 20);
  // What was appended a moment ago is in memory, and found there.
  const again = await openLog(storage);
  storage.damaged = 21;
  const [first, second] = direction === 'forwards' ? [0, 20] : [39, 19];
  const page = await again.readStream('a', first, direction, 20);
  expect((await again.readStream('a', second, direction, 20, page)).map(({ revision }) => revision)[0]).toBe(second);
  expect(await again.readStream('a', first, direction, 40)).toHaveLength(40);
  await expect(again.readLog(15, 'forwards', 10)).rejects.toThrow('position 21');
});

it('does not look beside events that lie scattered', async () => {
  const storage = new Watched();
  const log = await openLog(storage);
  for (let n = 0; n < 40; n++) {
    await append(log, 'a', 1);
    await append(log, 'other', 2);
  }
  const first = await log.readStream('a', 39, 'backwards', 16);
  expect(await log.readStream('a', 23, 'backwards', 16, first)).toHaveLength(16);
  expect(storage.stretches).toBe(0);
});

it.each(['forwards', 'backwards'] as const)('reads a stream page by page, whatever lies between its events: %s', async (direction) => {
  const runs = fc.array(fc.record({ stream: fc.constantFrom('a', 'b'), count: fc.integer({ min: 1, max: 30 }) }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(runs, fc.integer({ min: 1, max: 20 }), async (written, limit) => {
      const log = await openLog(new MemoryStorage());
      for (const { stream, count } of written) await append(log, stream, count);
      const { last } = await log.visible('a');
      const found: number[] = [];
      let page: StoredEvent[] | undefined;
      while (found.length <= last) {
        const from = direction === 'forwards' ? found.length : last - found.length;
        page = await log.readStream('a', from, direction, limit, page);
        found.push(...page.map(({ revision }) => revision));
      }
      const numbers = Array.from({ length: last + 1 }, (_, n) => n);
      expect(found).toEqual(direction === 'forwards' ? numbers : numbers.toReversed());
    }),
  );
});

it.each([['a', 'forwards'], ['a', 'backwards'], ['$et-T', 'forwards'], ['$et-T', 'backwards']] as const)('ends a page of %s %s after half a MiB, however its events lie', async (stream, direction) => {
  const log = await openLog(new MemoryStorage());
  for (let n = 0; n < 40; n++) {
    await append(log, 'a', 1, 50_000);
    await append(log, '$between', 1);
  }
  const found: number[] = [];
  while (found.length < 40) {
    const page = await log.readStream(stream, direction === 'forwards' ? found.length : 39 - found.length, direction, 256);
    expect(page.length).toBeLessThanOrEqual(12);
    found.push(...page.map(({ revision }) => revision));
  }
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  expect(found).toEqual(direction === 'forwards' ? numbers : numbers.toReversed());
});

it('resolves no more links at once than lead to half a MiB', async () => {
  const log = await openLog(new MemoryStorage());
  await append(log, 'large', 40, 50_000);
  await append(log, 'small', 40);
  expect((await log.resolve(await links(log, 'large'))).length).toBeLessThanOrEqual(12);
  expect((await log.resolve(await links(log, 'small'))).map(({ event }) => event?.revision)).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

it.each([['beyond the end', 1000], ['into another stream', -5]])('says so where an index leads %s', async (_where, shift) => {
  const storage = new Watched();
  const log = await openLog(storage);
  await append(log, 'other', 10);
  await append(log, 'a', 40);
  storage.shift = shift;
  await expect(log.readStream('a', 0, 'forwards', 40)).rejects.toThrow(DamagedData);
  await expect(log.readStream('a', 39, 'backwards', 40)).rejects.toThrow(DamagedData);
  await expect(log.readStream('a', 0, 'forwards', 2)).rejects.toThrow(DamagedData);
  await expect(append(log, 'a', 2, 0, 'no_stream')).rejects.toThrow(DamagedData);
});

async function links(log: EventLog, to: string): Promise<StoredEvent[]> {
  const events = Array.from({ length: 40 }, (_, n) => ({ eventId: randomBytes(16), type: '$>', isJson: false, metadata: Buffer.alloc(0), data: Buffer.from(`${n}@${to}`) }));
  await log.append({ stream: `to-${to}`, expected: 'any', events });
  return log.readStream(`to-${to}`, 0, 'forwards', 40);
}

it('says so where the index of ids leads a repeat to another event', async () => {
  const storage = new MemoryStorage();
  const log = await openLog(storage);
  await append(log, 'a', 3);
  const [second] = await log.readStream('a', 1, 'forwards', 1);
  storage.findIds = async (ids) => ids.map(() => 2);
  const again = { eventId: second!.eventId, type: 'T', isJson: true, metadata: Buffer.alloc(0), data: Buffer.alloc(0) };
  await expect(log.append({ stream: 'a', expected: 'any', events: [again] })).rejects.toThrow(DamagedData);
});

/** Tells how many entries of an index were asked for, and how often a stretch of the log; shifts where an index leads, and damages a record. */
class Watched extends MemoryStorage {
  looks: number[] = [];
  stretches = 0;
  shift = 0;
  damaged = 0;

  override async readLog(from: number, direction: Direction, limit: number): Promise<LogEntry[]> {
    this.stretches++;
    const entries = await super.readLog(from, direction, limit);
    return entries.map(({ position, record }) => ({ position, record: position === this.damaged ? record.subarray(1) : record }));
  }

  override async readIndex(stream: string, from: number, direction: Direction, limit: number): Promise<IndexEntry[]> {
    this.looks.push(limit);
    const entries = await super.readIndex(stream, from, direction, limit);
    return entries.map((entry) => ({ ...entry, position: entry.position + this.shift }));
  }
}

const openLog = (storage: MemoryStorage) => EventLog.open(storage, (error) => {
  throw error;
});

const append = (log: EventLog, stream: string, count: number, bytes = 0, expected: ExpectedRevision = 'any') => {
  const events = Array.from({ length: count }, () => ({ eventId: randomBytes(16), type: 'T', isJson: true, metadata: Buffer.alloc(0), data: Buffer.alloc(bytes) }));
  return log.append({ stream, expected, events });
};
