import { expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  at,
  benchmarkId,
  completed,
  created,
  documentsPlanned,
  planned,
  ready,
  run,
  sending,
  started,
  uploadFailed,
  uploaded,
} from '#domain/testing';
import { project } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';
import { documentKey, documents } from './document.projection.js';

it('tells all moments of a document', () => {
  expect(after('a.txt', ...run)).toEqual({
    benchmarkId,
    documentName: 'a.txt',
    ordinal: 0,
    path: 'a.txt',
    bytes: 100,
    sha256: 'd'.repeat(64),
    warmup: false,
    status: 'completed',
    upload: 'uploaded',
    eigenDocumentId: '70',
    scheduledAt: at(3),
    sentAt: at(3),
    acknowledgedAt: at(3.1),
    platformStart: at(5),
    platformEnd: at(7),
    startReceivedAt: at(5.01),
    endReceivedAt: at(7.01),
    processingUs: 2_000_000,
    reason: null,
  });
});

it.each([
  ['planned', ready],
  ['sending', [...ready, sending('a.txt')]],
  ['uploaded', [...ready, sending('a.txt'), uploaded('a.txt')]],
  ['interrupted', [...ready, sending('a.txt'), interrupted('a.txt')]],
  ['failed', [...ready, sending('a.txt'), uploadFailed('a.txt')]],
  ['processing', [...ready, sending('a.txt'), started('a.txt')]],
  ['processing', [...ready, sending('a.txt'), completed('a.txt')]],
  ['completed', [...ready, sending('a.txt'), interrupted('a.txt'), started('a.txt'), completed('a.txt')]],
] as const)('is %s', (status, events) => {
  expect(after('a.txt', ...events).status).toBe(status);
});

it('is the same whichever side speaks first', () => {
  const events = [uploaded('a.txt'), started('a.txt'), completed('a.txt')];
  const [first, ...others] = permutations(events).map((order) => after('a.txt', ...ready, sending('a.txt'), ...order));
  for (const other of others) expect(other).toEqual(first);
});

it('takes an end before the start for what it is', () => {
  expect(after('a.txt', ...ready, started('a.txt', 7), completed('a.txt', 5)).processingUs).toBe(-2_000_000);
  expect(after('a.txt', ...ready, started('a.txt', 7), completed('a.txt', 7)).processingUs).toBe(0);
});

it('keeps why an upload failed', () => {
  const row = after('a.txt', ...ready, sending('a.txt'), uploadFailed('a.txt'));
  expect(row).toMatchObject({ reason: 'the platform answered 500', sentAt: at(3), acknowledgedAt: null });
});

it('knows the order of the plan, across its chunks', () => {
  const second: BenchmarkEvent = {
    type: 'DocumentsPlanned',
    data: { benchmark_id: benchmarkId, at: at(1), chunk: 1, documents: [planned('c.txt'), planned('d.txt')] },
  };
  const rows = [...project(documents, recorded('benchmark-1', [created, second, documentsPlanned])).values()];
  const inOrder = rows.toSorted((a, b) => a.ordinal - b.ordinal).map(({ documentName }) => documentName);
  expect(inOrder).toEqual(['a.txt', 'b.txt', 'c.txt', 'd.txt']);
});

it('has no row for a document that is not planned', () => {
  expect(project(documents, recorded('benchmark-1', [created, started('a.txt')])).size).toBe(0);
});

it('takes a chunk of many documents in the time of one look at it', () => {
  let looks = 0;
  const names = Array.from({ length: 1000 }, (_, index) => `${index}.txt`);
  const chunk = names.map((name) => ({
    ...planned(name),
    get document_name() {
      looks += 1;
      return name;
    },
  }));
  const event: BenchmarkEvent = { type: 'DocumentsPlanned', data: { benchmark_id: 'b', at: 0, chunk: 0, documents: chunk } };
  const stored = { ...recorded('benchmark-b', [documentsPlanned])[0]!, ...event };
  expect(project(documents, [stored]).size).toBe(1000);
  expect(looks).toBeLessThanOrEqual(3 * names.length);
});

function interrupted(...document_names: string[]): BenchmarkEvent {
  return { type: 'DocumentsInterrupted', data: { benchmark_id: benchmarkId, at: at(4), document_names } };
}

const after = (name: string, ...events: BenchmarkEvent[]) =>
  project(documents, recorded('benchmark-1', events)).get(documentKey(benchmarkId, name))!;

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}
