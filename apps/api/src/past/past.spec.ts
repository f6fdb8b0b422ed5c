import { beforeEach, describe, expect, it } from '@jest/globals';
import { benchmarkStream, type BenchmarkEvent } from '#domain';
import { at, benchmarkId, notificationSent, reportCompleted, run } from '#domain/testing';
import { CHAIN_START, seal, type Event, type Revision } from '#eventsourcing';
import { InMemoryEventStore } from '#eventsourcing/testing';
import { asOfQuery } from './past.request.js';
import { Past } from './past.js';

const all: readonly BenchmarkEvent[] = [...run, reportCompleted, notificationSent];

describe('A benchmark as it was', () => {
  it.each([
    [0, { status: 'created', planned: 0 }, null],
    [2, { status: 'planned', planned: 2, bytes: 200 }, null],
    [8, { status: 'uploading', started: 2, completed: 1 }, { n: 1, p50: 2_000_000 }],
    [11, { status: 'completed', completed: 2, reportRevision: null }, { n: 2, min: 2_000_000, mean: 2_250_000, max: 2_500_000 }],
    [13, { status: 'completed', reportRevision: 11, notifiedAt: new Date(at(11) / 1000) }, { n: 2 }],
  ])('at revision %i is what its first events tell', async (revision, row, latency) => {
    const details = (await past.of(benchmarkId, { at_revision: revision })).details();
    expect(details).toMatchObject({ ...row, revision, latency });
  });

  it.each([
    [0, 0],
    [1.5, 2],
    [7.01, 8],
    [7.005, 7],
    [3_000_000, 13],
  ])('%d seconds after its creation is at revision %i', async (seconds, revision) => {
    expect((await past.of(benchmarkId, { at: at(seconds) })).details()?.revision).toBe(revision);
  });

  it('has its documents as they were, in pages', async () => {
    const then = await past.of(benchmarkId, { at_revision: 8 });
    const first = then.documents({ limit: 1 });
    expect(first).toMatchObject({ items: [{ documentName: 'a.txt', status: 'completed', processingUs: 2_000_000 }] });
    expect(then.documents({ limit: 1, cursor: first.nextCursor! })).toMatchObject({
      items: [{ documentName: 'b.txt', status: 'processing', processingUs: null }],
      nextCursor: null,
    });
    expect(() => then.documents({ limit: 1, cursor: 'x' })).toThrow('cursor');
  });

  it('is told again from memory', async () => {
    const then = await past.of(benchmarkId, { at_revision: 8 });
    expect(await past.of(benchmarkId, { at_revision: 8 })).toBe(then);
    expect(store.reads).toBe(1);
  });
});

describe('There is no past', () => {
  const ahead = Date.now() * 1000 + 60_000_000;
  it.each([
    ['of a benchmark that is none', 'f0000000-0000-4000-8000-000000000000', { at_revision: 0 }, 'NotFound', 'no such benchmark'],
    ['beyond the last revision', benchmarkId, { at_revision: 14 }, 'UnknownRevision', 'last revision is 13'],
    ['before the creation', benchmarkId, { at: at(-1) }, 'UnknownTime', '2025-01-01T00:00:00'],
    ['in the future', benchmarkId, { at: ahead }, 'UnknownTime', 'future'],
  ])('%s', async (_, id, asOf, code, message) => {
    await expect(past.of(id, asOf)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('As of when is asked by', () => {
  it.each([
    [{}, {}],
    [{ at_revision: '3' }, { at_revision: 3 }],
    [{ at: '1735689600.5' }, { at: at(0.5) }],
    [{ at: '2025-01-01T01:00:00+01:00' }, { at: at(0) }],
  ])('%j', (query, asked) => expect(asOfQuery.parse(query)).toEqual(asked));

  it.each([
    [{ at_revision: '-1' }, 'at_revision'],
    [{ at_revision: '1.5' }, 'at_revision'],
    [{ at: 'yesterday' }, 'at'],
    [{ at: '2025-01-01' }, 'at'],
    [{ at: '1735689600', at_revision: '1' }, 'at'],
  ])('no %j', (query, field) => {
    expect(asOfQuery.safeParse(query).error?.issues).toMatchObject([{ path: [field] }]);
  });
});

/** As if events had been stored when they say they happened. */
class DatedStore extends InMemoryEventStore {
  reads = 0;

  override async *read<E extends Event>(stream: string, after: Revision = 'no-stream') {
    this.reads += 1;
    for await (const event of super.read<E>(stream, after)) {
      yield { ...event, created: new Date((event.data as { at: number }).at / 1000) };
    }
  }
}

let store: DatedStore;
let past: Past;
beforeEach(async () => {
  store = new DatedStore();
  const stream = benchmarkStream(benchmarkId);
  let previous = CHAIN_START;
  const sealed = all.map((event, index) => {
    const link = seal(event, { schema: 1 }, { stream, revision: BigInt(index), previous });
    previous = link.hash;
    return link.sealed;
  });
  await store.append(stream, sealed, 'no-stream');
  past = new Past(store);
});
