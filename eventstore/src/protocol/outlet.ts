import type { Writable } from 'node:stream';
import { asRefused } from './errors.js';
import { MessageBatch, type Message } from './message-batch.js';

/** Messages leave together until they are so many bytes. */
const BATCH_BYTES = 32 * 1024;
/** So many of those may wait for the client before it is not keeping up. */
const BATCHES_AHEAD = 2;

/** Where an answer of many messages is written to: it says when the client is not keeping up, and when nobody listens any more. */
export class Outlet {
  private readonly batch = new MessageBatch();
  private waiting = 0;
  private over = false;
  private wake: () => void = () => undefined;
  private leave: () => void = () => undefined;

  constructor(
    private readonly call: Writable,
    private readonly onClosed: () => void,
  ) {
    call.on('cancelled', () => this.close());
    call.on('close', () => this.close());
  }

  /** What to call when nobody listens any more. */
  set whenClosed(leave: () => void) {
    this.leave = leave;
  }

  get closed(): boolean {
    return this.over;
  }

  /** False when the client should first take what it was sent: then wait for room(). */
  get ready(): boolean {
    return this.over || this.waiting < BATCHES_AHEAD;
  }

  /** What is written in one go leaves in one go, and at once: nothing waits for more to come. */
  write(message: Message): void {
    if (this.over) return;
    if (this.batch.size === 0) process.nextTick(() => this.flush());
    this.batch.add(message);
    if (this.batch.size >= BATCH_BYTES) this.flush();
  }

  /** Resolves when there is room again, or nobody to write to. */
  async room(): Promise<void> {
    if (!this.ready) await new Promise<void>((resolve) => void (this.wake = resolve));
  }

  end(): void {
    if (this.over) return;
    this.flush();
    this.close();
    this.call.end();
  }

  /** Ends with a status; what was written before still arrives. */
  fail(error: unknown): void {
    if (this.over) return;
    this.flush();
    this.close();
    this.call.emit('error', asRefused(error));
  }

  private flush(): void {
    if (this.over || this.batch.size === 0) return;
    this.waiting++;
    this.call.write(this.batch.take(), () => {
      this.waiting--;
      if (this.ready) this.wake();
    });
  }

  private close(): void {
    if (this.over) return;
    this.over = true;
    this.wake();
    this.leave();
    this.onClosed();
  }
}
