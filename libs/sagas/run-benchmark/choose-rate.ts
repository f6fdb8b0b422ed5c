import { atRate, nextRate, type Benchmark, type Workload } from '#domain';
import type { EventStore } from '#eventsourcing';
import type { Clock } from '#ports';
import { readSearch } from '#reports';
import type { Send } from '../benchmark-saga.worker.js';
import { readHistory } from '../read-history.js';

/** How the documents of one pass are sent. */
export type PassWorkload = Exclude<Workload, { mode: 'search' }>;

/** What a choice is made with. */
export interface Choosing {
  readonly benchmarkId: string;
  readonly store: EventStore;
  readonly send: Send;
  readonly clock: Clock;
}

/**
 * How a pass is sent: as the workload says; of a search, at a rate that follows from how the passes before it went, and is
 * on record before the first document leaves. A pass that another worker began keeps its rate.
 */
export async function workloadOfPass(
  workload: Workload,
  pass: number,
  rates: Benchmark['rates'],
  { benchmarkId, store, send, clock }: Choosing,
): Promise<PassWorkload> {
  if (workload.mode !== 'search') return workload;
  const chosen = rates.get(pass);
  if (chosen !== undefined) return atRate(workload, chosen);
  const { passes = [], kept = null, missed = null } = (await readSearch(readHistory(store, benchmarkId))) ?? {};
  const rate_per_second = nextRate(workload, passes);
  await send({ type: 'ChooseRate', data: { benchmarkId, at: clock.now(), pass, rate_per_second, kept, missed } });
  return atRate(workload, rate_per_second);
}
