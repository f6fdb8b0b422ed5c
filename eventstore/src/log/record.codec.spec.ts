import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRecord, StoredEvent } from './record.codec.js';

it('gives back every event as it was', () => {
  fc.assert(fc.property(anyEvent, anyPlace, (event, place) => {
    const stored = StoredEvent.checked(encodeRecord(event, place), place.position);
    expect({
      eventId: stored.eventId, type: stored.typeName.toString(), isJson: stored.isJson,
      metadata: new Uint8Array(stored.metadata), data: new Uint8Array(stored.data),
    }).toEqual({ ...event, metadata: new Uint8Array(event.metadata), data: new Uint8Array(event.data) });
    expect({ stream: stored.streamName.toString(), revision: stored.revision, position: stored.position, created: stored.created }).toEqual(place);
  }));
});

it('notices any byte that is not as it was written', () => {
  const record = encodeRecord(EVENT, PLACE);
  for (let at = 0; at < record.length; at++) {
    const damaged = Buffer.from(record);
    damaged[at]! ^= 1 << at % 8;
    expect(() => StoredEvent.checked(damaged, PLACE.position)).toThrow('position 7 fails its checksum');
  }
});

it('names the position that is missing, cut short, or someone else\'s', () => {
  const record = encodeRecord(EVENT, PLACE);
  expect(() => StoredEvent.checked(undefined, 7)).toThrow('position 7 is missing');
  expect(() => StoredEvent.checked(record.subarray(0, 20), 7)).toThrow('position 7 fails its checksum');
  expect(() => StoredEvent.checked(record, 8)).toThrow('position 8 holds position 7');
});

it.each([['benchmark-1', true], ['benchmark-', false], ['benchmark-1T', false], ['benchmark-2', false], ['benchmark-0', false], ['', false]])('knows whether it is of the stream %j', (name, isOf) => {
  expect(new StoredEvent(encodeRecord(EVENT, PLACE)).isOf(Buffer.from(name))).toBe(isOf);
});

const EVENT = { eventId: Buffer.alloc(16, 9), type: 'T', isJson: true, metadata: Buffer.from('{}'), data: Buffer.from('{"a":1}') };
const PLACE = { stream: 'benchmark-1', revision: 3, position: 7, created: 1_700_000_000_000 };
const whole = fc.oneof(fc.nat(), fc.maxSafeNat());
const anyEvent = fc.record({
  eventId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  type: fc.string({ unit: 'grapheme' }), isJson: fc.boolean(), metadata: fc.uint8Array(), data: fc.uint8Array({ maxLength: 5000 }),
});
const anyPlace = fc.record({ stream: fc.string({ unit: 'grapheme' }), revision: whole, position: whole, created: whole });
