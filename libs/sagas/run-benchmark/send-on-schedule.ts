import { arrivals, MOST_REQUESTS, type Micros, type PlannedDocument, type Workload } from '#domain';
import { stoppingAll, take, type Generator } from './generator.js';
import { TooManyRequests } from './too-many-requests.js';

/** Microseconds by which a request is made ready before it is due: its documents are read and checked. */
const LEAD = 200_000;
const PILED_UP = `not sent: ${MOST_REQUESTS} requests were on their way when it was due, and so its pass has missed`;

/**
 * Requests leave when the schedule says so, however many are on their way. One that is late has the moment it was due at
 * on record, and those after it are not put off.
 */
export async function sendOnSchedule(workload: Extract<Workload, { mode: 'arrival' }>, generator: Generator): Promise<void> {
  const { clock, pass } = generator;
  const requests = new ScheduledRequests(workload.rate_per_second, generator);
  let began: Micros | undefined;
  try {
    for (const delay of arrivals(workload, pass)) {
      const documents = await take(generator, workload.batch);
      if (!documents || requests.failed.aborted) break;
      began ??= clock.now() + LEAD;
      await clock.until(began + delay - LEAD, requests.woken);
      requests.launch(documents, began + delay);
    }
  } finally {
    await requests.settled();
  }
}

/** The requests of a schedule that were launched and have no outcome yet. */
class ScheduledRequests {
  private readonly launched = new Set<Promise<void>>();
  private readonly failure = new AbortController();
  /** Of a search: more requests are on their way than can be, so the pass has missed, and nothing more of it leaves. */
  private readonly loss = new AbortController();
  private onTheirWay = 0;
  /** Aborted when nobody shall wait for the schedule any more. */
  readonly woken: AbortSignal;

  constructor(
    private readonly rate: number,
    private readonly generator: Generator,
  ) {
    this.woken = AbortSignal.any([generator.stopping, generator.over, this.failed, this.loss.signal]);
  }

  /** Aborted when one of them could not be carried out, for the reason that it gave. */
  get failed(): AbortSignal {
    return this.failure.signal;
  }

  launch(documents: readonly PlannedDocument[], due: Micros): void {
    const request = stoppingAll(this.generator.ledger, () => this.carryOut(documents, due))
      .catch((error: unknown) => this.failure.abort(error))
      .finally(() => this.launched.delete(request));
    this.launched.add(request);
  }

  /** Waits for all of them, then throws what the first one threw that did. */
  async settled(): Promise<void> {
    await Promise.all(this.launched);
    if (this.failed.aborted) throw this.failed.reason;
  }

  private async carryOut(documents: readonly PlannedDocument[], due: Micros): Promise<void> {
    const { sender, clock, over } = this.generator;
    if (this.loss.signal.aborted) return this.giveUp(documents, due);
    const files = await sender.open(documents);
    await clock.until(due, this.woken);
    if (over.aborted || this.failed.aborted) return;
    if (this.loss.signal.aborted || this.onTheirWay >= MOST_REQUESTS) return this.giveUp(documents, due);
    this.onTheirWay += 1;
    try {
      await sender.send(files, Math.min(due, clock.now()));
    } finally {
      this.onTheirWay -= 1;
    }
  }

  /** What a search cannot send any more has failed, and its pass with it. Throws where the rate was asked for. */
  private giveUp(documents: readonly PlannedDocument[], due: Micros): void {
    const { isSearch, ledger, clock } = this.generator;
    if (!isSearch) throw new TooManyRequests(this.rate);
    this.loss.abort();
    const scheduled_at = Math.min(due, clock.now());
    for (const { document_name } of documents) ledger.failed({ document_name, reason: PILED_UP, scheduled_at });
  }
}
