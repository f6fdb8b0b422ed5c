import { expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { MemoryStorage } from '../storage/memory.storage.js';
import { DamagedData } from '../storage/storage.port.js';
import { CommitTimeout, LogStopped } from './append.js';
import { EventLog } from './event-log.js';
import { SOFT_DELETED } from './stream-metadata.js';

it('decides each request of a group by what those before it will have written', async () => {
  const log = await EventLog.open(new MemoryStorage(), fail);
  const outcomes = await Promise.all([
    append(log, 's', 'no_stream'), remove(log, false, 0), append(log, 's', 'no_stream'), append(log, 's', 1),
    append(log, '$$s', 1, SOFT_DELETED), append(log, 's', 'any'), remove(log, true, 3), append(log, '$$s', 'any'), remove(log, false),
  ]);
  expect(outcomes.map((outcome) => ('revision' in outcome ? outcome.revision : outcome.kind))).toEqual([0, 0, 1, 2, 2, 3, 3, 'deleted', 'deleted']);
  const written = await log.readLog(1, 'forwards', 100);
  expect(written.map(({ streamName, revision }) => `${revision}@${streamName.toString()}`)).toEqual([
    '0@s', '0@$$s', '1@s', '1@$$s', '2@s', '2@$$s', '3@s', '3@$$s', `${Number.MAX_SAFE_INTEGER}@s`,
  ]);
  expect(written[3]!.data.toString()).toBe('{"$tb":1}');
  expect(written[7]!.data.toString()).toBe('{"$tb":3}');
});

it.each([['would be written', 'any'], ['is answered without a write', 5]] as const)('refuses what %s once a rewrite has failed', async (_what, expected) => {
  const storage = new Full();
  const log = await EventLog.open(storage, () => undefined);
  for (const stream of ['s', 's', '$$s']) await append(log, stream, 'any', Buffer.from('{"$tb":1}'));
  const answer = append(log, 'held', expected).then(() => 'acknowledged', (error: unknown) => error);
  await storage.reading;
  await expect(log.scavenge(() => false)).rejects.toThrow('disk full');
  storage.release();
  expect(await Promise.race([answer, setTimeout(500, 'never answered')])).toBeInstanceOf(LogStopped);
  expect(await storage.lastPosition()).toBe(3);
});

it('goes on where a rewrite meets what is damaged, which it finds before it writes', async () => {
  const storage = new MemoryStorage();
  const log = await EventLog.open(storage, fail);
  for (const stream of ['s', 's', '$$s']) await append(log, stream, 'any', Buffer.from('{"$tb":1}'));
  storage.rewrite = async () => Promise.reject(new DamagedData('damaged log: position 1 is missing'));
  await expect(log.scavenge(() => false)).rejects.toThrow(DamagedData);
  expect(await append(log, 's', 1)).toMatchObject({ kind: 'appended', revision: 2 });
});

it('answers in time those whose streams cannot be read in time, and those behind them', async () => {
  const storage = new Full();
  const log = await EventLog.open(storage, fail);
  const held = append(log, 'held', 5);
  await storage.reading;
  const waiting = [held, append(log, 's', 'any')].map((answer) => answer.catch((error: unknown) => error));
  for (const answer of waiting) expect(await Promise.race([answer, setTimeout(4000, 'never answered')])).toBeInstanceOf(CommitTimeout);
  storage.release();
});

/** Has no room for a rewrite, and lets whoever asks for the stream "held" wait. */
class Full extends MemoryStorage {
  release!: () => void;
  private tell!: () => void;
  readonly reading = new Promise<void>((resolve) => (this.tell = resolve));
  private readonly released = new Promise<void>((resolve) => (this.release = resolve));

  override async heads(streams: readonly string[]): Promise<number[]> {
    if (streams.includes('held')) {
      this.tell();
      await this.released;
    }
    return super.heads(streams);
  }

  override async rewrite(): Promise<never> {
    throw new Error('disk full');
  }
}

const append = (log: EventLog, stream: string, expected: 'any' | 'no_stream' | number, data: Buffer = Buffer.alloc(0)) =>
  log.append({ stream, expected, events: [{ eventId: randomBytes(16), type: 'T', isJson: true, metadata: Buffer.alloc(0), data }] });

const remove = (log: EventLog, isFinal: boolean, expected: 'any' | number = 'any') => log.delete({ stream: 's', expected, isFinal });

function fail(error: Error): never {
  throw error;
}
