import { describe, expect, it } from '@jest/globals';
import { RevisionConflict, type EventStore, type Recorded, type Sealed } from '../index.js';

/** What every EventStore promises: memory, embedded and real. Streams have names of their own in each test. */
export function eventStoreContract(name: string, make: () => Promise<EventStore>): void {
  describe(`${name} as an event store`, () => {
    it('reads back what was appended, in order, with data and metadata as they were', async () => {
      const { store, a } = await setUp();
      await store.append(a, [event('1'), event('2')], 'no-stream');
      await store.append(a, [event('3')], 1n);
      const read = await all(store.read(a));
      expect(read.map(({ id, revision }) => [id, revision])).toEqual([
        [uuid('1'), 0n],
        [uuid('2'), 1n],
        [uuid('3'), 2n],
      ]);
      expect(read[0]).toMatchObject({ ...event('1'), stream: a });
      expect(read[0]!.created).toBeInstanceOf(Date);
      expect((await all(store.read(a, 1n))).map(({ id }) => id)).toEqual([uuid('3')]);
      expect(await all(store.read(a, 2n))).toEqual([]);
    });

    it('has no events of a stream that nobody wrote', async () => {
      const { store, a } = await setUp();
      expect(await all(store.read(a))).toEqual([]);
    });

    it('refuses an append at any other revision', async () => {
      const { store, a } = await setUp();
      await store.append(a, [event('1')], 'no-stream');
      await expect(store.append(a, [event('2')], 'no-stream')).rejects.toThrow(RevisionConflict);
      await expect(store.append(a, [event('2')], 5n)).rejects.toThrow(RevisionConflict);
    });

    it('answers a repeated append as it did the first time, even when the stream has moved on', async () => {
      const { store, a } = await setUp();
      expect(await store.append(a, [event('1'), event('2')], 'no-stream')).toBe(1n);
      await store.append(a, [event('3')], 1n);
      expect(await store.append(a, [event('1'), event('2')], 'no-stream')).toBe(1n);
      expect(await all(store.read(a))).toHaveLength(3);
    });

    it('reads all streams of a prefix in the order of the log, after a position, up to its end', async () => {
      const { store, a, b } = await setUp();
      const plenty = Array.from({ length: 1200 }, (_, n) => event(String(n + 10)));
      await store.append(`${a}-1`, [event('1'), event('2')], 'no-stream');
      await store.append(`${b}-1`, [event('3')], 'no-stream');
      await store.append(`${a}-2`, plenty, 'no-stream');
      await store.append(`${a}-1`, [event('4')], 1n);
      const read = await all(store.readAll({ prefix: `${a}-` }));
      const ids = [uuid('1'), uuid('2'), ...plenty.map(({ id }) => id), uuid('4')];
      expect(read.map(({ id }) => id)).toEqual(ids);
      expect(read.every(({ position }, at) => at === 0 || position > read[at - 1]!.position)).toBe(true);
      expect((await all(store.readAll({ prefix: `${a}-` }, read[1]!.position))).map(({ id }) => id)).toEqual(ids.slice(2));
      expect(await all(store.readAll({ prefix: `${a}-` }, read.at(-1)!.position))).toEqual([]);
    });

    it('feeds a subscription from its position on, then live', async () => {
      const { store, a, b } = await setUp();
      await store.append(`${a}-1`, [event('1'), event('2')], 'no-stream');
      await store.append(`${b}-1`, [event('3')], 'no-stream');
      const [first] = await all(store.read(`${a}-1`));
      const seen = await collect(store, { prefix: `${a}-` }, first!.position, 2, async ({ length }) => {
        if (length === 1) await store.append(`${a}-2`, [event('4')], 'no-stream');
      });
      expect(seen.map(({ id }) => id)).toEqual([uuid('2'), uuid('4')]);
    });

    it('leaves out of a subscription the types nobody asked for', async () => {
      const { store, a } = await setUp();
      const events = [event('1'), event('2', 'Asked'), event('3'), event('4', 'Asked')];
      await store.append(a, events, 'no-stream');
      const seen = await collect(store, { prefix: a, types: ['Asked'] }, undefined, 2);
      expect(seen.map(({ id }) => id)).toEqual([uuid('2'), uuid('4')]);
    });

    it('tells with each batch how far a subscription has come', async () => {
      const { store, a } = await setUp();
      await store.append(a, [event('1'), event('2')], 'no-stream');
      const stop = new AbortController();
      for await (const { events, position } of store.subscribe({ prefix: a }, undefined, stop.signal)) {
        for (const each of events) expect(each.position <= position).toBe(true);
        if (events.some(({ id }) => id === uuid('2'))) stop.abort();
      }
      expect(stop.signal.aborted).toBe(true);
    });
  });

  async function setUp() {
    const store = await make();
    return { store, a: `a${crypto.randomUUID()}`, b: `b${crypto.randomUUID()}` };
  }
}

/** Subscribes until `count` events have come. */
async function collect(
  store: EventStore,
  filter: { prefix: string; types?: readonly string[] },
  position: bigint | undefined,
  count: number,
  onBatch: (seen: readonly Recorded[]) => Promise<void> = async () => {},
): Promise<readonly Recorded[]> {
  const stop = new AbortController();
  const seen: Recorded[] = [];
  for await (const { events } of store.subscribe(filter, position, stop.signal)) {
    seen.push(...events);
    if (seen.length >= count) stop.abort();
    else if (events.length > 0) await onBatch(seen);
  }
  return seen;
}

const uuid = (n: string): string => `00000000-0000-4000-8000-${n.padStart(12, '0')}`;

const event = (n: string, type = 'Happened'): Sealed => ({
  id: uuid(n),
  type,
  data: { n, text: 'ä€😀' },
  metadata: { $correlationId: 'c', schema: 1, hash: n.padStart(64, '0') },
});

async function all(events: AsyncIterable<Recorded>): Promise<Recorded[]> {
  const list: Recorded[] = [];
  for await (const each of events) list.push(each);
  return list;
}
