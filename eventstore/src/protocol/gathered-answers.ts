import { ServerInterceptingCall } from '@grpc/grpc-js';
import { TakenMessages } from './message-batch.js';

/** What may be handed to HTTP/2 before it is on its way, in bytes. */
const AHEAD = 64 * 1024;

/**
 * A call whose answers leave together. gRPC would hand over the next only when the one before it is sent: a system call
 * for each. Whoever writes is still held back when the client does not take what it is sent.
 */
export class GatheredAnswers extends ServerInterceptingCall {
  private ahead = 0;
  private next: (() => void) | undefined;

  override sendMessage(message: unknown, taken: () => void): void {
    // What is not encoded yet goes one by one, as gRPC has it.
    const bytes = message instanceof TakenMessages || Buffer.isBuffer(message) ? message.byteLength : AHEAD;
    this.ahead += bytes;
    super.sendMessage(message, () => this.sent(bytes));
    if (this.ahead < AHEAD) taken();
    else this.next = taken;
  }

  private sent(bytes: number): void {
    this.ahead -= bytes;
    if (this.ahead >= AHEAD) return;
    const { next } = this;
    this.next = undefined;
    next?.();
  }
}
