import '#node-version';
import { PerformanceObserver, constants, monitorEventLoopDelay, type PerformanceEntry } from 'node:perf_hooks';
import { EventStoreDbEventStore } from '#adapters/eventstore';
import { ReportFolder } from '#adapters/files';
import { runProgram } from '#adapters/settings';
import { benchmarkStream } from '#domain';
import { ReadReport, writeReport } from '#sagas';
import type { ReportCost } from '../cases/report.case.js';

const MB = 2 ** 20;
/** Milliseconds between looks at the resident memory. */
const LOOK = 100;
const [, , url = '', benchmarkId = '', folder = ''] = process.argv;

/** Makes the report as the worker does. */
async function make(store: EventStoreDbEventStore): Promise<void> {
  await writeReport(await new ReadReport(store).of(benchmarkId), new ReportFolder(folder));
}

/** Nothing but the events. */
async function read(store: EventStoreDbEventStore): Promise<void> {
  for await (const event of store.read(benchmarkStream(benchmarkId))) void event;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** What memory became at its largest: the heap right after full collections, everything by looking. */
function watchMemory() {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const most = { heap: 0, resident: 0 };
  const noteHeap = () => (most.heap = Math.max(most.heap, process.memoryUsage().heapUsed - before.heapUsed));
  const isFull = (entry: PerformanceEntry) => (entry as { detail?: { kind?: number } }).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
  const observer = new PerformanceObserver((list) => void (list.getEntries().some(isFull) && noteHeap()));
  observer.observe({ entryTypes: ['gc'] });
  const timer = setInterval(() => (most.resident = Math.max(most.resident, process.memoryUsage.rss() - before.rss)), LOOK);
  return () => {
    clearInterval(timer);
    observer.disconnect();
    return { heap: most.heap / MB, resident: most.resident / MB };
  };
}

await runProgram(async () => {
  const store = new EventStoreDbEventStore(url);
  const reading = await secondsOf(() => read(store));
  const finish = watchMemory();
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const before = process.cpuUsage();
  const seconds = await secondsOf(() => make(store));
  const { user, system } = process.cpuUsage(before);
  const cost: ReportCost = { seconds, reading, cpu: (user + system) / 1e6, stall: loop.max / 1e6, ...finish() };
  return { ready: JSON.stringify(cost), stop: () => store.close() };
});
