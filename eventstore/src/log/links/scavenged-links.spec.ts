import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRecord, scavengedRecord, StoredEvent } from '../record.codec.js';
import { SOFT_DELETED, TOMBSTONE } from '../stream-metadata.js';
import { linkedContents, linksOf } from './links-of.js';

it('leaves of a scavenged event all that its links are made of', () => {
  fc.assert(fc.property(event, (stored) => {
    const left = scavengedRecord(stored, linkedContents(stored));
    expect(linksOf(left)).toEqual(linksOf(stored));
    expect(StoredEvent.checked(left.record, 7).isScavenged).toBe(true);
  }));
});

it('leaves nothing of what was in an event', () => {
  const stored = eventOf({ stream: 'a-1', type: 'T', revision: 3, isJson: true, data: '{"secret":1}', metadata: '{"other":2,"$correlationId":"c"}' });
  const { data, metadata } = scavengedRecord(stored, linkedContents(stored));
  expect([data.toString(), metadata.toString()]).toEqual(['', '{"$correlationId":"c"}']);
});

interface Described {
  readonly stream: string;
  readonly type: string;
  readonly revision: number;
  readonly isJson: boolean;
  readonly data: string;
  readonly metadata: string;
}

const eventOf = ({ stream, type, revision, isJson, data, metadata }: Described): StoredEvent => new StoredEvent(encodeRecord(
  { eventId: Buffer.alloc(16, 5), type, isJson, data: Buffer.from(data), metadata: Buffer.from(metadata) },
  { stream, revision, position: 7, created: 1000 },
));

const event = fc.record({
  stream: fc.constantFrom('a-1', 'a', '$$a-1', '$users', '$$$users', '-a'),
  type: fc.constantFrom('Happened', '$>', '$metadata', '$streamDeleted'),
  revision: fc.constantFrom(0, 1, TOMBSTONE),
  isJson: fc.boolean(),
  data: fc.constantFrom('', '{"n":1}', '3@b-2', 'rubbish', SOFT_DELETED.toString(), '{"$maxCount":3}'),
  metadata: fc.oneof(fc.constantFrom('', 'rubbish', '{}'), fc.json().map((value) => `{"x":1,"$correlationId":${value}}`)),
}).map(eventOf);
