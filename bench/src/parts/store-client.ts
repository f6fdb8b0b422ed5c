import { randomUUID } from 'node:crypto';
import { EventStoreDbEventStore } from '#adapters/eventstore';
import type { Sealed } from '#eventsourcing';

/** Milliseconds. */
const DEADLINE = 120_000;

/** Who appends what: each writer to a stream of its own, one append after another. */
export interface Appends {
  readonly writers: number;
  /** Events of one append. */
  readonly batch: number;
  /** Of all writers together. */
  readonly appends: number;
}

/** Appends through our own adapter; answers events a second. */
export async function appendAll(url: string, { writers, batch, appends }: Appends, prefix: string = randomUUID()): Promise<number> {
  return withStore(url, async (store) => {
    // The connection is there before the clock starts.
    await store.append(`${prefix}-warm`, [anEvent()], 'no-stream');
    const each = Math.floor(appends / writers);
    const write = async (writer: number) => {
      for (let n = 0; n < each; n += 1) {
        await store.append(`${prefix}-${writer}`, Array.from({ length: batch }, anEvent), n === 0 ? 'no-stream' : BigInt(n * batch - 1));
      }
    };
    return perSecond(each * writers * batch, () => Promise.all(Array.from({ length: writers }, (_, writer) => write(writer))));
  });
}

/** Reads a stream to its end; answers events a second. */
export async function readAll(url: string, stream: string, expected: number): Promise<number> {
  return withStore(url, (store) =>
    perSecond(expected, async () => {
      let count = 0;
      for await (const event of store.read(stream)) count += event.type === '' ? 0 : 1;
      if (count !== expected) throw new Error(`${count} of ${expected} events were read.`);
    }),
  );
}

/** Reads the whole log, of which so many events are ours; answers events a second. */
export async function readLog(url: string, expected: number): Promise<number> {
  return withStore(url, (store) =>
    perSecond(expected, async () => {
      let count = 0;
      for await (const events of store.readInBatches(undefined)) count += events.length;
      if (count !== expected) throw new Error(`${count} of ${expected} events were read.`);
    }),
  );
}

/** Subscribes from the first event until all are there; answers events a second. */
export async function catchUpAll(url: string, prefix: string, expected: number): Promise<number> {
  return withStore(url, (store) =>
    perSecond(expected, async () => {
      let count = 0;
      for await (const { events } of store.subscribe({ prefix }, undefined, AbortSignal.timeout(DEADLINE))) {
        count += events.length;
        if (count >= expected) return;
      }
      throw new Error(`Only ${count} of ${expected} events came.`);
    }),
  );
}

/** Reads all streams with a prefix, however long that takes. Throws unless so many events are there. */
export async function readEverything(url: string, prefix: string, expected: number): Promise<void> {
  await withStore(url, async (store) => {
    let count = 0;
    for await (const event of store.readAll({ prefix })) count += event.type === '' ? 0 : 1;
    if (count !== expected) throw new Error(`${count} of ${expected} events were read.`);
  });
}

/** Such as a platform's instrumentation leads to. */
export function anEvent(): Sealed {
  const moment = 1_735_689_600_123_456;
  const data = {
    benchmark_id: '11111111-1111-4111-8111-111111111111',
    at: moment,
    document_name: 'letters/document-12345.txt',
    eigen_document_id: '12345',
    eigen_project_id: '7',
    received_at: moment,
    platform_start: moment,
  };
  const metadata = { $correlationId: data.benchmark_id, schema: 1, hash: 'a'.repeat(64) };
  return { id: randomUUID(), type: 'DocumentUploadStarted', data, metadata };
}

/** Runs it; answers how many a second that were. */
export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (1000 * count) / (performance.now() - began);
}

/** A new connection for each measurement. */
export async function withStore<Result>(url: string, work: (store: EventStoreDbEventStore) => Promise<Result>): Promise<Result> {
  const store = new EventStoreDbEventStore(url, { appendTimeout: DEADLINE, readTimeout: DEADLINE });
  try {
    return await work(store);
  } finally {
    await store.close(1000);
  }
}
