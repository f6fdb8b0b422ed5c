import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, type BenchmarkCommand, type BenchmarkEvent } from '#domain';
import { ask, benchmarkId, planned } from '#domain/testing';
import type { Send } from '../benchmark-saga.worker.js';
import { UploadLedger } from '../run-benchmark/upload-ledger.js';
import { ManualClock } from './manual-clock.js';
import { WatchedEventStore } from './watched-event-store.js';

const STREAM = benchmarkStream(benchmarkId);

/** Ledgers of one benchmark, over a log that does what the test says. */
export class LedgerDesk {
  readonly store = new WatchedEventStore();
  private readonly benchmarks = new BenchmarkAggregates(this.store);
  private readonly ledgers: UploadLedger[] = [];
  send: Send = (command) => this.benchmarks.send(STREAM, command);

  /** A ledger of a benchmark that is ready to upload so many documents, so many at once. */
  async open(documents: number, atOnce: number, patience = 100): Promise<UploadLedger> {
    const plan: BenchmarkCommand = ask.plan(0, ...names(documents));
    for (const command of [ask.create(), plan, ask.completePlan(documents), ask.project()]) await this.send(command);
    const send: Send = (command) => this.send(command);
    const ledger = new UploadLedger(benchmarkId, names(documents).map(planned), atOnce, send, new ManualClock(), patience);
    this.ledgers.push(ledger);
    return ledger;
  }

  async close(): Promise<void> {
    this.store.onAppend = () => {};
    await Promise.allSettled(this.ledgers.map((ledger) => ledger.close()));
  }

  history() {
    return this.store.stored<BenchmarkEvent>(STREAM);
  }

  async sending(): Promise<readonly string[]> {
    return (await this.history()).flatMap(({ type, data }) => (type === 'DocumentsSending' ? data.document_names : []));
  }

  async uploaded(): Promise<readonly string[]> {
    const documents = (await this.history()).flatMap(({ type, data }) => (type === 'DocumentsUploaded' ? data.documents : []));
    return documents.map(({ document_name }) => document_name);
  }
}

/** All that a ledger still hands out to one who asks. */
export async function rest(ledger: UploadLedger): Promise<readonly string[]> {
  const given: string[] = [];
  for (let next = await ledger.next(); next; next = await ledger.next()) given.push(next.document_name);
  return given;
}

/** What documents are called here: `0`, `1` and so on. */
export const names = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

export const acknowledged = (document_name: string) => ({ document_name, scheduled_at: 1, sent_at: 2, acknowledged_at: 3 });
