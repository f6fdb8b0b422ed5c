import { ClassicLevel } from 'classic-level';
import { readU64, u64, writeU64 } from '../bytes.js';
import { messageOf, rootOf } from '../failure.js';
import { copyOf } from './level.copy.js';
import type { LevelLinks } from './level.links.js';
import { headKey, idKey, indexKey, logKey } from './level.keys.js';
import { pageOf } from './level.page.js';
import { DamagedData, type Direction, type Entry, type IndexEntry, type LogEntry, type Storage, type StreamId, type WriteBatch } from './storage.port.js';

type Level = ClassicLevel<Buffer, Buffer>;
const HIGHEST = Number.MAX_SAFE_INTEGER;

/** The log in LevelDB: one synced atomic batch for each group of appends. */
export class LevelStorage implements Storage {
  private failed = false;

  constructor(
    private readonly level: Level,
    readonly links: LevelLinks,
    /** Told the last position when it closes without a failure. */
    private readonly onClose: (last: number) => Promise<void>,
  ) {}

  async lastPosition(): Promise<number> {
    const [newest] = await this.readLog(HIGHEST, 'backwards', 1);
    return newest?.position ?? 0;
  }

  async readLog(from: number, direction: Direction, limit: number): Promise<LogEntry[]> {
    const entries = await located(pageOf(this.level, logRange(from, direction), limit), () => `position ${from}`);
    return entries.map(([key, record]) => ({ position: readU64(key, 1), record }));
  }

  async readRecords(from: number, direction: Direction, limit: number): Promise<Buffer[]> {
    const range = { ...logRange(from, direction), keys: false };
    const entries = await located(pageOf(this.level, range, limit), () => `position ${from}`);
    return entries.map(([, record]) => record);
  }

  fetch(positions: readonly number[]): Promise<(Buffer | undefined)[]> {
    return located(this.level.getMany(positions.map(logKey)), () => `a position from ${positions[0]} to ${positions.at(-1)}`);
  }

  async readIndex(stream: string, from: number, direction: Direction, limit: number): Promise<IndexEntry[]> {
    const name = Buffer.from(stream);
    const range = direction === 'forwards'
      ? { gte: indexKey(name, from), lte: indexKey(name, HIGHEST) }
      : { gte: indexKey(name, 0), lte: indexKey(name, from), reverse: true };
    const entries = await located(pageOf(this.level, range, limit), () => `revision ${from} of stream ${stream}`);
    return entries.map(([key, value]) => indexEntry(stream, key, value));
  }

  /** A stream begins with its first event or with its end: to look there costs less than to look for its newest. */
  async heads(streams: readonly string[]): Promise<number[]> {
    const keys = streams.map((stream) => Buffer.from(stream)).flatMap((name) => [headKey(name), indexKey(name, 0), indexKey(name, HIGHEST)]);
    const found = await located(this.level.getMany(keys), () => `the head of stream ${streams.join(', ')}`);
    const lost = streams.find((_, i) => !found[3 * i] && (found[3 * i + 1] ?? found[3 * i + 2]));
    if (lost !== undefined) throw new DamagedData(`damaged index: stream ${lost} has events, but no head`);
    return revisions(streams.map((_, i) => found[3 * i]));
  }

  async findIds(ids: readonly StreamId[]): Promise<number[]> {
    const found = this.level.getMany(ids.map(({ stream, eventId }) => idKey(Buffer.from(stream), eventId)));
    return revisions(await located(found, () => 'event ids'));
  }

  async write({ records, heads }: WriteBatch): Promise<void> {
    const batch = this.level.batch();
    for (const { stream, revision, position, eventId, record } of records) {
      const name = Buffer.from(stream);
      batch.put(logKey(position), record);
      batch.put(indexKey(name, revision), indexValue(position, eventId));
      batch.put(idKey(name, eventId), u64(revision));
    }
    for (const [stream, revision] of heads) batch.put(headKey(Buffer.from(stream)), u64(revision));
    await this.durably(batch);
  }

  async rewrite(entries: readonly LogEntry[]): Promise<void> {
    const batch = this.level.batch();
    for (const { position, record } of entries) batch.put(logKey(position), record);
    await this.durably(batch);
  }

  /**
   * Twice: LevelDB looks first how deep the range lies, and then waits for its own compaction, which may meanwhile carry some of
   * it one level deeper; what lies there keeps its room. Where that did not happen, the second time finds nothing to do.
   */
  async compact(from: number, to: number): Promise<void> {
    for (let time = 0; time < 2; time++) await this.level.compactRange(logKey(from), logKey(to));
  }

  copy(): AsyncIterable<readonly Entry[]> {
    return copyOf(this.level);
  }

  async close(): Promise<void> {
    if (this.level.status !== 'open') return;
    if (!this.failed) await this.onClose(await this.lastPosition());
    await this.links.close();
    await this.level.close();
  }

  private async durably(batch: ReturnType<Level['batch']>): Promise<void> {
    try {
      await batch.write({ sync: true });
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}

const logRange = (from: number, direction: Direction) =>
  direction === 'forwards' ? { gte: logKey(from), lte: logKey(HIGHEST) } : { gte: logKey(0), lte: logKey(from), reverse: true };

/** LevelDB says what is wrong, but not with what. */
async function located<T>(reading: Promise<T>, place: () => string): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const cause = rootOf(error);
    throw new DamagedData(`${place()} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function indexValue(position: number, eventId: Buffer): Buffer {
  const value = Buffer.allocUnsafe(24);
  writeU64(value, position, 0);
  eventId.copy(value, 8);
  return value;
}

function indexEntry(stream: string, key: Buffer, value: Buffer): IndexEntry {
  const revision = readU64(key, key.length - 8);
  if (value.length !== 24) throw new DamagedData(`damaged index: revision ${revision} of stream ${stream}`);
  return { revision, position: readU64(value, 0), eventId: value.subarray(8) };
}

function revisions(values: readonly (Buffer | undefined)[]): number[] {
  return values.map((value) => {
    if (value && value.length !== 8) throw new DamagedData('damaged index: an entry has the wrong size');
    return value ? readU64(value, 0) : -1;
  });
}
