import { expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { encodeRecord, StoredEvent } from './record.codec.js';
import { scavenge } from './scavenge.js';

it('gives back the room of large events in pieces as small as of many', async () => {
  const compacted: [from: number, to: number][] = [];
  const last = { first: 0, last: 300, since: 0, exists: false };
  const found = await scavenge({
    end: 300,
    read: async (from) => [large(from)],
    newest: async () => 300,
    visible: async () => last,
    rewrite: async () => undefined,
    compact: async (from, to) => void compacted.push([from, to]),
  }, () => false);
  expect(found).toMatchObject({ events: 300, isComplete: true });
  expect(Math.max(...compacted.map(([from, to]) => to - from))).toBeLessThan(150);
  expect(compacted.flat()).toEqual([1, ...compacted.slice(1).flatMap(([from]) => [from - 1, from]), 300]);
});

function large(position: number): StoredEvent {
  const event = { eventId: randomBytes(16), type: 'T', isJson: false, metadata: Buffer.alloc(0), data: Buffer.alloc(1024 * 1024) };
  return new StoredEvent(encodeRecord(event, { stream: 's', revision: position - 1, position, created: 0 }));
}
