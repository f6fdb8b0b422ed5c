import { ClassicLevel } from 'classic-level';
import { rm } from 'node:fs/promises';
import { readU64, u64 } from '../bytes.js';
import { headKey, indexKey } from './level.keys.js';
import type { Direction, LinkedEvent, LinkEntry, LinkStorage } from './storage.port.js';

type Level = ClassicLevel<Buffer, Buffer>;

/** Other than this one is made again. */
const FORMAT = 'links 2';
const FORMAT_KEY = Buffer.from('format');
const NEWEST = Buffer.from('newest');
const HIGHEST = Number.MAX_SAFE_INTEGER;

/** A folder of its own, opened when it is first needed: the log neither waits for it nor suffers with it. */
export class LevelLinks implements LinkStorage {
  private opening: Promise<Level> | undefined;
  private closed = false;

  constructor(private readonly folder: string) {}

  async newest(): Promise<LinkedEvent | undefined> {
    const value = await (await this.level()).get(NEWEST);
    return value?.length === 24 ? { position: readU64(value, 0), eventId: value.subarray(8) } : undefined;
  }

  async heads(streams: readonly string[]): Promise<number[]> {
    const values = await (await this.level()).getMany(streams.map((stream) => headKey(Buffer.from(stream))));
    return values.map((value) => (value?.length === 8 ? readU64(value, 0) : -1));
  }

  async read(stream: string, from: number, direction: Direction, limit: number): Promise<LinkEntry[]> {
    const name = Buffer.from(stream);
    const range = direction === 'forwards'
      ? { gte: indexKey(name, from), lte: indexKey(name, HIGHEST) }
      : { gte: indexKey(name, 0), lte: indexKey(name, from), reverse: true };
    const entries = await (await this.level()).iterator({ ...range, limit }).all();
    return entries.map(([key, value]) => ({ stream, revision: readU64(key, key.length - 8), position: value.length === 8 ? readU64(value, 0) : 0 }));
  }

  async write(links: readonly LinkEntry[], newest: LinkedEvent): Promise<void> {
    const batch = (await this.level()).batch();
    const heads = new Map<string, number>();
    for (const { stream, revision, position } of links) {
      batch.put(indexKey(Buffer.from(stream), revision), u64(position));
      heads.set(stream, revision);
    }
    for (const [stream, revision] of heads) batch.put(headKey(Buffer.from(stream)), u64(revision));
    batch.put(NEWEST, Buffer.concat([u64(newest.position), newest.eventId]));
    // Not synced: what a crash takes is made again.
    await batch.write();
  }

  async clear(): Promise<void> {
    await this.shut();
    await rm(this.folder, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.shut();
  }

  private async shut(): Promise<void> {
    const level = await this.opening?.catch(() => undefined);
    this.opening = undefined;
    await level?.close();
  }

  private level(): Promise<Level> {
    if (this.closed) return Promise.reject(new Error('the node is stopping'));
    this.opening ??= this.open().catch(async () => {
      await rm(this.folder, { recursive: true, force: true });
      return this.open();
    });
    return this.opening;
  }

  private async open(): Promise<Level> {
    const level: Level = new ClassicLevel(this.folder, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
    try {
      await level.open();
      const format = (await level.get(FORMAT_KEY))?.toString();
      if (format === undefined) await level.clear();
      if (format !== undefined && format !== FORMAT) throw new Error(`${this.folder} has format ${format}`);
      await level.put(FORMAT_KEY, Buffer.from(FORMAT));
      return level;
    } catch (error) {
      await level.close();
      throw error;
    }
  }
}
