import { describe, expect, it } from '@jest/globals';
import { benchmarkDecider, type BenchmarkCommand, type FailedUpload, type UploadedDocument } from '#domain';
import { ask, at, benchmarkId, planned, play } from '#domain/testing';
import { recorded } from '#eventsourcing/testing';
import { failureSize, inChunks, jsonSize } from './chunks.js';

const EVENT = 256 * 1024;
/** A stream takes 256 KB of earlier commands and then one more in the same append. */
const COMMAND = 256 * 1024;

describe('Portions', () => {
  it('hold a thousand items at most', () => {
    expect(sizes(inChunks(numbers(2500), () => 1))).toEqual([1000, 1000, 500]);
  });

  it('hold 200 KB at most', () => {
    expect(sizes(inChunks(numbers(5), () => 100_000))).toEqual([2, 2, 1]);
    expect(sizes(inChunks(numbers(3), () => 100_001))).toEqual([1, 1, 1]);
  });

  it('hold every item once, in order, those that are too large alone', () => {
    const portions = [...inChunks([300_000, 1, 300_001, 2, 3], (size) => size)];
    expect(portions).toEqual([[300_000], [1], [300_001], [2, 3]]);
  });

  it('are none for nothing', () => {
    expect([...inChunks([], () => 1)]).toEqual([]);
  });

  it('are the same for the same items', () => {
    const items = numbers(3000).map((n) => 'x'.repeat(n % 500));
    expect([...inChunks(items, jsonSize)]).toEqual([...inChunks([...items], jsonSize)]);
  });
});

const NAMES: readonly [kind: string, character: string][] = [
  ['plain', 'x'],
  ['control', '\u0001'],
  ['quoted', '"'],
  ['wide', '語'],
  ['astral', '😀'],
];

describe.each(NAMES)('Portions of 3,000 %s names', (_, character) => {
  const names = numbers(3000).map((n) => `${character.repeat(200 / character.length)}${n}`);

  it('make events that fit when they are sent', () => {
    for (const portion of inChunks(names, jsonSize)) {
      const [event] = eventsOf(ask.send(...portion), names);
      expect(bytesOf(event)).toBeLessThan(EVENT);
    }
  });

  it('make events that fit when they were uploaded', () => {
    const time = at(3);
    const uploads = names.map(
      (document_name): UploadedDocument => ({ document_name, scheduled_at: time, sent_at: time, acknowledged_at: time }),
    );
    for (const uploaded of inChunks(uploads, jsonSize)) {
      const [event] = eventsOf(record(uploaded, []), names, names);
      expect(bytesOf(event)).toBeLessThan(EVENT);
    }
  });

  it('make events, and appends, that fit when they failed for a reason of 500 characters', () => {
    const reason = '語'.repeat(500);
    const failures = names.map((document_name): FailedUpload => ({ document_name, reason, scheduled_at: at(3), sent_at: at(3) }));
    for (const failed of inChunks(failures, failureSize)) {
      const events = eventsOf(record([], failed), names, names);
      expect(events).toHaveLength(failed.length);
      for (const event of events) expect(bytesOf(event)).toBeLessThan(EVENT);
      expect(events.reduce((sum, event) => sum + bytesOf(event), 0)).toBeLessThan(COMMAND);
    }
  });
});

/** The events that a command comes to, as a store holds them; given a plan and what was sent of it. */
function eventsOf(command: BenchmarkCommand, plan: readonly string[], sent: readonly string[] = []) {
  const { state } = play([ask.create(), planOf(plan), ask.completePlan(plan.length), ask.project(), ask.send(...sent)]);
  return recorded(`benchmark-${benchmarkId}`, benchmarkDecider.decide(command, state));
}

const planOf = (names: readonly string[]): BenchmarkCommand => ({
  type: 'PlanDocuments',
  data: { ...ask.plan(0).data, documents: names.map((name) => ({ ...planned(name), document_name: name })) },
});
const record = (uploaded: readonly UploadedDocument[], failed: readonly FailedUpload[]): BenchmarkCommand => ({
  type: 'RecordUploads',
  data: { benchmarkId, at: at(4), uploaded, failed },
});
const bytesOf = (event: object | undefined): number =>
  Buffer.byteLength(JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)));
const sizes = (portions: Iterable<readonly unknown[]>): number[] => [...portions].map(({ length }) => length);

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
