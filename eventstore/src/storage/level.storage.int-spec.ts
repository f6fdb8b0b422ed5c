import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { u64, writeU64 } from '../bytes.js';
import { encodeRecord, StoredEvent } from '../log/record.codec.js';
import { rounds } from '../testing/rounds.js';
import { freshFolder } from '../testing/running-node.js';
import { verifyDirectory } from '../verify.js';
import { FORMAT_KEY, headKey, idKey, indexKey, logKey } from './level.keys.js';
import { MemoryStorage } from './memory.storage.js';
import { LEVEL_OPTIONS, openLevel } from './open-level.js';
import type { Direction, IndexEntry, LogEntry, Storage, WriteBatch, WrittenRecord } from './storage.port.js';

const written = fc.array(
  fc.array(fc.record({ stream: fc.constantFrom('a', 'ab', 'b'), count: fc.integer({ min: 1, max: 40 }), bytes: fc.constantFrom(0, 100, 5000) }), { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 5 },
);
/** Two streams, one behind the other, whose revisions go on as if they were one. */
const SAME_NUMBERS = [[{ stream: 'b', count: 1, bytes: 0 }], [{ stream: 'a', count: 1, bytes: 0 }, { stream: 'b', count: 1, bytes: 0 }]];
const reading = fc.record({ from: fc.nat({ max: 400 }), limit: fc.integer({ min: 1, max: 90 }), direction: fc.constantFrom<Direction>('forwards', 'backwards') });

it('keeps what is written together of a stream in blocks, and is read from anywhere as if each record lay by itself', async () => {
  await fc.assert(fc.asyncProperty(written, fc.array(reading, { minLength: 10, maxLength: 30 }), async (groups, readings) => {
    const [level, memory] = [await openLevel(join(folder.path, randomBytes(8).toString('hex'))), new MemoryStorage()];
    const records = await write([level, memory], groups);
    for (const { from, limit, direction } of readings) {
      await samePages(limit, async (storage) => (await storage.readLog(from, direction, limit)).map(({ position, record }) => [position, text(record)]), level, memory);
      for (const stream of ['a', 'ab', 'b', 'none']) await samePages(limit, async (storage) => (await storage.readIndex(stream, from, direction, limit)).map(withoutBlock), level, memory);
    }
    const places = fc.sample(fc.constantFrom(...records, { position: records.length + 1 }), 40).map(({ position }) => ({ position }));
    const indexed = await level.readIndex(records[0]!.stream, 0, 'forwards', 50);
    for (const asked of [places, indexed]) expect((await level.fetch(asked)).map(text)).toEqual((await memory.fetch(asked)).map(text));
    expect(await level.lastPosition()).toBe(records.length);
    await level.close();
  }), { ...rounds(6), examples: [[SAME_NUMBERS, [{ from: 0, limit: 5, direction: 'forwards' }]]] });
}, 3_600_000);

it('has the end of a stream right behind its last event, under the highest number', async () => {
  const [level, memory] = [await openLevel(join(folder.path, 'log')), new MemoryStorage()];
  const records = await write([level, memory], [[{ stream: 'a', count: 3, bytes: 0 }]]);
  const end = batchOf([recordOf('a', Number.MAX_SAFE_INTEGER, records.length + 1, 0)]);
  for (const storage of [level, memory]) await storage.write(end);
  for (const direction of ['forwards', 'backwards'] as const) {
    for (const from of [0, 1, 2, 3, 4, 1000, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER]) {
      await samePages(10, async (storage) => (await storage.readIndex('a', from, direction, 10)).map(withoutBlock), level, memory);
    }
  }
  await level.close();
});

it('changes the records it is told to, and no others', async () => {
  const [level, memory] = [await openLevel(join(folder.path, 'log')), new MemoryStorage()];
  const records = await write([level, memory], Array.from({ length: 5 }, () => [{ stream: 'a', count: 60, bytes: 100 }]));
  const changed = [3, 4, 59, 60, 61, 150, 300].map((position) => ({ position, record: recordOf('a', records[position - 1]!.revision, position, 7).record }));
  for (const storage of [level, memory]) await storage.rewrite(changed);
  expect(await wholeLog(level)).toEqual(await wholeLog(memory));
  expect((await wholeLog(level))[149]).toEqual(changed[5]);
  await level.close();
});

it('has one entry of the log and one of the index for many small records that are written together', async () => {
  const level = await openLevel(join(folder.path, 'log'));
  await write([level], [[{ stream: 'a', count: 300, bytes: 100 }]]);
  await level.close();
  const database = await open(join(folder.path, 'log', 'log'));
  const keys = (await database.keys().all()).map((key) => String.fromCharCode(key[0]!));
  await database.close();
  const count = (kind: string): number => keys.filter((key) => key === kind).length;
  expect([count('e') < 10, count('s') < 10, count('i')]).toEqual([true, true, 300]);
});

describe('A log of the first format, which had an entry for each record', () => {
  it('is read, and written behind', async () => {
    const [data, records] = [join(folder.path, 'old'), groupOf(0, [{ stream: 'a', count: 5, bytes: 10 }, { stream: 'b', count: 1, bytes: 10 }, { stream: 'a', count: 2, bytes: 10 }], new Map())];
    await writeFirstFormat(data, records);
    const level = await openLevel(data);
    expect((await wholeLog(level)).map(({ record }) => record)).toEqual(records.map(({ record }) => record));
    expect((await level.readIndex('a', 6, 'backwards', 10)).map(({ revision, position }) => [revision, position])).toEqual([[6, 8], [5, 7], [4, 5], [3, 4], [2, 3], [1, 2], [0, 1]]);
    await level.write(batchOf(groupOf(8, [{ stream: 'a', count: 3, bytes: 10 }], new Map([['a', 6]]))));
    expect((await level.readIndex('a', 5, 'forwards', 10)).map(({ revision, position }) => [revision, position])).toEqual([[5, 7], [6, 8], [7, 9], [8, 10], [9, 11]]);
    await level.close();
    expect(await verifyDirectory(data)).toBe('sound: 11 events in 2 streams');
  });

  it.each([1, 2])('is then of the present one, as is one of format %d, which an older program does not take for its own', async (format) => {
    const data = join(folder.path, 'old');
    await writeFirstFormat(data, groupOf(0, [{ stream: 'a', count: 5, bytes: 10 }], new Map()), format);
    await (await openLevel(data)).close();
    const database = await open(join(data, 'log'));
    expect((await database.get(FORMAT_KEY))?.toString()).toBe('slowking-eventstore 3');
    await database.close();
  });
});

interface Part {
  readonly stream: string;
  readonly count: number;
  readonly bytes: number;
}

/** Writes each group in one go; answers all records. */
async function write(storages: readonly Storage[], groups: readonly (readonly Part[])[]): Promise<WrittenRecord[]> {
  const [records, heads]: [WrittenRecord[], Map<string, number>] = [[], new Map()];
  for (const parts of groups) {
    const group = groupOf(records.length, parts, heads);
    for (const storage of storages) await storage.write(batchOf(group));
    records.push(...group);
  }
  return records;
}

/** All ids are entered, or none. */
const batchOf = (records: readonly WrittenRecord[], entered = new Set(records.map(({ stream }) => stream))): WriteBatch =>
  ({ records, heads: new Map(records.map(({ stream, revision }) => [stream, revision])), entered });

function groupOf(before: number, parts: readonly Part[], heads: Map<string, number>): WrittenRecord[] {
  const group: WrittenRecord[] = [];
  for (const { stream, count, bytes } of parts) {
    for (let n = 0; n < count; n++) {
      const revision = (heads.get(stream) ?? -1) + 1;
      heads.set(stream, revision);
      group.push(recordOf(stream, revision, before + group.length + 1, bytes));
    }
  }
  return group;
}

function recordOf(stream: string, revision: number, position: number, bytes: number): WrittenRecord {
  const eventId = randomBytes(16);
  const event = { eventId, type: 'T', isJson: false, metadata: Buffer.alloc(0), data: randomBytes(bytes) };
  return { stream, revision, position, eventId, record: encodeRecord(event, { stream, revision, position, created: 1 }) };
}

/** A page may be shorter than that of the other, but not empty where that one is not. */
async function samePages<T>(limit: number, read: (storage: Storage) => Promise<readonly T[]>, level: Storage, memory: Storage): Promise<void> {
  const [found, wanted] = [await read(level), await read(memory)];
  expect(found).toEqual(wanted.slice(0, found.length));
  expect([found.length > 0, found.length <= limit]).toEqual([wanted.length > 0, true]);
}

/** Compared a hundred times faster than bytes. */
const text = (record: Buffer | undefined): string | undefined => record?.toString('latin1');
const withoutBlock = ({ revision, position }: IndexEntry) => ({ revision, position });

async function wholeLog(storage: Storage): Promise<LogEntry[]> {
  const found: LogEntry[] = [];
  for (let page; (page = await storage.readLog(found.length + 1, 'forwards', 100)).length > 0;) found.push(...page);
  for (const { position, record } of found) StoredEvent.checked(record, position);
  return found;
}

const open = async (place: string): Promise<ClassicLevel<Buffer, Buffer>> => {
  const database = new ClassicLevel<Buffer, Buffer>(place, LEVEL_OPTIONS);
  await database.open();
  return database;
};

async function writeFirstFormat(data: string, records: readonly WrittenRecord[], name = 1): Promise<void> {
  await (await openLevel(data)).close();
  const batch = (await open(join(data, 'log'))).batch();
  batch.put(FORMAT_KEY, Buffer.from(`slowking-eventstore ${name}`));
  for (const { stream, revision, position, eventId, record } of records) {
    const [name, place] = [Buffer.from(stream), Buffer.alloc(24)];
    writeU64(place, position, 0);
    eventId.copy(place, 8);
    batch.put(logKey(position), record).put(indexKey(name, revision), place).put(idKey(name, eventId), u64(revision)).put(headKey(name), u64(revision));
  }
  await batch.write();
  await batch.db.close();
}

let folder: Awaited<ReturnType<typeof freshFolder>>;
beforeEach(async () => void (folder = await freshFolder()));
afterEach(() => folder.remove());
