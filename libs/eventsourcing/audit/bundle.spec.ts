import { expect, it } from '@jest/globals';
import { bundleOf, type BundleLine, type Event, type EventFilter, type Revision, type SignedHead } from '../index.js';
import { InMemoryEventStore, MemoryKeys, SealedLog } from '../testing/index.js';

it.each([1, 2, 3, 5, 8])('Whoever stops after %i lines of a bundle leaves no reading of the log open', async (lines) => {
  const { log, store } = await sealed();
  const bundle = bundleOf(store, 'benchmark-', { keys: await log.keys.list(), signed: log.keys.head as SignedHead });
  let seen = 0;
  for await (const _ of bundle) if (++seen === lines) break;
  expect(seen).toBe(lines);
  expect(store.open).toBe(0);
});

it('Nor does a whole bundle, or one that the log breaks off', async () => {
  const { log, store } = await sealed();
  const beside = { keys: await log.keys.list(), signed: log.keys.head as SignedHead };
  expect((await all(bundleOf(store, 'benchmark-', beside))).at(-1)).toMatchObject({ kind: 'footer', audit: 3 });
  expect(store.open).toBe(0);
  store.isBroken = true;
  await expect(all(bundleOf(store, 'benchmark-', beside))).rejects.toThrow('away');
  expect(store.open).toBe(0);
});

async function all(lines: AsyncIterable<BundleLine>): Promise<BundleLine[]> {
  const found = [];
  for await (const line of lines) found.push(line);
  return found;
}

/** Knows how many are reading. */
class CountedStore extends InMemoryEventStore {
  open = 0;
  isBroken = false;

  override async *read<E extends Event>(stream: string, after?: Revision) {
    this.open += 1;
    try {
      yield* super.read<E>(stream, after);
    } finally {
      this.open -= 1;
    }
  }

  override async *readAll(filter: EventFilter, position?: bigint) {
    if (this.isBroken) throw new Error('The store is away.');
    yield* super.readAll(filter, position);
  }
}

async function sealed(): Promise<{ log: SealedLog; store: CountedStore }> {
  const store = new CountedStore();
  const log = new SealedLog(new MemoryKeys(), store);
  for (const stream of ['benchmark-a', 'benchmark-b']) {
    await log.write(stream, 'Begun', 'Ended');
    await log.seal();
  }
  return { log, store };
}
