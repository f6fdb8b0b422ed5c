import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDbEventStore } from '#adapters/eventstore';
import type { Sealed } from '#eventsourcing';
import type { Bench, Case } from '../bench.js';
import type { Figure, Round } from '../figure.js';
import { atMost, median } from '../figure.js';
import type { Program } from '../parts/program.js';
import { anEvent, withStore } from '../parts/store-client.js';
import { withNodes } from '../parts/with-nodes.js';
import { amount, roundsInTime } from '../rounds.js';

/** Milliseconds between appends, and until the last event must have come. */
const PACE = 5;
const DEADLINE = 10_000;

/** How soon a subscriber hears of an append. */
export const live: Case = {
  name: 'live',
  about: 'append → live subscriber, one event at a time',
  measure: (bench) => withNodes(bench, 'live', (node, mute) => measured(bench, node, mute)),
};

async function measured(bench: Bench, node: Program, mute: Program): Promise<readonly Figure[]> {
  const count = bench.count(300, 20);
  const [rounds, ratios, acknowledged, floor]: [Round[], Round[], number[], number[]] = [[], [], [], []];
  for (const round of roundsInTime(bench.rounds)) {
    const before = await bench.disk.fdatasync();
    const { acks, arrivals } = await withStore(node.ready, (store) => hear(store, count));
    const fdatasync_ms = (before + (await bench.disk.fdatasync())) / 2;
    const yes = await withStore(mute.ready, (store) => appendOneByOne(store, 'live', count, () => undefined));
    if (round === 0) continue;
    rounds.push(...arrivals.map((value) => ({ value, fdatasync_ms })));
    ratios.push({ value: median(arrivals) / median(acks), fdatasync_ms });
    acknowledged.push(...acks);
    floor.push(...yes);
  }
  const besides = `its acknowledgement: ${amount(median(acknowledged))} ms; that of a server that says yes at once: ${amount(median(floor))} ms`;
  return figures(rounds, ratios, besides);
}

/** Milliseconds from each append until it was acknowledged, and until the subscriber had it. */
async function hear(store: EventStoreDbEventStore, count: number) {
  const prefix = `live-${randomUUID()}`;
  const over = new AbortController();
  const [sent, arrivals] = [new Map<string, number>(), [] as number[]];
  const listening = (async () => {
    for await (const { events } of store.subscribe({ prefix }, undefined, AbortSignal.any([over.signal, AbortSignal.timeout(DEADLINE + count * 50)]))) {
      for (const { id } of events) if (sent.has(id)) arrivals.push(performance.now() - sent.get(id)!);
      if (arrivals.length === count) return;
    }
    throw new Error(`Only ${arrivals.length} of ${count} events came.`);
  })();
  listening.catch(() => undefined);
  // The subscription is live by then.
  await sleep(300);
  const acks = await appendOneByOne(store, prefix, count, ({ id }) => sent.set(id, performance.now()));
  await listening.finally(() => over.abort());
  return { acks, arrivals };
}

/** With a pause after each; milliseconds until each was acknowledged. */
async function appendOneByOne(store: EventStoreDbEventStore, stream: string, count: number, onSend: (event: Sealed) => void): Promise<number[]> {
  const acks: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const event = anEvent();
    onSend(event);
    const sent = performance.now();
    await store.append(stream, [event], n === 0 ? 'no-stream' : BigInt(n - 1));
    acks.push(performance.now() - sent);
    await sleep(PACE);
  }
  return acks;
}

function figures(rounds: readonly Round[], ratios: readonly Round[], beside: string): readonly Figure[] {
  const title = 'node: append → live subscriber';
  return [
    { name: 'live.ratio', title: `${title} ÷ append → acknowledgement`, unit: '×', rounds: ratios, beside },
    { name: 'live.p50', title: `${title}, p50`, unit: 'ms', order: 0.5, goal: atMost(1), rounds, beside },
    { name: 'live.p99', title: `${title}, p99`, unit: 'ms', order: 0.99, rounds, beside },
  ];
}
