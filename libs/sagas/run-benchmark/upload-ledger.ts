import { setTimeout as sleep } from 'node:timers/promises';
import type { FailedUpload, PlannedDocument, UploadedDocument } from '#domain';
import { Refusal } from '#eventsourcing';
import type { Clock } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';
import { failureSize, inChunks, jsonSize } from './chunks.js';

/** Milliseconds between appends, so that the worker hardly ever meets the API on a busy stream. */
const TICK = 250;
const MOST_AHEAD = 1000;
/** How long a log that is away is waited for at the close: what is not stored then counts as interrupted. */
const PATIENCE = 60_000;

/**
 * Hands out documents that may be sent, and takes in what came of them. That a document is about to be sent is stored
 * before it is handed out; both go into the stream together, a few times a second.
 */
export class UploadLedger {
  private readonly ready: PlannedDocument[] = [];
  private readonly uploads: UploadedDocument[] = [];
  private readonly failures: FailedUpload[] = [];
  private readonly waiting: Iterator<PlannedDocument>;
  private readonly ticker: NodeJS.Timeout;
  private handedOut = 0;
  private ahead: number;
  /** Nothing more is reserved. */
  private isOver = false;
  private exchanging: Promise<void> | undefined;
  private fault: unknown;

  constructor(
    private readonly benchmarkId: string,
    unsent: Iterable<PlannedDocument>,
    private readonly atOnce: number,
    private readonly send: Send,
    private readonly clock: Clock,
    private readonly patience = PATIENCE,
  ) {
    this.waiting = unsent[Symbol.iterator]();
    this.ahead = atOnce;
    this.ticker = setInterval(() => void this.tick(), TICK);
  }

  /** The next document to send; undefined: there is none, the run is over, or the stream takes nothing more. */
  async next(): Promise<PlannedDocument | undefined> {
    while (this.ready.length === 0 && (this.exchanging || !this.isOver)) await this.hurry();
    this.handedOut += 1;
    if (this.ready.length <= Math.min(this.atOnce, this.ahead / 2) && !this.isOver) void this.hurry();
    return this.ready.shift();
  }

  uploaded(document: UploadedDocument): void {
    this.uploads.push(document);
  }

  failed(failure: FailedUpload): void {
    this.failures.push(failure);
  }

  /** Hands out only what is stored as on its way already. */
  stop(): void {
    this.isOver = true;
  }

  /** Keeps to itself what came of the last documents, until it is closed. Throws what the stream refused. */
  pause(): void {
    clearInterval(this.ticker);
    if (this.fault) throw this.fault;
  }

  /** Resolves once every outcome is stored. Throws what the stream refused, also where it took all in the end. */
  async close(): Promise<void> {
    clearInterval(this.ticker);
    this.stop();
    const enough = performance.now() + this.patience;
    while (this.exchanging || this.unstored > 0) {
      const before = this.unstored;
      await this.exchange();
      if (this.unstored === 0 || this.unstored < before) continue;
      if (this.fault instanceof Refusal || performance.now() > enough) break;
      await sleep(TICK);
    }
    if (this.fault) throw this.fault;
  }

  private get unstored(): number {
    return this.uploads.length + this.failures.length;
  }

  private async tick(): Promise<void> {
    this.ahead = Math.min(Math.max(2 * this.atOnce, 2 * this.handedOut), MOST_AHEAD);
    this.handedOut = 0;
    await this.exchange();
  }

  /** Documents are sent faster than was foreseen: with the next ones on their way in time, nobody has to wait. */
  private hurry(): Promise<void> {
    if (!this.exchanging) this.ahead = Math.min(2 * this.ahead, MOST_AHEAD);
    return this.exchange();
  }

  /** One at a time. After a fault nothing more is reserved; what is on record as on its way is still handed out, for nobody else will send it. */
  private exchange(): Promise<void> {
    this.exchanging ??= Promise.allSettled([this.store(), this.reserve()]).then((results) => {
      this.exchanging = undefined;
      for (const result of results) if (result.status === 'rejected') this.fail(result.reason);
    });
    return this.exchanging;
  }

  private fail(reason: unknown): void {
    this.fault ??= reason;
    this.isOver = true;
  }

  private async store(): Promise<void> {
    const record = (uploaded: readonly UploadedDocument[], failed: readonly FailedUpload[]) =>
      this.send({
        type: 'RecordUploads',
        data: { benchmarkId: this.benchmarkId, at: this.clock.now(), uploaded, failed },
      });
    await storeAll(this.uploads, jsonSize, (chunk) => record(chunk, []));
    await storeAll(this.failures, failureSize, (chunk) => record([], chunk));
  }

  private async reserve(): Promise<void> {
    const documents = this.isOver ? [] : this.take(this.ahead - this.ready.length);
    for (const chunk of inChunks(documents, ({ document_name }) => jsonSize(document_name))) {
      const names = chunk.map(({ document_name }) => document_name);
      const data = { benchmarkId: this.benchmarkId, at: this.clock.now(), names };
      const { events } = await this.send({ type: 'SendDocuments', data });
      const mine = new Set(events.flatMap(({ type, data }) => (type === 'DocumentsSending' ? data.document_names : [])));
      this.ready.push(...chunk.filter(({ document_name }) => mine.has(document_name)));
    }
  }

  private take(count: number): readonly PlannedDocument[] {
    const taken: PlannedDocument[] = [];
    while (taken.length < count) {
      const { done, value } = this.waiting.next();
      if (done) {
        this.isOver = true;
        break;
      }
      taken.push(value);
    }
    return taken;
  }
}

/** What there is by now. What is not stored stays, in its order, for the next time: it cannot be learnt again. */
async function storeAll<Outcome>(
  outcomes: Outcome[],
  sizeOf: (outcome: Outcome) => number,
  store: (chunk: readonly Outcome[]) => Promise<unknown>,
): Promise<void> {
  for (const chunk of inChunks([...outcomes], sizeOf)) {
    await store(chunk);
    outcomes.splice(0, chunk.length);
  }
}
