import { expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { MemoryStorage } from '../storage/memory.storage.js';
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

const append = (log: EventLog, stream: string, expected: 'any' | 'no_stream' | number, data: Buffer = Buffer.alloc(0)) =>
  log.append({ stream, expected, events: [{ eventId: randomBytes(16), type: 'T', isJson: true, metadata: Buffer.alloc(0), data }] });

const remove = (log: EventLog, isFinal: boolean, expected: 'any' | number = 'any') => log.delete({ stream: 's', expected, isFinal });

function fail(error: Error): never {
  throw error;
}
