import { status, type handleBidiStreamingCall, type ServerDuplexStream } from '@grpc/grpc-js';
import type { Authority, Standing } from '../access/authority.js';
import { LogStopped, type AppendOutcome } from '../log/append.js';
import type { EventLog } from '../log/event-log.js';
import type { BatchMessage } from './append-request.codec.js';
import { batchConflict, batchFailure, batchSuccess } from './append-response.codec.js';
import { BatchedAppend } from './batched-append.js';
import { batchError, conflict, deleted, timeout } from './batch-errors.js';
import { denied, invalid, Refused } from './errors.js';
import { Outlet } from './outlet.js';

type Call = ServerDuplexStream<BatchMessage, Buffer>;
/** A call that has more than this waiting for the disk is not read any further. */
const IN_FLIGHT_BYTES = 16 * 1024 * 1024;
const IN_FLIGHT_COUNT = 10_000;

/** Streams.BatchAppend; `calls` holds those that are open. */
export const batchAppendHandler = (log: EventLog, authority: Authority, calls: Set<BatchAppendCall>): handleBidiStreamingCall<BatchMessage, Buffer> =>
  (call) => {
    const batch: BatchAppendCall = new BatchAppendCall(log, authority.standing(call.metadata), call, () => calls.delete(batch));
    calls.add(batch);
    batch.listen();
  };

/** Many appends in flight on one long call, each answered exactly once. */
export class BatchAppendCall {
  /** Appends whose last message has not come yet, by correlation id. */
  private readonly open = new Map<string, BatchedAppend>();
  private inFlight = 0;
  private inFlightBytes = 0;
  private clientDone = false;
  /** The log takes no more; what it had taken before is answered first. */
  private stopped: Refused | undefined;
  private readonly outlet: Outlet;

  constructor(
    private readonly log: EventLog,
    private readonly standing: Standing,
    private readonly call: Call,
    onClosed: () => void,
  ) {
    this.outlet = new Outlet(call, onClosed);
  }

  listen(): void {
    this.outlet.whenClosed = () => this.leave();
    this.call.on('data', (message: BatchMessage) => this.receive(message));
    this.call.on('end', () => {
      this.clientDone = true;
      this.finish();
    });
  }

  private receive(message: BatchMessage): void {
    if (this.outlet.closed || this.stopped) return;
    const key = message.correlationId?.toString('latin1');
    if (key === undefined) return this.fail(invalid('A correlation id is missing or is no UUID'));
    const append = this.open.get(key) ?? this.begin(key, message);
    // What belongs to an append that was refused before goes unheard.
    if (!append) return;
    try {
      append.add(message.proposed);
    } catch (error) {
      this.forget(key, append);
      return void this.refuseEvents(append, error);
    }
    if (!message.isFinal) return;
    this.forget(key, append);
    this.submit(append);
  }

  private begin(key: string, { rawCorrelationId, options, isFinal }: BatchMessage): BatchedAppend | undefined {
    if (!options) return undefined;
    const append = new BatchedAppend(rawCorrelationId, options);
    const left = append.deadline - Date.now();
    this.open.set(key, append);
    if (left <= 0) return this.expire(key, append);
    if (append.error) return this.refuse(key, append, append.error);
    if (!isFinal) append.timer = setTimeout(() => this.expire(key, append), left);
    return append;
  }

  private submit(append: BatchedAppend): void {
    this.inFlight++;
    this.inFlightBytes += append.bytes;
    if (this.inFlightBytes > IN_FLIGHT_BYTES || this.inFlight > IN_FLIGHT_COUNT) this.call.pause();
    const { request } = append;
    this.log.append({ ...request, allowedBy: this.standing.rule('append', request.stream) }).then(
      (outcome) => this.reply(response(append, outcome)),
      (error: unknown) => {
        if (error instanceof LogStopped) this.stopped = new Refused(status.UNAVAILABLE, error.message);
        else this.reply(batchFailure(append, batchError(error)));
      },
    ).finally(() => {
      this.inFlight--;
      this.inFlightBytes -= append.bytes;
      this.resume();
      this.finish();
    });
  }

  private refuse(key: string, append: BatchedAppend, error: unknown): undefined {
    this.forget(key, append);
    this.reply(batchFailure(append, batchError(error)));
  }

  /** Who has no right is told that before what is wrong with the events. */
  private async refuseEvents(append: BatchedAppend, refusal: unknown): Promise<void> {
    this.inFlight++;
    const reason = await this.standing.demand('append', append.request.stream).then(() => refusal, (denied: unknown) => denied);
    this.reply(batchFailure(append, batchError(reason)));
    this.inFlight--;
    this.resume();
    this.finish();
  }

  private expire(key: string, append: BatchedAppend): undefined {
    this.forget(key, append);
    this.reply(batchFailure(append, timeout));
  }

  private forget(key: string, append: BatchedAppend): void {
    clearTimeout(append.timer);
    this.open.delete(key);
  }

  private reply(response: Buffer): void {
    this.outlet.write(response);
    if (this.outlet.ready) return;
    this.call.pause();
    void this.outlet.room().then(() => this.resume());
  }

  private resume(): void {
    const room = this.inFlightBytes <= IN_FLIGHT_BYTES && this.inFlight <= IN_FLIGHT_COUNT && this.outlet.ready;
    if (room && this.call.isPaused()) this.call.resume();
  }

  private finish(): void {
    if (this.inFlight > 0) return;
    if (this.stopped) this.outlet.fail(this.stopped);
    else if (this.clientDone) this.outlet.end();
  }

  /** Ends the call; what it has in flight stays unanswered. */
  fail(error: unknown): void {
    this.outlet.fail(error);
  }

  private leave(): void {
    // What still comes is read and dropped: unread it would hold the connection's window.
    this.call.resume();
    for (const [key, append] of this.open) this.forget(key, append);
  }
}

function response(append: BatchedAppend, outcome: AppendOutcome): Buffer {
  switch (outcome.kind) {
    case 'appended': return batchSuccess(append, outcome);
    case 'conflict': return batchFailure(append, conflict(batchConflict(outcome, append.request.expected)));
    case 'denied': return batchFailure(append, batchError(denied(append.request.stream)));
    case 'deleted': return batchFailure(append, deleted(append.streamIdentifier));
  }
}
