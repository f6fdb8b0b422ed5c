import { randomUUID } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventStoreDbEventStore } from '#adapters/eventstore';
import type { Sealed } from '#eventsourcing';
import type { Bench, Case } from '../bench.js';
import { atMost, type Figure } from '../figure.js';
import { peakMemory, residentMemory } from '../parts/memory.js';
import { processorSeconds } from '../parts/processor.js';
import { startNode } from '../parts/stack.js';
import { readEverything, withStore } from '../parts/store-client.js';
import { alone, amount, inTurns, besides } from '../rounds.js';

const WRITERS = 4;
/** Events of one append, and of one stream: what a benchmark of a few thousand documents leaves. */
const BATCH = 250;
const STREAM = 5000;
/** Appended before each crash: several megabytes that are in the write-ahead log only. */
const UNSETTLED = 20_000;
const TEXT = 'x'.repeat(120);

/** What a long log costs: memory while it grows and is read, and the start after a crash and after a clean stop. */
export const size: Case = {
  name: 'size',
  about: "the node's memory and its start, after kill -9 and after a clean stop, with a long log: 200,000 events, or --events n",
  async measure(bench) {
    const [folder, empty] = [bench.place('size'), bench.place('size-empty')];
    await Promise.all([mkdir(folder), mkdir(empty)]);
    const events = bench.events ?? bench.count(200_000, 2000);
    const unsettled = bench.count(UNSETTLED, BATCH);
    const memory = await grown(bench, folder, events);
    const starts = await inTurns(bench.rounds, bench.disk, {
      empty: () => startOf(empty, { unsettled: 0, end: 'kill' }),
      // Each finds what the one before has left.
      crashed: () => startOf(folder, { unsettled, end: 'stop' }),
      stopped: () => startOf(folder, { unsettled, end: 'kill' }),
    });
    const start = (after: 'crashed' | 'stopped', name: string, what: string): Figure => ({
      name, title: `node: start to ready after ${what}, ${amount(events)} events`, unit: 's', goal: atMost(1), rounds: alone(starts, after), beside: `${besides(starts, after, 'empty', ' s')} without any`,
    });
    return [memory, start('crashed', 'size.start', 'kill -9'), start('stopped', 'size.restart', 'a clean stop')];
  },
};

async function grown(bench: Bench, folder: string, events: number): Promise<Figure> {
  const node = await startNode(folder);
  try {
    const began = await residentMemory(node.pid);
    const perSecond = await withStore(node.ready, (store) => grow(store, events, bench.tell));
    const [written, cpu] = [await peakMemory(node.pid), await processorSeconds(node.pid)];
    await readEverything(node.ready, 'size-', events);
    const [read, left] = [await peakMemory(node.pid), await residentMemory(node.pid)];
    const disk = (await bytesIn(join(folder, 'eventstore/log'))) / events;
    const beside = `${amount(began)} MB empty, ${amount(written)} MB once written at ${amount(perSecond)}/s, ${amount(left)} MB in the end, ${amount((cpu * 1e6) / events)} µs of processor and ${amount(disk)} bytes an event`;
    const rounds = [{ value: read, fdatasync_ms: await bench.disk.fdatasync() }];
    return { name: 'size.memory', title: `node: peak memory, ${amount(events)} events written and read`, unit: 'MB', goal: atMost(300), rounds, beside };
  } finally {
    await node.kill();
  }
}

/** Appends so many events of some 300 bytes; answers how many a second. */
async function grow(store: EventStoreDbEventStore, events: number, tell: (news: string) => void = () => undefined): Promise<number> {
  const [prefix, began] = [randomUUID(), performance.now()];
  let [next, done] = [0, 0];
  const streams = Math.ceil(events / STREAM);
  const write = async () => {
    for (let stream = next++; stream < streams; stream = next++) {
      const end = Math.min(STREAM, events - stream * STREAM);
      for (let at = 0; at < end; at += BATCH) {
        const batch = Array.from({ length: Math.min(BATCH, end - at) }, (_, n) => aSmallEvent(at + n));
        await store.append(`size-${prefix}-${stream}`, batch, at === 0 ? 'no-stream' : BigInt(at - 1));
      }
      const before = done;
      done += end;
      if (Math.floor(done / 500_000) > Math.floor(before / 500_000)) tell(`  ${amount(done)} of ${amount(events)} events`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  return (1000 * events) / (performance.now() - began);
}

/** Seconds from the start of the program until it serves; the node then takes some more events, and ends. */
async function startOf(folder: string, { unsettled, end }: { unsettled: number; end: 'kill' | 'stop' }): Promise<number> {
  const began = performance.now();
  const node = await startNode(folder);
  const took = (performance.now() - began) / 1000;
  try {
    if (unsettled > 0) await withStore(node.ready, (store) => grow(store, unsettled));
    return took;
  } finally {
    await node[end]();
  }
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

const aSmallEvent = (n: number): Sealed => ({ id: randomUUID(), type: 'Measured', data: { n, text: TEXT }, metadata: { schema: 1, hash: '0'.repeat(64) } });
