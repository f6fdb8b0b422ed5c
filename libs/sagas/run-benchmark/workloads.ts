import { batchOf, MOST_REQUESTS } from '#domain';
import type { PassWorkload } from './choose-rate.js';
import type { Upload } from '#ports';
import { stoppingAll, take, type Generator } from './generator.js';
import { sendOnSchedule } from './send-on-schedule.js';

/** Sends every document that the ledger hands out, as the workload wants it. */
export async function carryOut(workload: PassWorkload, generator: Generator): Promise<void> {
  switch (workload.mode) {
    case 'closed':
      return closed(workload.in_flight, workload.batch, generator);
    case 'burst':
      return burst(batchOf(workload), generator);
    case 'arrival':
      return sendOnSchedule(workload, generator);
  }
}

/** Seconds for which documents on a schedule are put on record ahead of time, so that none has to wait for that. */
const AHEAD = 0.5;
const MOST_AHEAD = 1000;

/** How many documents a workload sends at a time, or within moments. */
export function atOnce(workload: PassWorkload): number {
  switch (workload.mode) {
    case 'closed':
      return workload.in_flight * workload.batch;
    case 'burst':
      return MOST_AHEAD;
    case 'arrival':
      return Math.min(Math.ceil(workload.rate_per_second * AHEAD) * workload.batch, MOST_AHEAD);
  }
}

/** How many documents of a pass may be open at a time at most. */
export function openAtOnce(workload: PassWorkload, documents: number): number {
  const most = workload.mode === 'closed' ? atOnce(workload) : MOST_REQUESTS * batchOf(workload);
  return Math.min(most, documents);
}

/**
 * So many lanes, each of which sends the next request when its last one is acknowledged. When the worker has to stop, what
 * is on record leaves at once: nobody else would send it.
 */
async function closed(lanes: number, batch: number, generator: Generator): Promise<void> {
  const { ledger, sender, stopping } = generator;
  const lane = async () => {
    for (let next = await take(generator, batch); next; next = await take(generator, batch)) {
      await sender.send(await sender.open(next));
    }
  };
  const { promise: rest, resolve } = Promise.withResolvers<void>();
  const leave = () => resolve(stoppingAll(ledger, () => burst(batch, generator)));
  stopping.addEventListener('abort', leave, { once: true });
  const work = allOf(Array.from({ length: lanes }, () => stoppingAll(ledger, lane))).finally(() => {
    stopping.removeEventListener('abort', leave);
    resolve();
  });
  await allOf([work, rest]);
}

/** All requests at the same time. */
async function burst(batch: number, generator: Generator): Promise<void> {
  const { sender, clock, over } = generator;
  const requests: (readonly Upload[])[] = [];
  for (let next = await take(generator, batch); next; next = await take(generator, batch)) requests.push(await sender.open(next));
  if (over.aborted) return;
  const scheduledAt = clock.now();
  await allOf(requests.map((files) => sender.send(files, scheduledAt)));
}

/** Waits for all of them, then throws what the first one threw that did. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
