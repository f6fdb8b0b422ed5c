import '#node-version';
import { randomUUID } from 'node:crypto';
import { EventStoreDbEventStore } from '#adapters/eventstore';
import { rebuildReadModels } from '#adapters/rebuild';
import { runProgram } from '#adapters/settings';
import type { RebuildCost } from '../cases/rebuild.case.js';

const MB = 2 ** 20;
/** Milliseconds between looks at the resident memory. */
const LOOK = 50;
const [, , eventStoreUrl = '', databaseUrl = '', work = ''] = process.argv;

/** Nothing but the log. */
async function read(store: EventStoreDbEventStore): Promise<number> {
  let events = 0;
  for await (const batch of store.readInBatches(undefined)) events += batch.length;
  return events;
}

/** As the worker has it done. */
async function rebuild(store: EventStoreDbEventStore): Promise<number> {
  const end = await rebuildReadModels(store, databaseUrl, { rebuildId: randomUUID(), acceptDifferences: false });
  if (end.phase !== 'switched') throw new Error(`The rebuild ended ${end.phase}.`);
  return end.events;
}

await runProgram(async () => {
  const store = new EventStoreDbEventStore(eventStoreUrl, { readTimeout: 60_000 });
  let resident = 0;
  const timer = setInterval(() => (resident = Math.max(resident, process.memoryUsage.rss())), LOOK);
  const began = performance.now();
  const events = await (work === 'read' ? read(store) : rebuild(store));
  const cost: RebuildCost = { events, seconds: (performance.now() - began) / 1000, resident: resident / MB };
  clearInterval(timer);
  return { ready: JSON.stringify(cost), stop: () => store.close() };
});
