import type { ClassicLevel, IteratorOptions } from 'classic-level';
import { readU64, u64 } from '../bytes.js';
import { messageOf, rootOf } from '../failure.js';
import { blocksOf, encodeBlock, recordIn, recordsIn } from './level.blocks.js';
import { copyOf } from './level.copy.js';
import { indexEntries, indexValue } from './level.index.js';
import type { LevelLinks } from './level.links.js';
import { headKey, idKey, indexKey, logKey } from './level.keys.js';
import { pageOf } from './level.page.js';
import { DamagedData, type Direction, type EnteredId, type Entry, type IndexEntry, type LogEntry, type Place, type Storage, type StreamId, type WriteBatch } from './storage.port.js';

type Level = ClassicLevel<Buffer, Buffer>;
type Range = IteratorOptions<Buffer, Buffer>;
/** Where its first record is, and its bytes. */
type Block = readonly [start: number, bytes: Buffer];
const HIGHEST = Number.MAX_SAFE_INTEGER;
const NOTHING = Buffer.alloc(0);
/** A page of a few records need not hold many blocks. */
const USUAL_BYTES = 1024;

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
    const found: LogEntry[] = [];
    for (const [start, block] of await this.readBlocks(from, direction, limit)) {
      const entries = recordsIn(block).map((record, i) => ({ position: start + i, record }));
      found.push(...(direction === 'forwards' ? entries : entries.reverse()));
    }
    const first = found.findIndex(({ position }) => (direction === 'forwards' ? position >= from : position <= from));
    return first < 0 ? [] : found.slice(first, first + limit);
  }

  async fetch(places: readonly Place[]): Promise<(Buffer | undefined)[]> {
    const starts = [...new Set(places.map(({ position, block = position }) => block))];
    const values = await located(this.level.getMany(starts.map(logKey)), () => `a position from ${places[0]?.position} to ${places.at(-1)?.position}`);
    const blocks = new Map(starts.map((start, i) => [start, values[i]]));
    let searched: Block | undefined;
    const found: (Buffer | undefined)[] = [];
    for (const { position, block = position } of places) {
      const known = blocks.get(block);
      if (!known && !isIn(searched, position)) [searched] = await this.readBlocks(position, 'backwards', 1);
      const [start, bytes] = known ? [block, known] : searched ?? [0, NOTHING];
      const record = recordIn(bytes, position - start);
      // A view would hold its whole block for as long as it is held itself.
      found.push(record && record.length < bytes.length ? Buffer.from(record) : record);
    }
    return found;
  }

  async readIndex(stream: string, from: number, direction: Direction, limit: number): Promise<IndexEntry[]> {
    const name = Buffer.from(stream);
    const read = async (range: Range, count: number): Promise<IndexEntry[]> => {
      const entries = await located(pageOf(this.level, range, count), () => `revision ${from} of stream ${stream}`);
      return entries.flatMap(([key, value]) => indexEntries(stream, key, value, direction));
    };
    const isAsked = direction === 'forwards' ? ({ revision }: IndexEntry) => revision >= from : ({ revision }: IndexEntry) => revision <= from;
    // The newest entry that is no later may hold what is asked for first, and mostly says how many events the others hold.
    const first = await read({ gte: indexKey(name, 0), lte: indexKey(name, from), reverse: true }, 1);
    const found = first.filter(isAsked).slice(0, limit);
    if (found.length === limit) return found;
    const others = direction === 'forwards'
      ? { gt: indexKey(name, from), lte: indexKey(name, HIGHEST) }
      : { gte: indexKey(name, 0), lt: indexKey(name, first.at(-1)?.revision ?? 0), reverse: true };
    const rest = await read(others, Math.ceil((limit - found.length) / Math.max(1, first.length)));
    return [...found, ...rest].slice(0, limit);
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

  async enterIds(ids: readonly EnteredId[]): Promise<void> {
    const batch = this.level.batch();
    for (const { stream, eventId, revision } of ids) batch.put(idKey(Buffer.from(stream), eventId), u64(revision));
    await this.durably(batch);
  }

  async write({ records, heads, entered }: WriteBatch): Promise<void> {
    const batch = this.level.batch();
    for (const block of blocksOf(records)) {
      const { stream, revision, position } = block[0]!;
      const name = Buffer.from(stream);
      batch.put(logKey(position), encodeBlock(block));
      batch.put(indexKey(name, revision), indexValue(position, block.length));
      if (entered.has(stream)) for (const event of block) batch.put(idKey(name, event.eventId), u64(event.revision));
    }
    for (const [stream, revision] of heads) batch.put(headKey(Buffer.from(stream)), u64(revision));
    await this.durably(batch);
  }

  async rewrite(entries: readonly LogEntry[]): Promise<void> {
    const changed = new Map(entries.map(({ position, record }) => [position, record]));
    const last = entries.at(-1)!.position;
    const batch = this.level.batch();
    for (let next = entries[0]!.position; next <= last;) {
      const blocks = await this.readBlocks(next, 'forwards', last - next + 1);
      if (blocks.length === 0) throw new DamagedData(`damaged log: position ${next} is missing`);
      for (const [start, block] of blocks) {
        const records = recordsIn(block);
        next = start + records.length;
        if (records.some((_, i) => changed.has(start + i))) batch.put(logKey(start), Buffer.concat(records.map((record, i) => changed.get(start + i) ?? record)));
      }
    }
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

  /** The blocks from the one on that holds a position. */
  private async readBlocks(from: number, direction: Direction, records: number): Promise<Block[]> {
    const read = async (range: Range, count: number): Promise<Block[]> => {
      const entries = await located(pageOf(this.level, range, count, records * USUAL_BYTES), () => `position ${from}`);
      return entries.map(([key, block]) => [readU64(key, 1), block]);
    };
    const noLater = { gte: logKey(0), lte: logKey(from), reverse: true };
    if (direction === 'backwards') return read(noLater, records);
    const blocks = await read({ gte: logKey(from), lte: logKey(HIGHEST) }, records);
    return blocks[0]?.[0] === from ? blocks : [...(await read(noLater, 1)), ...blocks];
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

const isIn = (block: Block | undefined, position: number): boolean =>
  block !== undefined && position >= block[0] && recordIn(block[1], position - block[0]) !== undefined;

/** LevelDB says what is wrong, but not with what. */
async function located<T>(reading: Promise<T>, place: () => string): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const cause = rootOf(error);
    throw new DamagedData(`${place()} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function revisions(values: readonly (Buffer | undefined)[]): number[] {
  return values.map((value) => {
    if (value && value.length !== 8) throw new DamagedData('damaged index: an entry has the wrong size');
    return value ? readU64(value, 0) : -1;
  });
}
