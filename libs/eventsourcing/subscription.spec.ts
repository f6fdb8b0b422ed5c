import { expect, it } from '@jest/globals';
import { subscribe, type Batch, type Consumer } from './index.js';
import { InMemoryEventStore, recorded } from './testing/index.js';

it('A consumer goes on where its checkpoint is, and hears what is written later', async () => {
  const { store, consumer, seen, stop } = await setUp({ checkpoint: 0n, until: 3 });
  const done = subscribe(store, consumer, stop.signal);
  await store.append('run-2', recorded('run-2', [happened(4)]), 'no-stream');
  await done;
  expect(seen).toEqual([2, 3, 4]);
});

it('A consumer without a checkpoint starts at the first event of its streams', async () => {
  const { store, consumer, seen, stop } = await setUp({ until: 3 });
  await subscribe(store, consumer, stop.signal);
  expect(seen).toEqual([1, 2, 3]);
});

it('A consumer gets one batch at a time', async () => {
  const { consumer, stop } = await setUp({ until: 99 });
  let busy = 0;
  let batches = 0;
  const slow: Consumer = {
    ...consumer,
    async consume() {
      expect(++busy).toBe(1);
      await new Promise(setImmediate);
      busy -= 1;
      batches += 1;
    },
  };
  await subscribe(new BatchStore(3), slow, stop.signal);
  expect(batches).toBe(3);
});

it('What the consumer or the store throws reaches whoever feeds it', async () => {
  const { store, consumer, stop } = await setUp({ until: 99 });
  const failing = { ...consumer, consume: () => Promise.reject(new Error('poison')) };
  await expect(subscribe(store, failing, stop.signal)).rejects.toThrow('poison');
  await expect(subscribe(new BatchStore(1, 'dropped'), consumer, stop.signal)).rejects.toThrow('dropped');
  const blind = { ...consumer, checkpoint: () => Promise.reject(new Error('no database')) };
  await expect(subscribe(store, blind, stop.signal)).rejects.toThrow('no database');
});

const happened = (n: number) => ({ type: 'Happened', data: { n } });

/** Three events in a run's stream, one elsewhere, and a consumer that stops after so many of the run's. */
async function setUp({ checkpoint, until }: { checkpoint?: bigint; until: number }) {
  const store = new InMemoryEventStore();
  await store.append('run-1', recorded('run-1', [1, 2].map(happened)), 'no-stream');
  await store.append('other', recorded('other', [happened(0)]), 'no-stream');
  await store.append('run-3', recorded('run-3', [happened(3)]), 'no-stream');
  const seen: unknown[] = [];
  const stop = new AbortController();
  const consumer: Consumer = {
    name: 'test',
    filter: { prefix: 'run-' },
    checkpoint: async () => checkpoint,
    async consume({ events }) {
      for (const { data } of events) seen.push((data as { n: number }).n);
      if (seen.length >= until) stop.abort();
    },
  };
  return { store, consumer, seen, stop };
}

/** Offers so many batches as fast as they are taken, then ends, or drops the subscription. */
class BatchStore extends InMemoryEventStore {
  constructor(
    private readonly count: number,
    private readonly error?: string,
  ) {
    super();
  }

  override async *subscribe(): AsyncGenerator<Batch> {
    for (let n = 0; n < this.count; n++) yield { events: [], position: BigInt(n) };
    if (this.error !== undefined) throw new Error(this.error);
  }
}
