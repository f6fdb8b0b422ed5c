import type { Writable } from 'node:stream';
import { asRefused } from './errors.js';

/** Where a read writes to: it says when the client is not keeping up, and when nobody listens any more. */
export class Outlet {
  private over = false;
  private wake: () => void = () => undefined;
  private leave: () => void = () => undefined;

  constructor(
    private readonly call: Writable,
    private readonly onClosed: () => void,
  ) {
    call.on('drain', () => this.wake());
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
    return this.over || !this.call.writableNeedDrain;
  }

  write(frame: Buffer): void {
    if (!this.over) this.call.write(frame);
  }

  /** Resolves when there is room again, or nobody to write to. */
  async room(): Promise<void> {
    if (!this.ready) await new Promise<void>((resolve) => void (this.wake = resolve));
  }

  end(): void {
    if (this.over) return;
    this.close();
    this.call.end();
  }

  /** Ends with a status; what was written before still arrives. */
  fail(error: unknown): void {
    if (this.over) return;
    this.close();
    this.call.emit('error', asRefused(error));
  }

  private close(): void {
    if (this.over) return;
    this.over = true;
    this.wake();
    this.leave();
    this.onClosed();
  }
}
